"""The catalogue of services, filled by the floors above: the home page finds services and knows none of them by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from municipalities.script import fold

Text = str | Promise
# Serbian words change their last letters by case (кречење, кречењу): a longer query word is compared without them.
_ENDING = 2
_SHORTEST_STEM = 3


class LifeEvent(Enum):
    """Why people come; groups of the home page in this order."""

    CHILD = "child"
    FAMILY = "family"
    HOUSING = "housing"
    SURROUNDINGS = "surroundings"
    PARTICIPATION = "participation"

    @property
    def title(self) -> Text:
        """Heading of the group."""
        return {
            LifeEvent.CHILD: _("Рођење и одгој детета"),
            LifeEvent.FAMILY: _("Породица и здравље"),
            LifeEvent.HOUSING: _("Кућа, стан и земљиште"),
            LifeEvent.SURROUNDINGS: _("Улица, село и крај"),
            LifeEvent.PARTICIPATION: _("Питајте и предложите"),
        }[self]


@dataclass(frozen=True)
class Entry:
    """A service as the home page and the municipality page show it.

    ``name``, ``summary`` and ``why_level`` are translatable texts; ``search_words`` are further Cyrillic words by which
    people look for it; ``url(municipality_slug)`` is its start page there; ``why_level`` says why it asks for a
    stronger sign-in ("" when it does not).
    """

    slug: str
    name: Text
    summary: Text
    life_event: LifeEvent
    url: Callable[[str], str]
    search_words: str = ""
    why_level: Text = ""

    def matches(self, query: str) -> bool:
        """Whether every word of ``query``, in either script and any grammatical case, occurs in the entry."""
        words = self._words()
        return all(any(word.startswith(stem) for word in words) for stem in _stems(query))

    def _words(self) -> list[str]:
        """Folded words in the reader's language and in Serbian, because an English page is searched in both."""
        texts = [f"{self.name} {self.summary}"]
        with translation.override("sr"):
            texts.append(f"{self.name} {self.summary} {self.search_words}")
        return fold(" ".join(texts)).split()


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add a service; a second registration of the same slug replaces the first."""
    _entries[entry.slug] = entry


def find(slug: str) -> Entry | None:
    """The service of that slug."""
    return _entries.get(slug)


def entries() -> tuple[Entry, ...]:
    """All services in the order of registration."""
    return tuple(_entries.values())


def search(query: str) -> list[Entry]:
    """Services that match every word of the query; none for a query without letters or digits."""
    return [entry for entry in _entries.values() if entry.matches(query)] if fold(query) else []


def by_life_event(chosen: Iterable[Entry]) -> list[tuple[LifeEvent, list[Entry]]]:
    """Entries in groups; groups without entries are left out."""
    listed = list(chosen)
    groups = [(event, [entry for entry in listed if entry.life_event is event]) for event in LifeEvent]
    return [(event, group) for event, group in groups if group]


def _stems(query: str) -> list[str]:
    return [word[: max(_SHORTEST_STEM, len(word) - _ENDING)] for word in fold(query).split()]
