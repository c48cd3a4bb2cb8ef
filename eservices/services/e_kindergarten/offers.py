"""What a request may choose from: the competition it is for, and the places for the child's age."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from eservices.services.e_kindergarten import rules
from eservices.services.e_kindergarten.models import Competition, Quota
from municipalities.identifiers import clean_jmbg


def chosen_competition(answers: Any) -> Competition | None:
    """The competition of a request, as far as it is chosen."""
    given = str(answers.get("competition", {}).get("competition", ""))
    return Competition.objects.filter(pk=given).first() if given.isdecimal() else None


def quotas_for(answers: Any) -> QuerySet[Quota]:
    """Places for the child's age in the chosen competition; none while competition or child are not known."""
    competition, born = chosen_competition(answers), birth_of(answers)
    if competition is None or born is None:
        return Quota.objects.none()
    try:
        group = rules.age_group(competition.age_groups, born, competition.school_year_start)
    except (rules.TooYoung, rules.TooOld):
        return Quota.objects.none()
    return Quota.objects.filter(competition=competition, age_group=group.slug, places__gt=0).select_related(
        "kindergarten"
    )


def birth_of(answers: Any) -> date | None:
    """The child's day of birth from its personal number."""
    number = answers.get("child", {}).get("jmbg", "")
    return clean_jmbg(number).birth_date if number else None
