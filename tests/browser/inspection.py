"""What is looked at on every page: accessibility, width, room for larger text, language, title, script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TAGS = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn", "en": "en"}
HEIGHT = 844
NARROW, PHONE, DESKTOP = 320, 390, 1280
PORTAL_NAMES = (
    "Е-услуге општина и градова",
    "E-usluge opština i gradova",
    "Municipal e-services",
    "Службенички сто",
    "Službenički sto",
)

# WCAG 1.4.12: a reader may set these, and nothing may be cut off or lie over something else. A constructed style sheet
# is not a style of the page, so the policy of the portal does not stand in its way.
ROOMY = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }'
    + ' p { margin-bottom: 2em !important }')
  document.adoptedStyleSheets = [sheet]
}"""
USUAL = "() => { document.adoptedStyleSheets = [] }"
CUT = """() => [...document.querySelectorAll('body *')].filter(box => {
  const style = getComputedStyle(box)
  const closed = axis => ['hidden', 'clip'].includes(style[axis])
  // A sliding map holds more than it shows; that is what it is for.
  if (box.matches('.leaflet-container')) return false
  if (box.clientWidth <= 1 || box.clientHeight <= 1 || !(box.innerText || '').trim()) return false
  return closed('overflowX') && box.scrollWidth > box.clientWidth + 1
    || closed('overflowY') && box.scrollHeight > box.clientHeight + 1
}).map(box => box.outerHTML.slice(0, 120))"""
# A table may be wider than the page inside a box of its own that scrolls; that is never why the page is too wide.
WIDEST = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter(box => box.getBoundingClientRect().right > innerWidth + 1)
  .filter(box => !['auto', 'scroll'].includes(getComputedStyle(box.parentElement).overflowX))
  .filter(box => !box.closest('table') || box.matches('table')).map(box => box.outerHTML.slice(0, 120)).slice(-3)"""
# A window takes its new size, and letters theirs, a moment after they were asked for.
SETTLED = """async width => {
  await document.fonts.ready
  const frame = () => new Promise(done => requestAnimationFrame(done))
  for (let left = 120; left && (innerWidth !== width || document.documentElement.clientWidth > width); left--) await frame()
  await frame()
}"""
# Everything that is read, also by a screen reader alone, except the names of the languages.
WORDS = """() => {
  const texts = [document.title]
  const foreign = node => node.closest('body [lang="sr-Cyrl"]') !== null
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!foreign(node.parentElement) && !node.parentElement.closest('script, style')) texts.push(node.data)
  }
  for (const node of document.querySelectorAll('[aria-label], [alt], [title], [placeholder], [content]')) {
    if (foreign(node)) continue
    for (const name of ['aria-label', 'alt', 'title', 'placeholder', 'content']) texts.push(node.getAttribute(name) || '')
  }
  return texts.map(text => text.trim()).filter(Boolean)
}"""
CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def complaints_of_axe(page: Page) -> list[str]:
    """Rules of WCAG 2.2 AA that are broken, and colours whose contrast axe cannot make out."""
    page.evaluate(AXE)
    wanted = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations", "incomplete"]}
    found = page.evaluate("wanted => axe.run(document, wanted)", wanted)
    doubts = [rule for rule in found["incomplete"] if rule["id"] == "color-contrast"]
    return [_rule(rule) for rule in found["violations"] + doubts]


def _rule(rule: dict[str, Any]) -> str:
    return f"{rule['id']}: {[node['target'] for node in rule['nodes']][:4]} {rule['nodes'][0]['html'][:160]}"


def resize(page: Page, width: int) -> None:
    """Give the window a width, and wait until the page is laid out for it."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.evaluate(SETTLED, width)


def complaints_of_size(page: Page) -> list[str]:
    """What does not fit the narrowest telephone, also with the roomiest text, or is cut off there."""
    found = []
    for width in (NARROW, PHONE, DESKTOP):
        resize(page, width)
        found += [f"wider than {width} px: {box}" for box in page.evaluate(WIDEST)]
    resize(page, NARROW)
    page.evaluate(ROOMY)
    found += [f"cut off with roomy text: {box}" for box in page.evaluate(CUT)]
    found += [f"too wide with roomy text: {box}" for box in page.evaluate(WIDEST)]
    page.evaluate(USUAL)
    return found


def complaints_of_language(page: Page, language: str) -> list[str]:
    """Language tag and title: what the page is about, then where one is."""
    tag, title = page.get_attribute("html", "lang"), page.title()
    found = [] if tag == TAGS[language] else [f"language is {tag}"]
    parts = title.split(" – ")
    if len(parts) < 2 or not all(part.strip() for part in parts) or parts[-1] not in PORTAL_NAMES:
        found.append(f"title says too little: {title}")
    return found


def letters_of_other_script(page: Page, typed: Iterable[str]) -> list[str]:
    """Texts with a Cyrillic letter on a page that has none, apart from what people typed themselves."""
    longest_first = sorted(typed, key=len, reverse=True)

    def without_typed(text: str) -> str:
        for piece in longest_first:
            text = text.replace(piece, "")
        return text

    return [text for text in page.evaluate(WORDS) if CYRILLIC.search(without_typed(text))]
