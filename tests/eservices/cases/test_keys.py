"""Keys of cases: what is hidden under one purpose or key cannot be read under another, nor after destruction."""

from __future__ import annotations

import pytest
from django.utils import timezone

from eservices.cases import vault
from eservices.cases.actions.intake import answers_of
from eservices.cases.keys import hide, new_key, plain_key, reveal, reveal_text
from eservices.cases.models import Case
from municipalities.models import Municipality


def test_what_is_hidden_comes_back_and_does_not_show(at_home: Municipality) -> None:
    key = new_key(at_home)
    blob = hide(key, {"јмбг": "1205992665011"}, "answers")
    assert b"1205992665011" not in blob and reveal(key, blob, "answers") == {"јмбг": "1205992665011"}
    assert hide(key, "исто", "note") != hide(key, "исто", "note")


def test_a_blob_moved_to_another_column_or_case_is_refused(at_home: Municipality) -> None:
    key = new_key(at_home)
    blob = hide(key, "тајна", "note")
    with pytest.raises(vault.Tampered):
        reveal(key, blob, "reason")
    with pytest.raises(vault.Tampered):
        reveal(new_key(at_home), blob, "note")
    with pytest.raises(vault.Tampered):
        reveal(key, blob[:-1] + bytes([blob[-1] ^ 1]), "note")


def test_an_absent_text_is_an_empty_one(at_home: Municipality) -> None:
    assert reveal_text(new_key(at_home), b"", "note") == ""


def test_a_destroyed_case_cannot_be_read_by_anybody(filed: Case) -> None:
    key = filed.data_key
    key.wrapped, key.destroyed_at = b"", timezone.now()
    key.save()
    with pytest.raises(vault.KeyDestroyed):
        plain_key(key)
    with pytest.raises(vault.KeyDestroyed):
        answers_of(Case.objects.select_related("data_key").get(pk=filed.pk))
