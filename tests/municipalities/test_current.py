"""Whose rows a transaction may see: a scope ends with its transaction, also after errors and on a kept connection."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from eservices.cases.models import RegistryBook
from municipalities.accounts.models import User
from municipalities.current import (
    NOBODY,
    Scope,
    ScopeOutsideTransaction,
    code_scope,
    enter,
    municipality_scope,
    read_scope,
    set_scope,
    system_scope,
)
from municipalities.middleware import TenantMiddleware
from municipalities.models import Municipality
from tests.cast import municipality


@pytest.fixture
def books() -> tuple[Municipality, Municipality]:
    """One registry book in each of two towns, really committed."""
    here, there = municipality("kragujevac"), municipality("cacak")
    with system_scope():
        for place in (here, there):
            RegistryBook.objects.create(municipality=place, classification=place.slug[:3], year=2026)
    return here, there


def seen() -> list[str]:
    return sorted(RegistryBook.objects.values_list("classification", flat=True))


@pytest.mark.django_db(transaction=True)
def test_without_a_scope_nothing_is_seen(books: tuple[Municipality, Municipality]) -> None:
    assert seen() == []
    with transaction.atomic():
        assert seen() == []


@pytest.mark.django_db(transaction=True)
def test_a_scope_shows_its_municipality_and_ends_with_it(books: tuple[Municipality, Municipality]) -> None:
    here, there = books
    with municipality_scope(here.pk):
        assert seen() == ["kra"]
        with municipality_scope(there.pk):
            assert seen() == ["cac"]
        assert seen() == ["kra"]
        with system_scope():
            assert seen() == ["cac", "kra"]
        assert seen() == ["kra"]
    assert seen() == []


@pytest.mark.django_db(transaction=True)
def test_a_scope_is_gone_after_an_exception(books: tuple[Municipality, Municipality]) -> None:
    here, there = books
    with pytest.raises(ZeroDivisionError), municipality_scope(here.pk):
        raise ZeroDivisionError
    assert seen() == [] and read_scope() == NOBODY
    with municipality_scope(here.pk):
        with pytest.raises(ZeroDivisionError), municipality_scope(there.pk):
            raise ZeroDivisionError
        assert seen() == ["kra"]


@pytest.mark.django_db(transaction=True)
def test_a_scope_after_a_database_error_inside_is_the_outer_one(books: tuple[Municipality, Municipality]) -> None:
    here, there = books
    with municipality_scope(here.pk):
        with pytest.raises(Exception, match="division by zero"), municipality_scope(there.pk):
            connection.cursor().execute("SELECT 1 / 0")
        assert seen() == ["kra"]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_a_scope_is_refused() -> None:
    for choose in (lambda: set_scope(Scope(system="on")), lambda: enter(municipality=1)):
        with pytest.raises(ScopeOutsideTransaction):
            choose()
    assert read_scope() == NOBODY


@pytest.mark.django_db(transaction=True)
def test_rows_of_another_municipality_cannot_be_written(books: tuple[Municipality, Municipality]) -> None:
    here, there = books
    with pytest.raises(Exception, match="row-level security"), municipality_scope(here.pk):
        RegistryBook.objects.create(municipality=there, classification="999", year=2026)
    with municipality_scope(here.pk):
        assert RegistryBook.objects.filter(municipality=there).update(year=1999) == 0
        assert RegistryBook.objects.filter(municipality=there).delete()[0] == 0


@pytest.mark.django_db(transaction=True)
def test_raw_sql_sees_no_more(books: tuple[Municipality, Municipality]) -> None:
    with municipality_scope(books[0].pk), connection.cursor() as cursor:
        cursor.execute("SELECT classification FROM cases_registrybook")
        assert cursor.fetchall() == [("kra",)]


@pytest.mark.django_db(transaction=True)
def test_an_unusual_municipality_shows_nothing(books: tuple[Municipality, Municipality]) -> None:
    with municipality_scope(0):
        assert seen() == []
    with code_scope("nema"):
        assert seen() == []


@pytest.mark.django_db(transaction=True)
def test_the_next_request_on_a_kept_connection_starts_with_nobody(books: tuple[Municipality, Municipality]) -> None:
    here, _ = books

    def view(request: HttpRequest) -> HttpResponse:
        before = read_scope()
        enter(municipality=here.pk)
        return HttpResponse(f"{before == NOBODY} {seen()}")

    middleware = TenantMiddleware(view)
    request = RequestFactory().get("/")
    connection.ensure_connection()
    session = connection.connection
    assert [middleware(request).content for _ in range(2)] == [b"True ['kra']"] * 2
    assert connection.connection is session and read_scope() == NOBODY


@pytest.mark.django_db(transaction=True)
def test_a_request_that_fails_leaves_neither_scope_nor_rows(books: tuple[Municipality, Municipality]) -> None:
    here, _ = books

    def view(request: HttpRequest) -> HttpResponse:
        enter(municipality=here.pk)
        RegistryBook.objects.create(municipality=here, classification="111", year=2026)
        return HttpResponse(status=500)

    TenantMiddleware(view)(RequestFactory().get("/"))
    assert read_scope() == NOBODY
    with municipality_scope(here.pk):
        assert seen() == ["kra"]


def test_entering_widens_and_keeps_the_rest(kragujevac: Municipality, milica: User) -> None:
    set_scope(Scope(person=str(milica.pk)))
    enter(municipality=kragujevac.pk)
    assert read_scope() == Scope(person=str(milica.pk), municipality=str(kragujevac.pk))
    enter(code="sifra")
    assert read_scope().code == "sifra" and read_scope().system == ""
