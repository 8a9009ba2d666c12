"""Filters of picked patients in a share of results alone: how many, never which."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from aci_core.domain.errors import AciError
from aci_core.domain.study.filters import Between, Filter, Patients, PickedElsewhere
from aci_core.domain.study.settings import Deviation, Settings
from aci_core.presentation.i18n import LANGUAGES, format_filter, translator
from aci_core.selection import select
from aci_core.sharing import Results, Terms, open_link, share
from aci_core.sharing.results.picked_patients import settings_without_numbers, view_without_numbers
from aci_core.sharing.store import open_store
from tests.build import sample

PICKED = Patients("", (*range(3, 120), 131), of="")
LEFT_OUT = Patients("", (3, 7, 19), left_out=True)


@pytest.mark.parametrize("condition", [PICKED, LEFT_OUT])
def test_a_link_of_results_says_how_many_were_picked(condition: Patients) -> None:
    cohort = sample("synthetic_156.csv")
    text = json.dumps([condition.to_json()])
    settings = Settings(filters=(condition, Between("age", 20)), population=(condition,))
    made = share(
        open_store(), cohort, settings, Terms(kind="results"), view={"filters": text, "lang": "en"}
    )
    content = open_link(open_store(), made.token).content
    assert isinstance(content, Results)
    few = len(condition.ordinals) < 5
    told = PickedElsewhere("", 0 if few else 118, left_out=few)
    assert content.settings.filters == (told, Between("age", 20))
    assert content.settings.population == (told,)
    assert json.loads(content.view["filters"]) == [told.to_json()]
    assert content.view["lang"] == "en"
    body = str((content.settings.to_json(), content.view, content.results, content.supplementary))
    assert "patients" not in str((content.settings.to_json(), content.view))
    assert "3-119" not in body
    assert "3,7,19" not in body


def test_a_plan_that_was_changed_names_nobody_either() -> None:
    text = json.dumps([LEFT_OUT.to_json()], separators=(",", ":"))
    late = Deviation("population", "[]", text, "2025-09-17", results_seen=True)
    told = settings_without_numbers(Settings(deviations=(late,)), 3)
    assert json.loads(told.deviations[0].after) == [{"picked": 3, "left_out": True}]
    assert told.deviations[0].before == "[]"
    # As a text in a link, where it lies two levels deep.
    view = view_without_numbers({"deviations": json.dumps([["population", text]]), "x": "a"}, 3)
    assert "7" not in view["deviations"]
    assert view["x"] == "a"


def test_a_lock_stands_for_the_plan_as_it_leaves() -> None:
    from aci_core.domain.study.settings import Lock

    plan = Settings(population=(LEFT_OUT,))
    locked = replace(plan, locked=Lock("2025-09-17", plan.plan_digest, results_seen=False))
    told = settings_without_numbers(locked, 3)
    assert not locked.changed_since_lock
    assert not told.changed_since_lock
    assert told.locked != locked.locked
    without = Settings(primary="nihss_m3")
    assert settings_without_numbers(without, 3) is without


@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_words_name_no_number_of_a_patient(lang: str) -> None:
    t = translator(lang)
    for one in (PickedElsewhere("", 12), PickedElsewhere("", 12, left_out=True)):
        assert "12" in format_filter.describe(t, one)
    few = {format_filter.describe(t, PickedElsewhere("", 0, left_out=out)) for out in (False, True)}
    assert len(few) == 2
    assert not any(char.isdigit() for text in few for char in text)


def test_nobody_can_select_by_it() -> None:
    one = Filter.from_json({"column": "", "picked": 12})
    assert one == PickedElsewhere("", 12)
    assert Filter.from_json(one.to_json()) == one
    with pytest.raises(AciError) as error:
        select(sample("synthetic_156.csv"), (one,), Settings().criterion)
    assert error.value.code == "filter_picked_elsewhere"
