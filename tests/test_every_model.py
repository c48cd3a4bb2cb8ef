"""Every model says what personal data it holds, is kept to its municipality by the database, and has a Serbian name."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, connection, models, transaction

from eservices.cases import audit
from eservices.cases.models import AuditRecord, Case, CaseAct, CaseEvent, ClockEntry
from municipalities.current import NOBODY, set_scope
from municipalities.privacy import Kind

OUR_FLOORS = ("municipalities", "eservices", "inspections", "opendata", "campaign")
MODELS = [model for model in apps.get_models() if model.__module__.split(".")[0] in OUR_FLOORS]
OF_A_MUNICIPALITY = [model for model in MODELS if any(field.name == "municipality" for field in model._meta.fields)]
# Rows that everybody may read, because pages without sign-in are made from them, or that say what a person may do.
READ_BY_ALL = {
    "municipalities.Office", "municipalities.Holiday", "municipalities.OfferedService", "municipalities.Parameter",
    "accounts.Membership", "inspections.ExternalBody", "inspections.LocalCategory", "inspections.Checklist",
    "participation.Announcement",
}  # fmt: skip
INTERNAL = {"cases.AuditHead"}
APPEND_ONLY: list[type[models.Model]] = [AuditRecord, CaseAct, CaseEvent, ClockEntry]
CYRILLIC = re.compile(r"[А-Яа-яЂЈЉЊЋЏђјљњћџ]")


def label(model: type[models.Model]) -> str:
    return model._meta.label


def test_there_are_models_to_look_at() -> None:
    assert len(MODELS) > 20 and Case in OF_A_MUNICIPALITY


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_the_model_declares_its_personal_fields(model: type[models.Model]) -> None:
    declared = getattr(model, "Privacy", None)
    assert declared is not None, f"Give {label(model)} an inner class Privacy (municipalities/privacy.py)."
    assert "Privacy" in vars(model), f"{label(model)} inherits its Privacy; declare its own."
    for name, kind in declared.personal.items():
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            pytest.fail(f"{label(model)}.Privacy names {name}, which is no field.")
        assert kind in get_args(Kind), f"{label(model)}.{name}: {kind} is no kind of personal data."


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_links_to_people_and_encrypted_columns_are_personal(model: type[models.Model]) -> None:
    declared = model.Privacy.personal  # type: ignore[attr-defined]
    for field in model._meta.fields:
        to_people = field.is_relation and field.related_model is get_user_model()
        hidden = isinstance(field, models.BinaryField) and not re.search(r"hash|wrapped", field.name)
        if (to_people or hidden) and field.name not in declared:
            pytest.fail(f"{label(model)}.{field.name} leads to a person or is encrypted; declare it in Privacy.")


@pytest.mark.django_db
@pytest.mark.parametrize("model", [m for m in OF_A_MUNICIPALITY if label(m) not in READ_BY_ALL], ids=label)
def test_the_database_keeps_the_municipality_to_itself(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [model._meta.db_table]
        )
        assert cursor.fetchone() == (True, True), f"Add KeepMunicipalitiesApart for {model._meta.db_table}."
        cursor.execute("SELECT cmd, qual, with_check FROM pg_policies WHERE tablename = %s", [model._meta.db_table])
        policies = cursor.fetchall()
        [(using, check)] = [(using, check) for command, using, check in policies if command == "ALL"]
        assert "app.municipality" in using and using == check
        assert {command for command, _using, _check in policies} <= {"ALL", "SELECT"}
    assert model._meta.get_field("municipality").null is False


@pytest.mark.django_db
def test_tests_run_under_a_role_that_policies_bind() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


def test_with_nobody_in_scope_no_row_of_any_municipality_is_seen(filed: Case) -> None:
    assert Case.objects.exists()
    set_scope(NOBODY)
    for model in OF_A_MUNICIPALITY:
        if label(model) not in READ_BY_ALL:
            assert not model._default_manager.exists(), label(model)


@pytest.mark.parametrize("model", APPEND_ONLY, ids=label)
@pytest.mark.parametrize("change", ["UPDATE {} SET municipality_id = municipality_id", "DELETE FROM {}"])
def test_a_log_row_cannot_be_changed_or_deleted(filed: Case, model: type[models.Model], change: str) -> None:
    audit.record("view", municipality_id=filed.municipality_id, actor_kind="clerk", by=None)
    assert model._default_manager.exists()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(model._meta.db_table))


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_the_model_has_a_serbian_name(model: type[models.Model]) -> None:
    if label(model) in INTERNAL:
        return
    for name in (model._meta.verbose_name, model._meta.verbose_name_plural):
        assert CYRILLIC.search(str(name)), f"{label(model)} needs verbose_name and verbose_name_plural."


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_what_an_official_reads_of_a_field_is_serbian(model: type[models.Model]) -> None:
    for field in model._meta.fields:
        given = field.verbose_name != field.name.replace("_", " ")
        if given and field.model is model and not field.primary_key:
            assert CYRILLIC.search(str(field.verbose_name)) or str(field.verbose_name).isupper(), (
                f"{label(model)}.{field.name}"
            )


def test_every_money_column_is_decimal() -> None:
    floats = [f"{label(model)}.{field.name}" for model in MODELS for field in model._meta.fields
              if isinstance(field, models.FloatField)]  # fmt: skip
    assert floats == []
