"""Electronic data exchange (електронска размена података): asks state registers for what the citizen need not bring.

An authority obtains data from official records itself, by duty (Закон о општем управном поступку, чл. 9. став 3. и
чл. 103). Every question states purpose, legal basis, case and officer, is written to the ledger before it is sent, and
can be seen by the person it is about. `client.ask` is the only door; one file in `adapters` describes one register.
"""
