"""Runs the decoders in a process of their own, with limits on time and memory and without our secrets.

The file goes in and the picture comes out through anonymous files in memory: nothing unencrypted touches a disk. The
process gets an almost empty environment, so keys and passwords of the portal are not in it.
"""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import structlog

from eservices.cases.uploads.kinds import Kind
from eservices.cases.uploads.refusals import Refused

WALL_SECONDS: Final = 30
ROOT: Final = Path(__file__).resolve().parents[3]
KEPT_ENVIRONMENT: Final = ("PATH", "LD_LIBRARY_PATH")
EXHAUSTED: Final = frozenset({-signal.SIGXCPU, -signal.SIGKILL})

log = structlog.get_logger(__name__)


class DecoderUnavailable(RuntimeError):
    """The decoder did not start: a fault of the installation, not of the file."""


@dataclass(frozen=True)
class Decoded:
    """What the decoder found. ``content`` is the rewritten picture, or the PDF as it came.

    ``position``: latitude and longitude in millionths of a degree, read from a picture before they were thrown away.
    """

    media_type: str
    content: bytes
    pages: int | None = None
    width: int | None = None
    height: int | None = None
    position: list[int] | None = None


def decode(content: bytes, kind: Kind) -> Decoded:
    """Decodes a file in a limited process: 10 s of processor, 30 s by the clock, 1 GiB of memory.

    Raises Refused; DecoderUnavailable when the process cannot do its work at all.
    """
    with _anonymous_file("upload") as source, _anonymous_file("report") as target:
        source.write(content)
        source.seek(0)  # writes out what is buffered, too
        _run(source, target, kind)
        target.seek(0)
        report = json.loads(target.readline())
        rewritten = target.read()
    if "refused" in report:
        raise Refused(report["refused"], **report["values"])
    return Decoded(content=rewritten or content, **report)


def _run(source: BinaryIO, target: BinaryIO, kind: Kind) -> None:
    try:
        finished = subprocess.run(
            [sys.executable, "-m", "eservices.cases.uploads.decoder", kind],
            stdin=source,
            stdout=target,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ} | {"LANG": "C.UTF-8"},
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        log.warning("upload_decoder_stopped", kind=kind, reason="clock")
        raise Refused("too_complex") from None
    if finished.returncode:
        _explain_failure(finished.returncode, kind)


def _explain_failure(code: int, kind: Kind) -> None:
    log.warning("upload_decoder_stopped", kind=kind, code=code)
    if code in EXHAUSTED:
        raise Refused("too_complex")
    if code < 0:
        raise Refused("pdf_damaged" if kind == "pdf" else "image_damaged")
    raise DecoderUnavailable(f"The decoder of uploaded files ended with code {code}; start it by hand to see why.")


def _anonymous_file(name: str) -> BinaryIO:
    return os.fdopen(os.memfd_create(name), "w+b")
