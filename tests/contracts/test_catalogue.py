"""All languages say the same things, and everything that may be said has a sentence."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections import Counter
from typing import Any

import pytest

from aci_core.checks import checked
from aci_core.domain import codec
from aci_core.domain.cohort import Issue
from aci_core.domain.errors import AciError
from aci_core.domain.schema import EVENT_ATTRIBUTES, MEASURES
from aci_core.domain.schema.aliases import words
from aci_core.ingest.files.sheet import BESIDE, ON_ITS_SIDE, SHEETS
from aci_core.ingest.issues import Issues
from aci_core.ingest.values.numbers import plausibility
from aci_core.presentation.i18n import LANGUAGES, translator
from tests.build import cohort_of
from tests.contracts import source

FOLDER = source.CORE / "presentation" / "i18n"
FILES = sorted(path.name for path in (FOLDER / "en").glob("*.toml"))


def flat(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    result: dict[str, str] = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        result |= flat(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return result


def sentences(lang: str, name: str) -> dict[str, str]:
    return flat(tomllib.loads((FOLDER / lang / name).read_text("utf-8")))


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_files(lang: str) -> None:
    assert sorted(path.name for path in (FOLDER / lang).glob("*.toml")) == FILES


def test_a_folder_of_words_is_a_language_of_the_table() -> None:
    assert {path.parent.name for path in FOLDER.glob("*/*.toml")} == set(LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES[1:])
@pytest.mark.parametrize("name", FILES)
def test_the_same_keys_and_placeholders(name: str, lang: str) -> None:
    english, other = sentences("en", name), sentences(lang, name)
    assert english.keys() == other.keys()
    for key, text in english.items():
        # A sentence of a finding chooses among the facts its writer offers to each language.
        if not key.startswith("words."):
            assert placeholders(text) == placeholders(other[key]), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_says_something(lang: str) -> None:
    for name in FILES:
        for key, text in sentences(lang, name).items():
            assert isinstance(text, str), key
            assert text or not key.startswith(("error.", "issue.", "proposal.")), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_key_stands_in_two_files(lang: str) -> None:
    counted = Counter(key for name in FILES for key in sentences(lang, name))
    assert [key for key, n in counted.items() if n > 1] == []


def coded(kind: str) -> set[str]:
    """Codes that have a sentence of a kind: ``error``, ``issue``."""
    keys = translator("en").keys()
    return {key.partition(".")[2] for key in keys if key.startswith(f"{kind}.")}


def test_every_error_has_a_sentence() -> None:
    raised = source.first_texts(AciError)
    assert len(raised) > 100
    # A page without a cohort says so in a card of its own.
    assert raised - {"no_cohort"} - coded("error") == set()


def test_an_error_brings_what_its_sentence_fills_in() -> None:
    t = translator("en")
    for call in source.calls(AciError):
        if not call.args or not isinstance(call.args[0], ast.Constant):
            continue
        key = f"error.{call.args[0].value}"
        given = {word.arg for word in call.keywords}
        # A sentence is only filled in where there are facts.
        if t.has(key):
            assert placeholders(t(key)) <= given, key


def test_every_issue_has_a_sentence_and_what_to_do() -> None:
    result = source.first_texts(
        Issue, Issues.add, Issues.add_cells, plausibility.Finding, folder="ingest"
    )
    assert len(result) > 50
    assert result - coded("issue") == set()
    cohort = checked(cohort_of(nihss_pre=["", 8], nihss_post=[1, 42], died=[0, 1], age=[12, 130]))
    message = {issue.code for issue in cohort.issues}
    assert len(message) >= 3
    assert message - coded("issue") == set()


@pytest.mark.parametrize("kind", ["error", "issue"])
def test_every_sentence_is_said_somewhere(kind: str) -> None:
    written = source.texts(source.files())
    written |= {f"arranged_{way}" for way in (BESIDE, ON_ITS_SIDE, SHEETS)}
    written |= {text.split()[0] for codes in codec.CODES.values() for text in codes.values()}
    written |= {f"{code}_page" for code in written}  # a page's own words for the same thing
    assert coded(kind) - written == set()


def test_issues_and_proposals_go_together() -> None:
    keys = translator("en").keys()
    issues = {k.removeprefix("issue.") for k in keys if k.startswith("issue.")}
    proposals = {k.removeprefix("proposal.") for k in keys if k.startswith("proposal.")}
    # Both may have words of their own for the page, a proposal for a button that stands beside.
    own = {p for p in proposals if p.endswith(("_page", "_press"))}
    on_page = {i for i in issues if i.endswith("_page") and i.removesuffix("_page") in issues}
    assert issues - on_page == proposals - own
    assert {p.removesuffix("_page").removesuffix("_press") for p in own} <= issues


@pytest.mark.parametrize(("lang", "word"), [("en", "button"), ("en", "ress"), ("zh", "按钮")])
def test_only_words_that_stand_beside_a_button_speak_of_it(lang: str, word: str) -> None:
    t = translator(lang)
    keys = [key for key in t.keys() if key.startswith("proposal.")]  # noqa: SIM118 - no mapping
    told = {key for key in keys if word in t(key)}
    assert told
    assert all(key.endswith("_press") for key in told)


def test_everything_in_the_schema_has_a_name() -> None:
    keys = translator("en").keys()
    table = words()
    wanted = {f"measure.{name}" for name in MEASURES}
    wanted |= {f"unit.{measure.unit}" for measure in MEASURES.values()}
    wanted |= {f"event.{name}" for name in {*table.events.values(), *table.followups.values()}}
    # Of an event before treatment, and a scale before the stroke, the name is made of two.
    made = ("baseline_", "premorbid_")
    covariates = table.numbers | table.yes_no
    wanted |= {f"covariate.{name}" for name in covariates if not name.startswith(made)}
    wanted |= {"table.before_treatment", "table.premorbid"}
    wanted |= {f"event_attribute.{name}" for name in EVENT_ATTRIBUTES if name != "count"}
    wanted |= {f"grade.{name}" for name in table.values["grade"].values()}
    wanted |= {
        f"level.{name}"
        for vocabulary in ("sex", "yes_no", "severity", "relation")
        for name in set(table.values[vocabulary].values())
        if not name.isdecimal()  # a grade of CTCAE
    }
    assert wanted - keys == set()


# Where a number of the sample stands as an example of what to type, or tells what the sample is.
_OF_SAMPLE = (
    "cli.",
    "choice_help.",
    "error.",
    "first.",
    "published.",
    "sample.",
    "method_case_note.",
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_no_help_quotes_the_number_of_patients_of_the_sample(name: str, lang: str) -> None:
    quoted = {
        key: text
        for key, text in sentences(lang, name).items()
        if re.search(r"(?<![0-9.])(78|156)(?![0-9.])", text) and not key.startswith(_OF_SAMPLE)
    }
    assert quoted == {}
