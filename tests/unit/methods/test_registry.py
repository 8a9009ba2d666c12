"""The registry: complete, explained in both languages, and nothing in it invented."""

from __future__ import annotations

import re

import pytest

from aci_core.analyses import analyse, prepare
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping, load
from aci_core.methods import METHODS, QUESTIONS, REFERENCES, Method, cases, method, methods_of
from aci_core.methods.golden import R
from aci_core.methods.registry import NEEDS
from aci_core.presentation.i18n import LANGUAGES, translator
from tests.conftest import ROOT


@pytest.mark.parametrize("sample", ["synthetic_156", "synthetic_long"])
@pytest.mark.parametrize("randomised", [True, False])
def test_every_method_of_a_row_is_registered(sample: str, randomised: bool) -> None:
    file = ROOT / "sample_data" / f"{sample}.csv"
    settings = Settings(randomised=randomised)
    data = prepare(load(file.read_bytes(), file.name, ColumnMapping()), settings)
    emitted = {row.method for result in analyse(data, settings) for row in result.rows}
    assert emitted
    assert emitted <= set(METHODS)


@pytest.mark.parametrize("entry", METHODS.values(), ids=lambda m: m.name)
def test_a_method_has_function_formula_and_words(entry: Method) -> None:
    assert entry.formula
    assert all(callable(function) for function in entry.resolve())
    assert entry.needs in NEEDS
    for lang in LANGUAGES:
        t = translator(lang)
        for section in ("method", "method_about", "method_why"):
            assert t(f"{section}.{entry.name}")
        assert t(f"method_needs.{entry.needs}")
        assert t(f"method_question.{entry.question}")


def test_words_without_a_method_are_gone() -> None:
    notes = {case.note for case in cases() if case.note}
    for lang in LANGUAGES:
        keys = translator(lang).keys()
        for section, names in (
            ("method_about", set(METHODS)),
            ("method_why", set(METHODS)),
            ("method_question", set(QUESTIONS)),
            ("method_case_note", notes),
        ):
            words = {k.partition(".")[2] for k in keys if k.startswith(f"{section}.")}
            assert words == names, (lang, section)


def test_every_question_has_methods_and_every_method_one_question() -> None:
    assert [m for q in QUESTIONS for m in methods_of(q)] == list(METHODS.values())
    assert method("welch_t") is METHODS["welch_t"]


def test_sources_of_golden_numbers_are_references_with_a_short_name() -> None:
    for case in cases():
        if case.source != R:
            assert REFERENCES[case.source].short, case.id


def test_every_reference_is_used_and_dated() -> None:
    used = {r.key for m in METHODS.values() for r in m.references}
    used |= {case.source for case in cases()} - {R}
    used.add("hopewell_2025")  # CONSORT, which the report follows
    assert used == set(REFERENCES)
    for reference in REFERENCES.values():
        year = re.search(r"_(\d{4})", reference.key)
        assert year is None or year[1] in reference.text, reference.key
        assert reference.doi is None or re.fullmatch(r"10\.\d{4,5}/\S+", reference.doi)
