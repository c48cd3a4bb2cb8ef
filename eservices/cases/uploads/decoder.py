"""The sandboxed process: reads one file from standard input, writes one report to standard output, and ends.

Started by `sandbox` as ``python -m eservices.cases.uploads.decoder <kind>``. The report is one line of JSON; the bytes
of a rewritten picture follow it. Limits are set before the first byte is read, so that a file made to exhaust a decoder
exhausts only this process.
"""

import json
import resource
import sys
from dataclasses import asdict
from typing import Any, Final, cast

from eservices.cases.uploads.images import clean_image
from eservices.cases.uploads.kinds import Kind
from eservices.cases.uploads.pdfs import open_pdf
from eservices.cases.uploads.refusals import Refused

CPU_SECONDS: Final = 10
MEMORY_BYTES: Final = 1 << 30
WRITTEN_BYTES: Final = 64 << 20


def examine(content: bytes, kind: Kind) -> tuple[dict[str, Any], bytes]:
    """Report and bytes of a rewritten picture (none for a PDF). Never raises."""
    try:
        if kind == "pdf":
            return {"media_type": "application/pdf", **asdict(open_pdf(content))}, b""
        image = clean_image(content, kind)
    except Refused as refusal:
        return {"refused": refusal.code, "values": refusal.values}, b""
    except MemoryError:
        return {"refused": "too_complex", "values": {}}, b""
    report = {"media_type": image.media_type, "width": image.width, "height": image.height, "position": image.position}
    return report, image.content


def main() -> None:
    """Examines standard input as the kind named by the only argument."""
    _limit_this_process()
    report, rewritten = examine(sys.stdin.buffer.read(), cast(Kind, sys.argv[1]))
    sys.stdout.buffer.write(json.dumps(report).encode() + b"\n" + rewritten)


def _limit_this_process() -> None:
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, WRITTEN_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
