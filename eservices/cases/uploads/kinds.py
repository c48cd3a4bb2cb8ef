"""The kinds of files that are accepted, as the first look names them."""

from typing import Literal

ImageKind = Literal["jpeg", "png", "heif", "webp"]
"""JPEG, HEIF and WebP leave as JPEG, PNG as PNG."""

Kind = Literal["pdf"] | ImageKind
