"""Whatever a service must have. A folder under eservices/services that lacks anything fails here, by name."""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template
from django.utils import translation

from eservices.cases import decisions
from eservices.cases import service as services
from eservices.cases.access import siblings_of
from eservices.cases.actions.intake import answers_of
from eservices.cases.archive.erasing import forget
from eservices.cases.forms import StepForm
from eservices.cases.models import Case, DataKey, Delivery
from eservices.cases.presentation import Mode, answer_tree
from eservices.cases.service import EvidenceNeed, Outcome, Service, StartPage
from eservices.exchange import sources
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.factories import fill, rows_of, submit

FOLDERS = sorted(path.parent for path in (Path(settings.BASE_DIR) / "eservices" / "services").glob("*/apps.py"))
SERVICES = services.all_services()
ROWS = [row for row in rows_of("parameters") if "municipality" not in row]
CYRILLIC = re.compile(r"[А-Яа-яЂЈЉЊЋЏђјљњћџ]")
LATIN = re.compile(r"[A-Za-zČĆŽŠĐčćžšđ]")
each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
each_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.slug)
# A conversation may file cases of other services only (``Service.files``); it has no outcomes of its own.
WITH_CASES = [service for service in SERVICES if service.outcomes]
each_with_cases = pytest.mark.parametrize("service", WITH_CASES, ids=lambda service: service.slug)


def samples_of(service: Service) -> Any:
    """A complete request of the service.

    Each folder has ``samples.py`` with ``request()`` (answers that need nothing in the database), ``NAMES`` (names of
    people and firms in it, as patterns), ``CONVERSATION`` (the service that people start, where another one files the
    case), ``DETAILS`` (what an official gives besides for an outcome that asks for
    something) and, where it matters, ``prepare(place)`` (the answers, with what they need in the database), ``finish(draft)``
    (what a request needs besides answers and papers before it is filed),
    ``give_evidence(case, by)`` (the registers' answers) and ``bring_to(case, outcome)`` (what an outcome needs besides).
    """
    return importlib.import_module(f"eservices.services.{folder_of(service).name}.samples")


def folder_of(service: Service) -> Path:
    """The folder that declares the service; one folder may declare several."""
    return Path(settings.BASE_DIR) / "eservices" / "services" / type(service).__module__.split(".")[2]


def files_of_a_service() -> list[str]:
    """What a folder holds by the table of docs/a-new-service.md, and its migrations."""
    told = (Path(settings.BASE_DIR) / "docs" / "a-new-service.md").read_text(encoding="utf-8")
    table = told.split("## What the folder holds")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return [*(name for cell in cells for name in re.findall(r"`([^`]+)`", cell)), "migrations/__init__.py"]


def texts_of(value: Any) -> Iterator[str]:
    """Every text inside a declaration."""
    if isinstance(value, str) or hasattr(value, "_proxy____cast"):
        yield str(value)
    elif isinstance(value, list | tuple | frozenset):
        for item in value:
            yield from texts_of(item)


# -- the folder --------------------------------------------------------------------------------------------------------
def test_there_is_a_service() -> None:
    assert FOLDERS and SERVICES


@each_folder
def test_the_folder_is_a_registered_service(folder: Path) -> None:
    slug = folder.name.replace("_", "-")
    assert slug in {service.slug for service in SERVICES}, f"Register {slug} and add its app to INSTALLED_APPS."
    app = next(app for app in apps.get_app_configs() if app.name == f"eservices.services.{folder.name}")
    assert CYRILLIC.search(str(app.verbose_name))


@each_folder
def test_the_folder_is_whole(folder: Path) -> None:
    for name in files_of_a_service():
        assert (folder / name).exists(), f"{folder.name} lacks {name}"


@each_folder
def test_the_docstring_says_what_it_is_and_by_what_law(folder: Path) -> None:
    told = importlib.import_module(f"eservices.services.{folder.name}").__doc__ or ""
    assert len(told.split()) > 25 and CYRILLIC.search(told) and re.search(r"[Зз]акон|Одлук|Уредб", told)


@each_folder
def test_every_file_and_public_class_says_what_it_is(folder: Path) -> None:
    for path in folder.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.name not in ("apps.py", "tests.py"):
            assert ast.get_docstring(tree), f"{path.name} has no docstring"


@each_folder
def test_the_rules_are_pure(folder: Path) -> None:
    tree = ast.parse((folder / "rules.py").read_text(encoding="utf-8"))
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert not [name for name in modules if name.split(".")[0] in ("django", "rest_framework", "celery")]
    assert not [name for name in modules if name.startswith("eservices.cases")]


@each_folder
def test_the_service_does_not_know_its_siblings(folder: Path) -> None:
    siblings = {other.name for other in FOLDERS} - {folder.name}
    for path in folder.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [name for name in siblings if f"eservices.services.{name}" in text], path


# -- the declaration ---------------------------------------------------------------------------------------------------
@each_service
def test_names_and_codes_are_there(service: Service) -> None:
    for text in (service.name, service.summary, service.remedy_authority):
        assert CYRILLIC.search(str(text))
    assert service.life_event
    assert re.fullmatch(r"\d{2,4}", service.classification) and service.version >= 1
    assert any(row["code"] == f"retention.{service.retention_class}" for row in ROWS), "How long are cases kept?"
    assert service.search_words and len(str(service.name)) <= 80


@each_service
@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_the_start_page_is_complete_in_every_language(service: Service, language: str) -> None:
    start: StartPage = service.start
    assert 1 <= start.minutes <= 60
    with translation.override("sr"):
        cyrillic = {
            str(text) for name in ("who", "documents", "fetched_by_us", "good_to_know") for text in getattr(start, name)
        }
        cyrillic |= {
            str(start.cost),
            str(start.decided_in),
            str(start.legal_basis),
            str(service.name),
            str(service.summary),
        }
    with translation.override(language):
        shown = [
            str(text) for name in ("who", "documents", "fetched_by_us", "good_to_know") for text in getattr(start, name)
        ]
        shown += [
            str(start.cost),
            str(start.decided_in),
            str(start.legal_basis),
            str(service.name),
            str(service.summary),
        ]
    assert start.who and start.documents and all(text.strip() for text in shown)
    for text in shown:
        if language == "sr":
            assert CYRILLIC.search(text)
        else:
            assert not CYRILLIC.search(text), text
    if language == "en":
        assert not set(shown) & cyrillic


@each_service
def test_steps_have_their_own_addresses_and_serbian_questions(service: Service) -> None:
    slugs = [step.slug for step in service.steps]
    assert len(slugs) == len(set(slugs)) and all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in slugs)
    assert not {"dokumenta", "provera", "podnesi", "kasnije", "obrisi"} & set(slugs), "these are pages of every request"
    for step in service.steps:
        assert issubclass(step.form_class, StepForm) and step.__name__
        assert CYRILLIC.search(str(step.title)) and CYRILLIC.search(str(step.section))
        assert get_template(step.template)


def all_forms(service: Service) -> Iterator[type[forms.Form]]:
    yield from (step.form_class for step in service.steps)
    yield from (need.manual_form for need in service.evidence if need.manual_form)
    yield from (outcome.form for outcome in service.outcomes if outcome.form)


@each_service
def test_every_field_has_a_serbian_label_and_says_what_is_missing(service: Service) -> None:
    for form in all_forms(service):
        for name, field in form.base_fields.items():
            where = f"{form.__name__}.{name}"
            assert CYRILLIC.search(str(field.label or "")), where
            assert not LATIN.search(str(field.help_text)) or CYRILLIC.search(str(field.help_text)), where
            if field.required:
                with translation.override("sr"):
                    asked = str(field.error_messages["required"])
                assert CYRILLIC.search(asked) and asked != "Ово поље је обавезно.", f"{where}: say what to enter"


@each_service
def test_every_form_says_what_it_asks(service: Service) -> None:
    for form in all_forms(service):
        assert form.__doc__ and form.__doc__ != forms.Form.__doc__, form.__name__


@each_service
def test_documents_are_named_and_some_are_asked_for(service: Service) -> None:
    slugs = [kind.slug for kind in service.documents]
    assert len(slugs) == len(set(slugs))
    assert all(CYRILLIC.search(str(kind.label)) for kind in service.documents)
    asked = {kind.slug for kind in service.documents_asked(samples_of(service).request())}
    assert asked <= set(slugs)


@each_service
def test_legal_values_exist_and_have_a_source(service: Service) -> None:
    wanted = {*service.parameters, service.term_parameter, service.assurance_parameter}
    known = {row["code"]: row for row in rows_of("parameters") if row.get("valid_to") is None}
    assert wanted <= set(known), f"fixtures/ lacks {sorted(wanted - set(known))}"
    assert all(known[code]["legal_source"] and CYRILLIC.search(known[code]["label"]) for code in wanted)
    assert known[service.assurance_parameter]["value"] in ("basic", "substantial", "high")


@each_service
def test_registers_are_known_and_purpose_and_law_are_told(service: Service) -> None:
    known = {source.name for source in sources.known()}
    for need in service.evidence:
        assert need.register in known, f"no adapter is registered for {need.register}"
        assert type(need).request is not EvidenceNeed.request, f"{need.source} has no question"
        assert all(CYRILLIC.search(str(text)) for text in (need.label, need.purpose, need.legal_basis))
        assert need.manual_form is None or hasattr(need.manual_form, "payload"), need.source
        if need.consent:
            step, name = need.consent
            assert name in service.step(step).form_class.base_fields
        assert service.need(need.source) is need


@each_with_cases
def test_outcomes_can_end_refuse_and_discontinue_a_case(service: Service) -> None:
    slugs = [outcome.slug for outcome in service.outcomes]
    assert len(slugs) == len(set(slugs))
    assert any(outcome.favourable for outcome in service.outcomes)
    assert any(not outcome.favourable and not outcome.discontinues for outcome in service.outcomes)
    assert [outcome for outcome in service.outcomes if outcome.discontinues], "a withdrawn request must be closed"
    for outcome in service.outcomes:
        assert CYRILLIC.search(str(outcome.label)) and str(outcome.title).isupper()
        assert "applicant" in outcome.recipients and set(outcome.recipients) <= set(Delivery.Recipient.values)


@each_service
def test_it_is_offered_by_somebody(service: Service) -> None:
    offered = {row["service"] for row in rows_of("offered_services")}
    assert (service.slug in offered) == service.listed, "a service that only another one files is not offered by itself"


# -- a real case -------------------------------------------------------------------------------------------------------
OUTCOMES = [(service, outcome) for service in WITH_CASES for outcome in service.outcomes]


@pytest.fixture
def request_of(at_home: Municipality, milica: User) -> Any:
    """Files a complete request of a service in a language."""

    def make(service: Service, language: str) -> Case:
        samples = samples_of(service)
        answers = samples.prepare(at_home) if hasattr(samples, "prepare") else samples.request()
        draft = fill(at_home, milica, answers, getattr(samples, "CONVERSATION", service.slug))
        if hasattr(samples, "finish"):
            samples.finish(draft)
        case = submit(draft, milica, language=language)
        return case if case.service == service.slug else siblings_of(case).get(service=service.slug)

    return make


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
@pytest.mark.parametrize(("service", "outcome"), OUTCOMES, ids=lambda item: item.slug)
def test_every_outcome_writes_a_whole_decision_in_both_scripts(
    request_of: Any, jelena: User, service: Service, outcome: Outcome, language: str
) -> None:
    case = request_of(service, language)
    samples = samples_of(service)
    if hasattr(samples, "give_evidence"):
        samples.give_evidence(case, jelena)
    if hasattr(samples, "bring_to"):
        samples.bring_to(case, outcome)
    details = samples.DETAILS.get(outcome.slug, {})
    content = decisions.compose(case, outcome, details)
    text = content["text"]
    assert text["operative"] and text["reasoning"] and case.number in " ".join(text["reasoning"])
    ours = " ".join([text["legal_basis"], *text["operative"], text["remedy"], content["title"]])
    ours = re.sub("|".join(samples.NAMES), "–", ours)
    for reason in details.values():
        ours = ours.replace(str(reason), "–")
    if language == "sr":
        assert not LATIN.search(re.sub(r"\b[IVX]+\b|RSD", "", ours)), ours
    else:
        assert not CYRILLIC.search(ours), ours
    assert not re.search(r"%\(|\{|None|\bTrue\b|\.\.(?!\.)|  | ,", ours), ours
    assert bool(content["calculation"]) == outcome.needs_calculation
    assert "1205992665011" not in json.dumps(content)


@each_with_cases
def test_a_destroyed_case_leaves_nothing_in_the_tables_of_its_service(request_of: Any, service: Service) -> None:
    """Rows may stay that hold nothing personal but an official and money (``Privacy.personal``), as a ledger must."""
    case = request_of(service, "sr")
    key = case.data_key_id
    forget([case, *siblings_of(case)])
    assert not case.data_key.refresh_from_db() and bytes(case.data_key.wrapped) == b""
    for model in apps.get_models():
        for field in model._meta.fields:
            about = {Case: case.pk, DataKey: key}.get(field.related_model)  # type: ignore[arg-type]
            if about is None or model._meta.app_label == "cases":
                continue
            left = model._default_manager.filter(**{field.name: about}).exists()
            personal = set(model.Privacy.personal.values())  # type: ignore[attr-defined]
            assert not left or personal <= {"identity", "money"}, f"{model._meta.label} still knows the case"


@each_with_cases
def test_the_answers_are_told_in_words_and_the_identity_number_is_masked(request_of: Any, service: Service) -> None:
    case = request_of(service, "sr")
    answers = answers_of(case)
    groups = answer_tree(service, answers, Mode.OFFICIAL)
    rows = [row for group in groups for row in group.rows]
    assert {row.step for row in rows} == set(answers)
    assert all(CYRILLIC.search(row.label) and row.value for row in rows)
    assert not [row for row in rows if "1205992665011" in row.value]


@each_service
def test_two_equal_requests_are_recognised(service: Service) -> None:
    answers = samples_of(service).request()
    if service.subject(answers):
        assert service.subject(answers) == service.subject(samples_of(service).request())
        assert CYRILLIC.search(str(service.duplicate_message(Case())))
    assert service.parameters_on(answers, today=date(2026, 3, 20)) <= date(2026, 3, 20)
