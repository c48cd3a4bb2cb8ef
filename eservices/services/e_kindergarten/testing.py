"""Short ways to applications and lists for the tests of this folder, through the same actions as people take."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from eservices.cases import actions as case_actions
from eservices.cases import service as services
from eservices.cases.actions.intake import problems_of
from eservices.services.e_kindergarten import actions, demo, tasks
from eservices.services.e_kindergarten.models import Application, Competition, LetterRun, Publication, Ranking
from municipalities.accounts.models import User
from municipalities.models import Municipality, OfferedService, Parameter

SLUG = "e-kindergarten"
TODAY = date(2027, 4, 12)
Outcome = Application.Outcome


def offer(place: Municipality) -> None:
    """The service with its legal values, as the fixtures bring them."""
    OfferedService.objects.get_or_create(municipality=place, service=SLUG, defaults={"since": date(2021, 10, 5)})
    for name in ("parameters.json", f"parameters.{SLUG}.json"):
        rows = json.loads((Path(settings.BASE_DIR) / "fixtures" / name).read_text(encoding="utf-8"))["rows"]
        known = set(Parameter.objects.values_list("code", "valid_from"))
        fresh = [row for row in rows if (row["code"], date.fromisoformat(row["valid_from"])) not in known]
        Parameter.objects.bulk_create(Parameter(**row) for row in fresh)


def family(competition: Competition, number: int = 0, **changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Answers of an invented family with changed fields; steps with underscores for hyphens."""
    given = demo.answers(competition, number)
    for step, fields in changes.items():
        given[step.replace("_", "-")] = {**given.get(step.replace("_", "-"), {}), **fields}
    return given


def with_wishes(given: dict[str, dict[str, Any]], changes: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Changed wishes replace those of the family."""
    return given | {"wishes": changes.get("wishes", given["wishes"])}


def wish(*codes: str) -> dict[str, str]:
    return {f"wish{place}": f"{code}.vrtic.full-day.sr" for place, code in enumerate(codes, start=1)}


def file_it(competition: Competition, number: int, by: User, **changes: dict[str, Any]) -> Application:
    """A filed request whose registers have answered."""
    given = with_wishes(family(competition, number, **changes), changes)
    case = demo.file_one(competition, number, by, given)
    demo.answer_of_registers(case, None)
    return Application.objects.select_related("competition", "case__data_key").get(case=case)


def problem(competition: Competition, by: User, **changes: dict[str, Any]) -> tuple[str, str]:
    """Step and first sentence of what keeps a request from being filed."""
    given = with_wishes(family(competition, 0, **changes), changes)
    draft = case_actions.start_draft(service=services.get(SLUG), municipality=competition.municipality, by=by)
    for step, fields in given.items():
        case_actions.save_step(draft=draft, step=step, given=fields, by=by)
    found = problems_of(draft, given)[0]
    return found.step, str(found.message)


def again(row: Application) -> Application:
    """The application as it now stands in the database."""
    return Application.objects.select_related("competition__municipality", "case__data_key").get(pk=row.pk)


def obstacle(row: Application, outcome: str) -> str:
    """Why an outcome is not allowed now."""
    service = services.get(SLUG)
    return str(service.obstacle(row.case, service.outcome(outcome), {}))


def close(competition: Competition) -> None:
    Competition.objects.filter(pk=competition.pk).update(closes_at=timezone.now() - timedelta(seconds=2))
    competition.refresh_from_db()


def rank(competition: Competition, by: User) -> Ranking:
    """Rank as the task does."""
    ranking = actions.ask_ranking(competition=competition, by=by)
    tasks.rank_competition(municipality_id=competition.municipality_id, ranking_id=ranking.pk)
    ranking.refresh_from_db()
    competition.refresh_from_db()
    return ranking


def publish(competition: Competition, stage: str, clerk: User, head: User) -> Publication:
    rank(competition, clerk)
    found = actions.publish_list(competition=competition, stage=stage, by=head)
    competition.refresh_from_db()
    return found


def to_contracts(competition: Competition, clerk: User, head: User) -> None:
    """Both lists, then the call to conclude contracts."""
    close(competition)
    publish(competition, "preliminary", clerk, head)
    Competition.objects.filter(pk=competition.pk).update(objections_until=TODAY - timedelta(days=1))
    actions.publish_list(competition=competition, stage="final", by=head)
    actions.start_contracts(competition=competition, by=head)
    competition.refresh_from_db()


def worked_example(competition: Competition, by: User) -> dict[str, Application]:
    """Ana, Boris and Ceca of section 2; A is Пчелица and B is Звончићи, one place each."""
    wishes = {"Ana": wish("pcelica", "zvoncici"), "Boris": wish("pcelica", "zvoncici"), "Ceca": wish("pcelica")}
    family_of = {
        "Ana": ("employed", 3, "no"), "Boris": ("unemployed", 1, "yes"), "Ceca": ("employed", 1, "no"),
    }  # fmt: skip
    found = {}
    for number, (name, (work, order, attended)) in enumerate(family_of.items()):
        found[name] = file_it(
            competition, number, by, wishes=wishes[name],
            work={"own": "employed", "other": work},
            family={"birth_order": order, "attended": attended, "sibling": "no", "sibling_name": ""},
        )  # fmt: skip
    return found


def published_example(competition: Competition, milica: User, member: User, head: User) -> dict[str, Application]:
    people = worked_example(competition, milica)
    close(competition)
    publish(competition, "preliminary", member, head)
    return {name: again(row) for name, row in people.items()}


def letters(competition: Competition, kind: str, by: User) -> LetterRun:
    """A finished run of letters, written as the task does."""
    run = actions.ask_letters(competition=competition, kind=kind, by=by)
    tasks.write_letters(municipality_id=competition.municipality_id, run_id=run.pk)
    run.refresh_from_db()
    assert run.finished_at is not None
    return run
