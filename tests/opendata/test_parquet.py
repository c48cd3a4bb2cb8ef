"""Tables as Parquet: what was published with its types, refused in words where the library is not installed."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pyarrow.parquet as reader
import pytest
from django.core.cache import cache
from django.test import Client

from municipalities.accounts.models import User
from municipalities.models import Municipality
from opendata import exporting, parquet, streaming
from opendata.limits import TooOften
from opendata.models import Dataset
from opendata.tabular.schema import Column
from tests.opendata.scene import dataset_of, published
from tests.opendata.test_readers_of_others import EVERY_TYPE
from tests.opendata.test_rows import Shared


@pytest.fixture
def data(here: Municipality, editor: User, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    cache.clear()
    monkeypatch.setattr(streaming, "connect", Shared)
    return published(dataset_of(here, "Проба", ""), editor, EVERY_TYPE)


def whole(answer: Any) -> bytes:
    assert answer.status_code in (200, 206), answer.content
    return b"".join(answer.streaming_content)


def test_values_keep_their_types_and_the_file_says_where_it_is_from(data: Dataset, client: Client) -> None:
    address = f"/otvoreni-podaci/skup/{data.slug}/podaci.parquet"
    answer = client.get(address)
    table = reader.read_table(io.BytesIO(whole(answer)))
    first, second = table.to_pylist()
    assert first == {
        "sifra": 1, "naziv": 'Ред; са "знацима"\nи преломом', "iznos": 1234.5, "godina": 1999, "dan": date(2026, 11, 3),
        "vreme": datetime(2026, 11, 3, 8, 30, tzinfo=UTC), "sat": time(7, 5), "da_ne": True,
    }  # fmt: skip
    assert second == {**dict.fromkeys(first), "sifra": 2, "da_ne": False}
    about = {name.decode(): text.decode() for name, text in table.schema.metadata.items()}
    assert about["source"].endswith(f"/skup/{data.slug}/verzija/1/") and about["license"].startswith("https://")
    assert answer.headers["Content-Type"] == "application/vnd.apache.parquet" and answer.headers["ETag"]
    assert client.head(address).headers["ETag"] == answer.headers["ETag"]
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_question_an_empty_answer_and_parts(data: Dataset, client: Client) -> None:
    base = f"/otvoreni-podaci/skup/{data.slug}/"
    one = reader.read_table(io.BytesIO(whole(client.get(f"{base}podaci.parquet", {"columns": "naziv", "sifra": "2"}))))
    assert one.to_pylist() == [{"naziv": None}]
    none = reader.read_table(io.BytesIO(whole(client.get(f"{base}podaci.parquet", {"sifra": "7"}))))
    assert none.num_rows == 0 and none.column_names[0] == "sifra"
    assert client.get(f"{base}podaci.parquet", {"sifra": "x"}).status_code == 400
    fixed = f"{base}verzija/1/podaci.parquet"
    content = whole(client.get(fixed))
    assert whole(client.get(fixed, headers={"Range": "bytes=-4"})) == content[-4:] == b"PAR1"


def test_without_the_library_it_is_neither_offered_nor_promised(
    data: Dataset, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "is_installed", lambda: False)
    for answer in (client.get, client.head):
        refused = answer(f"/otvoreni-podaci/skup/{data.slug}/podaci.parquet")
        assert refused.status_code == 404 and refused.headers["Content-Type"].startswith("application/problem+json")
    told = client.get(f"/otvoreni-podaci/skup/{data.slug}/podaci.parquet").json()
    assert told["code"] == "not-installed" and "Изаберите" in told["title"]
    assert "PARQUET" not in client.get(f"/otvoreni-podaci/skup/{data.slug}/").content.decode()
    assert "parquet" not in client.get("/api/v1/schema/", {"format": "json"}).content.decode()
    assert "parquet" not in exporting.offered()


def lines(count: int, let_go: list[bool]) -> Iterator[bytes]:
    try:
        yield b"n\n"
        for _piece in range(count):
            yield b"1\n" * 30_000
    finally:
        let_go.append(True)


def test_a_reader_who_goes_frees_the_rows_and_the_place() -> None:
    column, let_go = Column("n", "integer", {"sr": "n"}), [False]
    for _time in range(parquet.MOST_AT_ONCE + 1):
        pieces = parquet.written(lines(400, let_go), [column], {})
        assert next(pieces).startswith(b"PAR1")
        pieces.close()  # type: ignore[attr-defined]
    assert let_go == [False] + [True] * (parquet.MOST_AT_ONCE + 1)


def test_more_at_once_than_there_are_places_wait_outside() -> None:
    column, let_go = Column("n", "integer", {"sr": "n"}), [False]
    held = [parquet.written(lines(400, let_go), [column], {}) for _place in range(parquet.MOST_AT_ONCE)]
    assert all(next(pieces) for pieces in held)
    with pytest.raises(TooOften):
        next(parquet.written(lines(1, let_go), [column], {}))
    for pieces in held:
        pieces.close()  # type: ignore[attr-defined]


def test_who_waits_outside_is_told_when_to_come_back(
    data: Dataset, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixed = f"/otvoreni-podaci/skup/{data.slug}/verzija/1/podaci.parquet"
    length = len(whole(client.get(fixed)))
    monkeypatch.setattr(parquet, "_places", threading.BoundedSemaphore(1))
    parquet._places.acquire()
    for headers in ({}, {"Range": f"bytes=4-{length - 1}"}):
        refused = client.get(fixed, headers=headers)
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, str(parquet.WAIT_SECONDS))


def test_rows_that_break_off_never_make_a_whole_file() -> None:
    def broken() -> Iterator[bytes]:
        yield b"n\n1\n"
        raise OSError("the database has gone")

    with pytest.raises(OSError, match="has gone"):
        list(parquet.written(broken(), [Column("n", "integer", {"sr": "n"})], {}))
