"""JSON to our types and back: what is refused, and by which code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from msgspec import Struct

from aci_core.domain.codec import CODES, decode, encode
from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import LANGUAGES, translator


@dataclass(frozen=True)
class Plan:
    weeks: tuple[int, ...]
    dose: float | None = None


class Closed(Struct, forbid_unknown_fields=True):
    kinds: dict[str, int]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_its_sentence_and_its_facts(lang: str) -> None:
    t = translator(lang)
    for codes in CODES.values():
        for entry in codes.values():
            code, *facts = entry.split()
            assert t.error(AciError(code, **dict.fromkeys((*facts, "known"), "X")))


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        (Plan, {}, "weeks"),
        (Plan, {"weeks": [1], "days": 3}, "days"),
        (Plan, {"weeks": [1, "2"]}, "weeks"),
        (Plan, {"weeks": [True]}, "weeks"),
        (Plan, {"weeks": [1], "dose": "2"}, "dose"),
        (dict[str, Plan], {"a": {"weeks": []}, "b.c": {"weeks": 1}}, "b.c.weeks"),
        (Closed, {"kinds": {"a": 1.5}}, "kinds"),
        (Closed, {"kinds": {}, "a` - at `$.b`": 1}, "a` - at `$.b`"),
        (Plan, {"weeks": "\ud800"}, "weeks"),
        (Closed, {"\ud800": 1}, "?"),
    ],
)
def test_an_error_names_the_place(kind: Any, value: object, key: str) -> None:
    with pytest.raises(AciError) as refused:
        decode(kind, value, "reading")
    assert (refused.value.code, refused.value.facts) == ("reading_type", {"key": key})


def test_what_is_no_such_document_at_all_has_its_own_code() -> None:
    with pytest.raises(AciError) as refused:
        decode(Plan, [], "settings")
    assert (refused.value.code, refused.value.facts) == ("settings_not_object", {})


def test_a_value_comes_back() -> None:
    plan = Plan((1, 3), 0.1 + 0.2)
    assert encode(plan) == {"weeks": [1, 3], "dose": 0.1 + 0.2}
    assert decode(Plan, encode(plan), "reading") == plan
