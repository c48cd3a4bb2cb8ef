"""Envelope encryption: what was encrypted comes back, and nothing else passes for it."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from eservices.cases import vault

OLD = ("old", bytes(range(32)))
NEW = ("нови", bytes(range(32, 64)))
DATA_KEY = bytes(range(100, 132))
CONTEXT = b"case:123:answers"
CHUNK = vault.CHUNK_BYTES
SEALED_CHUNK = CHUNK + vault.TAG_BYTES
HEADER = 17

repeated = hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(autouse=True)
def master_keys(settings: Settings) -> None:
    settings.MASTER_KEYS = [OLD]


class ShortReads(BytesIO):
    """A source that returns at most 1,000 bytes at a time, as a socket does."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 1000) if size is not None and size >= 0 else 1000)


def sealed_stream(plaintext: bytes, context: bytes = CONTEXT) -> bytes:
    target = BytesIO()
    assert vault.encrypt_stream(DATA_KEY, BytesIO(plaintext), target, context=context) == len(plaintext)
    return target.getvalue()


def opened_stream(sealed: bytes, context: bytes = CONTEXT) -> bytes:
    return b"".join(vault.decrypt_stream(DATA_KEY, BytesIO(sealed), context=context))


def chunks_of(sealed: bytes) -> tuple[bytes, list[bytes]]:
    header, body = sealed[:HEADER], sealed[HEADER:]
    return header, [body[start : start + SEALED_CHUNK] for start in range(0, len(body), SEALED_CHUNK)]


# Data keys


def test_every_data_key_is_new_and_wrapped() -> None:
    first, second = vault.new_data_key(), vault.new_data_key()
    assert vault.unwrap(first) != vault.unwrap(second)
    assert vault.unwrap(first) not in first


def test_a_driver_may_return_a_memoryview() -> None:
    wrapped = vault.new_data_key()
    assert vault.unwrap(memoryview(wrapped)) == vault.unwrap(wrapped)


def test_a_destroyed_key_says_so() -> None:
    with pytest.raises(vault.KeyDestroyed):
        vault.unwrap(vault.DESTROYED)


def test_rewrapping_moves_the_same_key_under_the_current_master_key(settings: Settings) -> None:
    wrapped = vault.new_data_key()
    data_key = vault.unwrap(wrapped)
    settings.MASTER_KEYS = [NEW, OLD]
    moved = vault.rewrap(wrapped)
    assert vault.master_key_id(moved) == "нови"
    settings.MASTER_KEYS = [NEW]
    assert vault.unwrap(moved) == data_key
    assert vault.rewrap(moved) == moved


def test_a_key_under_a_forgotten_master_key_says_so(settings: Settings) -> None:
    wrapped = vault.new_data_key()
    settings.MASTER_KEYS = [NEW]
    with pytest.raises(vault.UnknownMasterKey):
        vault.unwrap(wrapped)


def test_every_flipped_bit_of_a_wrapped_key_is_noticed() -> None:
    wrapped = vault.new_data_key()
    for position in range(len(wrapped)):
        for bit in range(8):
            changed = bytearray(wrapped)
            changed[position] ^= 1 << bit
            with pytest.raises((vault.Tampered, vault.UnknownMasterKey)):
                vault.unwrap(bytes(changed))


@repeated
@given(st.binary(min_size=1, max_size=90))
def test_no_bytes_pass_for_a_wrapped_key(noise: bytes) -> None:
    with pytest.raises((vault.Tampered, vault.UnknownMasterKey)):
        vault.unwrap(noise)


@pytest.mark.parametrize(
    "keys",
    [[], [("a", b"short")], [("", bytes(32))], [("a", bytes(32)), ("a", bytes(range(32)))], [("x" * 256, bytes(32))]],
)
def test_wrong_master_keys_are_a_system_check(settings: Settings, keys: list[tuple[str, bytes]]) -> None:
    settings.MASTER_KEYS = keys
    assert [fault.id for fault in vault.check_master_keys()] == ["vault.E001"]
    with pytest.raises(ImproperlyConfigured):
        vault.new_data_key()


def test_right_master_keys_pass_the_system_check() -> None:
    assert vault.check_master_keys() == []


# Fields


@repeated
@given(st.binary(max_size=2000), st.binary(max_size=50))
def test_a_field_comes_back(plaintext: bytes, context: bytes) -> None:
    sealed = vault.encrypt(DATA_KEY, plaintext, context=context)
    assert vault.decrypt(DATA_KEY, sealed, context=context) == plaintext
    assert len(sealed) == len(plaintext) + 29


@repeated
@given(st.binary(max_size=200), st.data())
def test_every_changed_byte_of_a_field_is_noticed(plaintext: bytes, data: st.DataObject) -> None:
    sealed = bytearray(vault.encrypt(DATA_KEY, plaintext, context=CONTEXT))
    position = data.draw(st.integers(0, len(sealed) - 1))
    sealed[position] ^= data.draw(st.integers(1, 255))
    with pytest.raises(vault.Tampered):
        vault.decrypt(DATA_KEY, bytes(sealed), context=CONTEXT)


@pytest.mark.parametrize("length", range(29))
def test_a_field_cut_short_is_noticed(length: int) -> None:
    with pytest.raises(vault.Tampered):
        vault.decrypt(DATA_KEY, vault.encrypt(DATA_KEY, b"", context=CONTEXT)[:length], context=CONTEXT)


def test_a_field_does_not_open_in_another_case_or_with_another_key() -> None:
    sealed = vault.encrypt(DATA_KEY, "дијагноза".encode(), context=CONTEXT)
    with pytest.raises(vault.Tampered):
        vault.decrypt(DATA_KEY, sealed, context=b"case:124:answers")
    with pytest.raises(vault.Tampered):
        vault.decrypt(bytes(32), sealed, context=CONTEXT)


def test_equal_fields_look_different() -> None:
    assert vault.encrypt(DATA_KEY, b"da", context=CONTEXT) != vault.encrypt(DATA_KEY, b"da", context=CONTEXT)


json_trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@repeated
@given(json_trees)
def test_a_tree_of_answers_comes_back(tree: Any) -> None:
    sealed = vault.encrypt_json(DATA_KEY, tree, context=CONTEXT)
    assert vault.decrypt_json(DATA_KEY, sealed, context=CONTEXT) == tree


def test_dates_and_amounts_come_back_as_text() -> None:
    sealed = vault.encrypt_json(DATA_KEY, {"од": date(2026, 11, 3), "износ": Decimal("1500.00")}, context=CONTEXT)
    assert vault.decrypt_json(DATA_KEY, sealed, context=CONTEXT) == {"од": "2026-11-03", "износ": "1500.00"}


# Files


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
def test_a_file_comes_back(size: int) -> None:
    plaintext = bytes(number % 251 for number in range(size))
    assert opened_stream(sealed_stream(plaintext)) == plaintext


@repeated
@given(st.binary(max_size=5000), st.binary(max_size=30))
def test_any_small_file_comes_back(plaintext: bytes, context: bytes) -> None:
    assert opened_stream(sealed_stream(plaintext, context), context) == plaintext


def test_short_reads_do_not_matter() -> None:
    plaintext = bytes(2 * CHUNK + 7)
    target = BytesIO()
    vault.encrypt_stream(DATA_KEY, ShortReads(plaintext), target, context=CONTEXT)
    assert b"".join(vault.decrypt_stream(DATA_KEY, ShortReads(target.getvalue()), context=CONTEXT)) == plaintext


@repeated
@given(st.integers(0, 2 * CHUNK + 100), st.data())
def test_every_changed_byte_of_a_file_is_noticed(size: int, data: st.DataObject) -> None:
    sealed = bytearray(sealed_stream(bytes(size)))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(vault.Tampered):
        opened_stream(bytes(sealed))


@repeated
@given(st.integers(0, 2 * CHUNK + 100), st.data())
def test_a_file_cut_anywhere_is_noticed(size: int, data: st.DataObject) -> None:
    sealed = sealed_stream(bytes(size))
    with pytest.raises(vault.Tampered):
        opened_stream(sealed[: data.draw(st.integers(0, len(sealed) - 1))])


def test_chunks_cut_at_the_seam_or_swapped_or_repeated_are_noticed() -> None:
    header, chunks = chunks_of(sealed_stream(bytes(3 * CHUNK + 9)))
    arrangements = [chunks[:count] for count in range(len(chunks))]
    arrangements += [[*chunks[: at + 1], *chunks[at:]] for at in range(len(chunks))]
    for first, second in pairwise(range(len(chunks))):
        swapped = list(chunks)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        arrangements.append(swapped)
    for arrangement in arrangements:
        with pytest.raises(vault.Tampered):
            opened_stream(header + b"".join(arrangement))


def test_a_chunk_of_another_file_is_noticed() -> None:
    header, chunks = chunks_of(sealed_stream(bytes(2 * CHUNK)))
    _, foreign = chunks_of(sealed_stream(bytes(2 * CHUNK)))
    with pytest.raises(vault.Tampered):
        opened_stream(header + chunks[0] + foreign[1])


def test_bytes_added_after_the_end_are_noticed() -> None:
    with pytest.raises(vault.Tampered):
        opened_stream(sealed_stream(b"a" * CHUNK) + b"x")


def test_a_file_does_not_open_as_another_document() -> None:
    with pytest.raises(vault.Tampered):
        opened_stream(sealed_stream(b"nalaz", b"document:1"), b"document:2")


# Search by a personal number


def test_equal_numbers_are_found_and_purposes_are_apart() -> None:
    index = vault.blind_index("1205992665011", purpose="applicant.jmbg")
    assert index == vault.blind_index("1205992665011", purpose="applicant.jmbg")
    assert index != vault.blind_index("0309989660013", purpose="applicant.jmbg")
    assert index != vault.blind_index("1205992665011", purpose="child.jmbg")
    assert len(index) == 32


def test_search_finds_both_sides_of_a_key_replacement(settings: Settings) -> None:
    before = vault.blind_index("1402026665013", purpose="child.jmbg")
    settings.MASTER_KEYS = [NEW, OLD]
    after = vault.blind_index("1402026665013", purpose="child.jmbg")
    assert vault.blind_indexes("1402026665013", purpose="child.jmbg") == [after, before]
