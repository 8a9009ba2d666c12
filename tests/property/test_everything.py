"""Any file at all: a cohort with every table, figure and sentence, or one clear error."""

from __future__ import annotations

import csv
import io
import json

import plotly.graph_objects as go
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aci_core.analyses.document import document
from aci_core.analyses.result import KEY
from aci_core.checks import checked, fixes
from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import PRESETS
from aci_core.ingest import load
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.tables import cohort as of_cohort
from aci_core.presentation.tables import fixes as of_fixes
from aci_core.presentation.tables.csv_text import to_csv
from aci_core.presentation.tables.html import to_html
from tests.examples import examples
from tests.unit import made
from tests.unit.presentation.figures import every_figure
from tests.unit.presentation.sentences.test_sentences import every_sentence
from tests.unit.presentation.tables.test_tables import every_table

# Names that collide with what the app makes itself, that are markup, or that look like code.
NAMES = (
    "effective", "grade", "arm", "any", "nihss", "n", "__proto__", "index", "response", "level",
    "ae_any", "ae_effective", "ae_died", "ae_n", "any_pre", "effective_post", "died_pre", "n_m3",
    "grade_pre", "nihss_pre_post", "treated", "<b>x</b>", "=cmd|' /C calc'!A0", "$x^2$", "%{x}",
    ":red[a]", "{0}", "**a**", "a\nb", "é" * 60, "died", "lost", "lost_reason", "patient_id", "",
    "ae_fever_day", "ae_fever_resolved", "mri_abnormal_m6", "nsc_doses", "nsc_day_1", "fma_pre",
    "fma_post", "疗效", "年龄", "性别(男=1,女=2)", "nihss_pre_m3", "0", "count", "mean",
)  # fmt: skip
SCORES = ("nihss_pre", "nihss_post", "nihss_m3", "bi_pre", "bi_post", "vegf_pre", "vegf_post")
ARMS = (
    ("treatment", "control"), ("观察组", "对照组"), ("<b>T</b>", "placebo"), ("a*b_c", "control"),
    ("$x$", "对照"), (":red[x]", "sham"), ("%{x}", "control"), ("{0}", "control"),
    ("=1+1", "control"),
    ("any", "control"), ("effective", "control"), ("x" * 40, "control"), ("-1", "control"),
    ("all", "control"), ("A", "B"), ("a", "b", "control"), ("control",),
)  # fmt: skip
JUNK = st.sampled_from(
    ["", "NA", "-", "1e400", "nan", "inf", "-inf", "1e308", "-1e308", "1e-320", "=1+1", "<b>",
     "2024-01-01", "未查", "是", "男", "{0}", "%{x}", "$a$", "x" * 300, "٣", "１２", "0x10",
     "1,5", "\x1b[31m", "'", '"']
)  # fmt: skip
WHOLE = st.integers(0, 42).map(str)
ANY = st.one_of(JUNK, WHOLE, st.floats(width=32).map(str), st.text(max_size=6))


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A table of scores and odd columns, mostly sound, sometimes broken as bytes."""
    arms = draw(st.sampled_from(ARMS))
    scores = draw(st.lists(st.sampled_from(SCORES), unique=True, max_size=6))
    others = draw(st.lists(st.sampled_from(NAMES), max_size=5))
    n = draw(st.integers(1, 14))
    dirty = draw(st.sampled_from([0, 0, 0, 8, 3]))  # of how many cells one is junk

    def cell(sound: st.SearchStrategy[str]) -> str:
        return draw(ANY if dirty and draw(st.integers(1, dirty)) == 1 else sound)

    flags = st.sampled_from(["0", "1", ""])
    kinds = {name: draw(st.sampled_from([flags, WHOLE, ANY])) for name in others}
    fives = st.integers(0, 20).map(lambda k: str(5 * k))
    rows = [
        [str(i), arms[i % len(arms)]]
        + [cell(fives if name.startswith("bi") else WHOLE) for name in scores]
        + [cell(kinds[name]) for name in others]
        for i in range(n)
    ]
    out = io.StringIO()
    csv.writer(out).writerows([["id", "group", *scores, *others], *rows])
    data = out.getvalue().encode("utf-8", "replace")
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(max_size=6)) + data[at + draw(st.integers(0, 9)) :]
    return data


CHOICES = st.builds(
    Settings,
    rule=st.sampled_from([*PRESETS, "30", "recorded"]),
    level=st.sampled_from([0.9, 0.95, 0.99]),
    randomised=st.booleans(),
    primary=st.sampled_from([None, "effective", "nihss_post"]),
    covariates=st.sampled_from([(), ("age",), ("nihss_pre", "effective_")]),
)


def present_all(cohort: Cohort, chosen: Settings, lang: str) -> None:
    """Every table, figure and sentence."""
    t = translator(lang)
    tables = [of_fixes.fixes(fixes(checked(cohort)), t), of_cohort.columns(cohort, t)]
    if cohort.settled:
        study = every_figure.study(cohort, chosen)
        parts = (
            study.baseline,
            study.response,
            study.outcomes,
            study.course,
            study.sensitivity,
            study.factors,
            study.subgroups,
            study.safety,
        )
        results = {part.analysis: part for part in parts}
        rows = [row.to_json() for part in parts for row in part.rows]
        names = [tuple(row[key] for key in KEY) for row in rows]
        assert len(set(names)) == len(names)
        json.dumps(document(cohort, chosen, study.data.grades, parts, []), allow_nan=False)
        tables += every_table(results, t)
        if study.data.grades is not None:
            tables.append(of_cohort.ungradable(cohort, study.data.grades, t))
        for text in every_sentence(results, t):
            assert text
        for name, make in every_figure.every(study, t).items():
            drawing = make()
            go.Figure(every_figure.spec(drawing)), name
            assert drawing.alt
    for table in tables:
        made.square(table)
        to_html(table)
        to_csv(table)


def run(data: bytes, chosen: Settings, langs: tuple[str, ...] = LANGUAGES) -> None:
    message: AciError | None = None
    try:
        cohort = load(data, "x.csv")
    except AciError as error:
        message = error
    for lang in langs:
        if message is None:
            present_all(cohort, chosen, lang)
        else:
            assert translator(lang).error(message)


@given(files(), CHOICES, st.sampled_from(LANGUAGES))
@settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
def test_any_file_is_shown_in_full_or_refused(data: bytes, chosen: Settings, lang: str) -> None:
    run(data, chosen, (lang,))


@pytest.mark.parametrize("name", [name for name in NAMES if name])
def test_a_name_that_the_app_uses_itself(name: str) -> None:
    out = io.StringIO()
    rows = [
        [i, ("treatment", "control")[i % 2], i % 2 if i < 4 else i // 2 % 2, 9 + i, i]
        for i in range(12)
    ]
    csv.writer(out).writerows([["id", "group", name, "nihss_pre", "nihss_post"], *rows])
    run(out.getvalue().encode(), Settings(), (LANGUAGES[len(name) % 2],))


@pytest.mark.parametrize("arms", [arms for arms in ARMS if len(arms) == 2])
def test_an_arm_may_be_called_anything(arms: tuple[str, ...]) -> None:
    out = io.StringIO()
    rows = [[i, arms[i % 2], i % 3 % 2, 9 + i, i] for i in range(12)]
    csv.writer(out).writerows([["id", "group", "ae_fever", "nihss_pre", "nihss_post"], *rows])
    run(out.getvalue().encode(), Settings())


def test_a_number_beyond_all_measure_is_an_issue_and_not_infinity() -> None:
    rows = [f"{i},{('treatment', 'control')[i % 2]},{9 + i},{i},5" for i in range(11)]
    rows.append("12,control,9,5,1e308")
    run("\n".join(["id,group,nihss_pre,nihss_post,x_pre", *rows]).encode(), Settings())
