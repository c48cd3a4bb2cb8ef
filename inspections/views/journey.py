"""An unfinished report: which pages it has, what is still missing, where to go next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone

from inspections import access, actions, nearby, routing, rules
from inspections.forms import parse_position
from inspections.grid import Point
from inspections.models import Category, Photo, Report, ReportDraft
from municipalities.models import Municipality

PHOTOS, CATEGORY, QUESTIONS, PLACE, NEARBY = "fotografije", "kategorija", "pitanja", "mesto", "slicne"
DESCRIPTION, IDENTITY, CONTACT, CHECK = "opis", "ko", "kontakt", "provera"
OPTIONAL = frozenset({PHOTOS, NEARBY})


@dataclass
class Journey:
    """The draft with what follows from its answers."""

    draft: ReportDraft

    @property
    def municipality(self) -> Municipality:
        return self.draft.municipality

    @cached_property
    def answers(self) -> dict[str, dict[str, Any]]:
        """What was given so far, by page."""
        return actions.answers_of_draft(self.draft)

    @cached_property
    def photos(self) -> list[Photo]:
        """Photographs so far."""
        return list(self.draft.photos.all())

    @cached_property
    def offer(self) -> routing.Offer | None:
        """The chosen category as the municipality offers it; None before the choice, or when it was switched off."""
        code = self.answers.get(CATEGORY, {}).get("category")
        if code is None:
            return None
        return next((one for one in routing.offers(self.municipality) if one.category.code == code), None)

    @property
    def category(self) -> Category | None:
        return self.offer.category if self.offer else None

    @cached_property
    def questions(self) -> tuple[rules.Question, ...]:
        """Extra questions of the chosen category."""
        return self.category.parsed_questions() if self.category else ()

    @property
    def given(self) -> dict[str, Any]:
        """Answers to the extra questions of the chosen category; those of another choice before do not count."""
        codes = {question.code for question in self.questions}
        return {code: value for code, value in self.answers.get(QUESTIONS, {}).items() if code in codes and value}

    @property
    def stop(self) -> rules.Stop | None:
        """Where the answers send the person instead."""
        return rules.stop_for(self.questions, self.given)

    @property
    def place(self) -> Point | None:
        """The position that was given, if any."""
        return parse_position(self.answers.get(PLACE, {}).get("position", ""))

    @property
    def suggested_place(self) -> Point | None:
        """Where the first photograph with a place was taken."""
        found = self.answers.get(PHOTOS, {}).get("place")
        return Point(*found) if found else None

    @property
    def identity(self) -> str:
        return str(self.answers.get(IDENTITY, {}).get("identity", ""))

    @cached_property
    def nearby(self) -> list[nearby.Near]:
        """Open public reports that may be about the same."""
        if self.category is None or self.place is None:
            return []
        rows = access.public_reports(self.municipality)
        return nearby.nearby(
            rows, category=self.category, place=self.place, on=timezone.localdate(), most=3, public=True
        )  # fmt: skip

    @cached_property
    def path(self) -> list[str]:
        """The pages of this report, in order."""
        pages = [PHOTOS, CATEGORY]
        if self.questions:
            pages.append(QUESTIONS)
        pages.append(PLACE)
        if self.nearby:
            pages.append(NEARBY)
        pages += [DESCRIPTION, IDENTITY]
        if self.identity and self.identity != Report.Identity.ANONYMOUS:
            pages.append(CONTACT)
        return [*pages, CHECK]

    def is_answered(self, page: str) -> bool:
        """Whether the page holds what it must; the optional ones always do."""
        if page == CATEGORY:
            return self.category is not None
        if page == QUESTIONS:
            missing = any(question.required and question.code not in self.given for question in self.questions)
            return page in self.answers and not missing and self.stop is None
        return page in OPTIONAL or page in self.answers

    def address(self, page: str) -> str:
        """Address of a page."""
        return reverse("inspections:page", args=[self.draft.code, page])

    def obstacle(self, before: str) -> str | None:
        """The first unanswered page in front of ``before``; None when there is none."""
        for page in self.path[: self.path.index(before)]:
            if not self.is_answered(page):
                return page
        return None

    def after(self, page: str, *, changing: bool) -> str:
        """Where to go from a page: the next one, or straight back to the check when it was only being changed."""
        if changing and self.obstacle(CHECK) is None:
            return self.address(CHECK)
        return self.address(self.path[self.path.index(page) + 1])

    def before(self, page: str) -> str:
        """The page in front, or the start page."""
        position = self.path.index(page)
        if position == 0:
            return reverse("inspections:start", args=[self.municipality.slug])
        return self.address(self.path[position - 1])

    def progress(self, page: str) -> tuple[int, int]:
        """Number of the page and how many there are."""
        return self.path.index(page) + 1, len(self.path)
