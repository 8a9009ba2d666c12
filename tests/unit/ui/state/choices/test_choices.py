"""Choices and links: what is written comes back, junk does no harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aci_core.domain.errors import AciError
from aci_core.domain.study.filters import Between, Known, NamedSet
from aci_core.domain.study.question import CHARTS, MOST, Question
from aci_core.domain.study.settings import DEFAULT_RULE, Deviation, Lock, Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.ui.state.choices.choice import (
    BETWEEN,
    Choice,
    Value,
    filters_of,
    filters_to_text,
    questions_to_text,
    sets_to_text,
)
from aci_core.ui.state.choices.choices import (
    BY_NAME,
    CHOICES,
    PARTED,
    alpha_of,
    from_settings,
    part_of,
    read,
    to_settings,
    write,
)
from aci_core.ui.state.choices.plan_record import deviations_to_text

_NAMES = st.text(
    st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters=BETWEEN),
    min_size=1,
    max_size=40,
)


def _values(choice: Choice) -> st.SearchStrategy[Value]:
    match choice.kind:
        case "code":
            return st.sampled_from(choice.codes)
        case "name":
            return _NAMES
        case "typed":
            return _NAMES | st.just("")
        case "whole":
            return st.integers(choice.low, choice.high)
        case "range":
            ends = st.integers(choice.low, choice.high)
            return st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair)))
        case "filters":
            ages = st.integers(0, 99).map(lambda low: (Between("age", float(low)),))
            sets = st.just((NamedSet("", "graded"), Known("bi_m3")))
            return (ages | sets).map(filters_to_text)
        case "sets":
            name = st.text("abc 甲乙", min_size=1, max_size=9).filter(lambda n: n == n.strip())
            own = st.dictionaries(name, st.just((Between("age", 60.0),)), min_size=1, max_size=3)
            return own.map(sets_to_text)
        case "questions":
            chart = st.none() | st.sampled_from(CHARTS)
            question = st.builds(Question, _NAMES, st.none() | _NAMES, st.none() | _NAMES, chart)
            return st.lists(question, max_size=MOST, unique=True).map(questions_to_text)
        case "lock":
            return st.just(f"2025-09-17T08:00:00Z~{'a' * 64}")
        case "deviations":
            seen = st.sampled_from((True, False, None))
            one = seen.map(lambda s: Deviation("alpha", "0.05", "0.01", "2025-09-17", s))
            return st.lists(one, max_size=3).map(deviations_to_text)
        case "names":
            return st.lists(_NAMES, min_size=1, max_size=4, unique=True).map(tuple)


_VIEWS = st.fixed_dictionaries({choice.name: _values(choice) for choice in CHOICES})


@given(_VIEWS)
def test_what_is_written_comes_back(view: dict[str, Value]) -> None:
    assert read(write(view, {}), {}) == view


@given(_VIEWS)
def test_only_what_is_not_default_is_written_in_a_stable_order(view: dict[str, Value]) -> None:
    query = write(view, {})
    assert list(query) == [choice.name for choice in CHOICES if choice.name in query]
    assert all(view[name] != BY_NAME[name].default for name in query)
    assert write({choice.name: choice.default for choice in CHOICES}, {}) == {}


@given(st.dictionaries(st.sampled_from(sorted(BY_NAME)), st.text(max_size=200)))
def test_any_link_gives_a_valid_view(query: dict[str, str]) -> None:
    view = read(query, {})
    assert read(write(view, {}), {}) == view
    for choice in CHOICES:
        value = view[choice.name]
        if choice.kind == "code":
            assert value in choice.codes
        if choice.kind == "whole":
            assert isinstance(value, int)
            assert choice.low <= value <= choice.high


@pytest.mark.parametrize("name", [c.name for c in CHOICES if c.kind in {"code", "whole"}])
@pytest.mark.parametrize("junk", ["", "x", "1e9", "-1", "99999999999", "٣", "en,zh", "<script>"])
def test_junk_gives_the_default(name: str, junk: str) -> None:
    assert read({name: junk}, {})[name] == BY_NAME[name].default


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings("80,40", 0.9, randomised=False, primary="nihss_post"),
        Settings(primary="nihss_m6", response_visit="m3"),
        Settings("recorded", 0.99, filters=(Between("age", 60.0, None),)),
        Settings(
            primary="mrs_m3",
            secondary=("nihss_m3", "effective"),
            alpha=0.025,
            response_visit="m3",
            covariates=("age", "nihss_pre"),
            centre="centre",
            subgroups=("sex",),
            population=(NamedSet("", "not_lost"), Between("age", 60.0, None)),
            seed=7,
            locked=Lock("2025-09-17T08:00:00Z", "0" * 64),
            deviations=(Deviation("alpha", "0.05", "0.025", "2025-09-18T08:00:00Z", None),),
            explored=(Question("vegf_post", "nihss_post", "arm", "scatter"), Question("年龄")),
            registration="ChiCTR2200061234",
            baseline_tests=True,
        ),
    ],
)
def test_settings_come_back_from_their_choices(settings: Settings) -> None:
    values = from_settings(settings)
    assert to_settings(values, filters_of(str(values["filters"]))) == settings
    assert to_settings({**values, "rule": "90,91"}, ()).rule == DEFAULT_RULE


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "0", "0.6", "-0.05", "5 0"])
def test_what_is_no_level_of_significance_is_refused(text: str) -> None:
    with pytest.raises(AciError) as error:
        alpha_of(text)
    assert error.value.code == "settings_alpha"
    assert to_settings({**from_settings(Settings()), "alpha": text}).alpha == 0.05


def test_a_reversed_range_is_sorted() -> None:
    age = Choice("age", "range", (0, 120), low=0, high=120)
    assert age.read("89~12") == (12, 89)
    assert age.read("12~89") == (12, 89)
    assert age.read("12") == age.read("a~b") == age.read("1~2~3") == age.read("1~x") == (0, 120)
    assert age.write((12, 89)) == "12~89"


def test_names_keep_their_order_and_lose_their_doubles() -> None:
    arms = Choice("arms", "names", ())
    assert arms.read("t~c~t") == ("t", "c")
    assert arms.read("t~~c") == ()


def test_the_default_of_the_visitor_counts() -> None:
    assert read({}, {"lang": "zh"})["lang"] == "zh"
    assert write({"lang": "zh"}, {"lang": "zh"}) == {}
    assert write({"lang": "en"}, {"lang": "zh"}) == {"lang": "en"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_choice_has_its_words(lang: str) -> None:
    t = translator(lang)
    parts = {part_of(page) for page in PARTED}  # of one word
    for choice in CHOICES:
        assert t("choice.more" if choice.name in parts else f"choice.{choice.name}")
        if choice.name != "lang":
            for code in choice.codes:
                assert t.has(f"choice_{choice.name}.{code}"), (choice.name, code)
