"""Books of the register: reserved numbers beside cases, the order of rows, the CSV, and the printed book."""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import partial

import pytest
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from eservices.cases import actions, book_paper, books
from eservices.cases.books import Sight, as_csv, entries
from eservices.cases.keys import plain_key
from eservices.cases.models import BookPrint, Case, RegistryBook, ReservedNumber
from eservices.cases.registry import BookClosed, Place
from eservices.cases.uploads import storage
from eservices.config.integrity import numbers
from municipalities.accounts.models import User
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality
from tests.factories import at_once, fill, on, submit

ALL = Sight(None, None)


def reserve(place: Municipality, by: User, mark: str = "553") -> ReservedNumber:
    return actions.reserve_number(
        place=Place(place, mark, 2026, "IV"),
        reason="Чека се потпис уговора.",
        for_whom="Служба за јавне набавке",
        by=by,
    )


def use(row: ReservedNumber, by: User, subject: str = "Уговор о набавци папира") -> bool:
    paper = actions.Paper(party="Ђорђе Папирџић", subject=subject, on=date(2026, 3, 20))
    return actions.use_number(reserved=row, paper=paper, by=by)


@pytest.fixture
def book(filed: Case, dragan: User) -> RegistryBook:
    """Book 553/2026 with a case, a used and an annulled number, and one that still waits."""
    assert use(reserve(filed.municipality, dragan), dragan)
    annulled = reserve(filed.municipality, dragan)
    assert actions.annul_number(reserved=annulled, reason="Уговор није закључен.", by=dragan)
    reserve(filed.municipality, dragan)
    return RegistryBook.objects.get()


def test_reserved_numbers_and_cases_share_one_row_of_numbers(
    filed: Case, milica: User, dragan: User, book: RegistryBook
) -> None:
    assert [row.sequence for row in entries(book, ALL, most=10)] == [1, 2, 3, 4]
    assert [row.status for row in entries(book, ALL, most=10)] == ["Примљен", "Употребљен", "Поништен", "Резервисан"]
    assert book.last_sequence == 4
    with system_scope():
        assert list(numbers()) == []


def test_a_settled_number_is_never_settled_again(book: RegistryBook, jelena: User) -> None:
    used, annulled = ReservedNumber.objects.filter(state__in=["used", "annulled"]).order_by("sequence")
    assert not actions.annul_number(reserved=used, reason="Ипак не.", by=jelena)
    assert not use(annulled, jelena)
    annulled.refresh_from_db()
    assert (annulled.state, annulled.subject, annulled.annulment) == ("annulled", "", "Уговор није закључен.")


def test_reserving_and_annulling_need_words(at_home: Municipality, dragan: User) -> None:
    place = Place(at_home, "553", 2026, "IV")
    with pytest.raises(actions.MissingReason):
        actions.reserve_number(place=place, reason=" ", for_whom="Служба", by=dragan)
    row = reserve(at_home, dragan)
    with pytest.raises(actions.MissingReason):
        actions.annul_number(reserved=row, reason="", by=dragan)
    with pytest.raises(actions.MissingReason):
        use(row, dragan, subject=" ")
    assert row.sequence == 1


def test_a_closed_book_reserves_nothing(book: RegistryBook, dragan: User) -> None:
    RegistryBook.objects.update(closed_on=date(2026, 12, 31))
    with pytest.raises(BookClosed):
        reserve(book.municipality, dragan)


@pytest.mark.parametrize("change", [{"sequence": 9}, {"number": "553-9/26-IV"}, {"reason": "друго"}])
def test_the_database_keeps_a_reserved_number_as_it_was_given(book: RegistryBook, change: dict[str, object]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ReservedNumber.objects.update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ReservedNumber.objects.all().delete()


def test_rows_are_read_in_pieces_from_both_ends(book: RegistryBook) -> None:
    assert [row.sequence for row in entries(book, ALL, most=2, after=1)] == [2, 3]
    assert [row.sequence for row in entries(book, ALL, most=2, before=4)] == [3, 2]


def test_nobody_reads_more_than_the_role_allows(book: RegistryBook) -> None:
    other_services = entries(book, Sight(frozenset({"e-baby"}), frozenset({"e-baby"})), most=10)
    assert [row.case for row in other_services] == [None, None, None]
    no_names = entries(book, Sight(None, frozenset()), most=10)
    assert {row.party for row in no_names} == {None}


def test_the_csv_has_every_row_once_and_no_formula(
    book: RegistryBook, dragan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "CHUNK", 2)
    assert use(reserve(book.municipality, dragan), dragan, subject='=HYPERLINK("zlo")')
    text = b"".join(as_csv(book, ALL, language="sr-latn")).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert head[:4] == ["Redni broj", "Broj predmeta", "Datum prijema", "Stranka"]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[0][1:4] == ["553-1/26-IV", "20.03.2026.", "Јелена Примеровић"] and rows[2][7] == "Poništen"
    assert rows[4][4] == '\'=HYPERLINK("zlo")'


def test_the_book_is_printed_once_in_order_with_pages_numbered_through(
    book: RegistryBook, dragan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "CHUNK", 3)
    row = actions.ask_for_print(book=book, sight=ALL, language="sr", by=dragan)
    for _time in range(2):
        book_paper.print_book(municipality_id=row.municipality_id, print_id=row.pk)
    row.refresh_from_db()
    assert (row.pages, row.last_sequence) == (2, 4)
    content = b"".join(storage.open_plain(row.path, data_key=plain_key(row.data_key), context=row.context))
    pages = PdfReader(io.BytesIO(content)).pages
    first, second = (" ".join(page.extract_text().split()) for page in pages)
    assert pages[0].mediabox.width > pages[0].mediabox.height
    assert "553-1/26-IV" in first and "553-3/26-IV" in first and "страна 1" in first and "Закључно" not in first
    assert "553-4/26-IV" in second and "страна 2" in second and "Закључно са редним бројем 4" in second
    assert BookPrint.objects.get().asked_by == dragan


@pytest.mark.django_db(transaction=True)
def test_two_clerks_on_one_number_get_two_numbers_without_a_gap(
    kragujevac: Municipality, values: None, filing_day: None, milica: User, jelena: User, dragan: User
) -> None:
    with municipality_scope(kragujevac.pk):
        draft = fill(kragujevac, milica)

    def take() -> int:
        with municipality_scope(kragujevac.pk):
            return reserve(kragujevac, dragan).sequence

    def file() -> int:
        with municipality_scope(kragujevac.pk):
            return submit(draft, milica).sequence

    assert sorted(at_once(take, file, take)) == [1, 2, 3]

    def settle(by: User, *, annul: bool) -> bool:
        with municipality_scope(kragujevac.pk):
            row = ReservedNumber.objects.order_by("sequence")[0]
            return actions.annul_number(reserved=row, reason="Не треба.", by=by) if annul else use(row, by)

    assert sorted(at_once(partial(settle, jelena, annul=False), partial(settle, dragan, annul=True))) == [False, True]
    with system_scope():
        assert list(numbers()) == []


def test_old_prints_are_forgotten(book: RegistryBook, dragan: User) -> None:
    from eservices.cases import nightly

    row = actions.ask_for_print(book=book, sight=ALL, language="sr", by=dragan)
    book_paper.print_book(municipality_id=row.municipality_id, print_id=row.pk)
    with on(date(2026, 4, 10)):
        assert nightly.expire_prints(book.municipality) == 0
        assert nightly.sweep_files() == 0
    with on(date(2026, 4, 25)):
        assert nightly.expire_prints(book.municipality) == 1
    row.refresh_from_db()
    assert row.path == "" and row.data_key.destroyed_at is not None
