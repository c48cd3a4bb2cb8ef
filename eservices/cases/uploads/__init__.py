"""Files that people send in: looked at, made safe, scanned, stored encrypted.

- `inspection`: what is accepted and under which name; the only entrance for a file from outside
- `messages`: the sentence for each refusal
- `sandbox` and `decoder`: the decoders run in a process of their own, with limits on time and memory
- `kinds`, `refusals`: the words these modules share
- `images`, `pdfs`: what a picture and a PDF must be
- `scanner`: the virus scanner (clamd)
- `storage`: private encrypted files

This file imports nothing: the sandboxed process starts through it and should stay small.
"""
