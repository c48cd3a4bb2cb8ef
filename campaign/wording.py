"""Texts that people enter in Serbian and English, for the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language

from municipalities.templatetags.pismo import pismo


def in_language(text: str, text_en: str) -> str:
    """``text_en`` on an English page when there is one, else ``text`` in the reader's script."""
    return text_en if get_language() == "en" and text_en else pismo(text)
