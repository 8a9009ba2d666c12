"""Values of which the file tells a limit alone: from the cell to what is shown and shared."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from aci_core.analyses import explore
from aci_core.analyses.change_direction import change_direction
from aci_core.analyses.course import course
from aci_core.analyses.leading import lead
from aci_core.analyses.outcomes import Outcomes, outcomes
from aci_core.analyses.patient import patient
from aci_core.analyses.study import analyse, prepare
from aci_core.analyses.subgroups import subgroups
from aci_core.domain.censored import CensoredCells
from aci_core.domain.cohort import Cohort
from aci_core.domain.steps import SetCell
from aci_core.domain.study.filters import Between
from aci_core.domain.study.question import Question
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from aci_core.presentation.figures.explore import chart as chart_of
from aci_core.presentation.figures.individual_courses import courses
from aci_core.presentation.figures.raincloud import raincloud
from aci_core.presentation.figures.spaghetti import lines
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences import explore as explore_words
from aci_core.presentation.tables import outcomes as tables
from aci_core.presentation.tables import patient as patient_tables
from aci_core.presentation.tables.outcome_detail import change_direction as change_table
from aci_core.selection import select
from aci_core.sharing.payload import Rows, from_bytes, to_bytes
from aci_core.sharing.results.disclosure_control import without_patients
from aci_core.sharing.rows.deidentify import deidentify
from aci_core.summaries import Diff, Summary, Var
from aci_core.summaries.pooled import PooledData
from aci_core.summaries.quantiles import quantiles_type7
from aci_core.summaries.questions import Questions
from aci_core.summaries.summary_json import summary_from_json, summary_to_json
from tests.build import cohort_of, csv_of

N = 80
DRAW = np.random.default_rng(20261201)
PRE = DRAW.normal(200, 30, N).round(1)
POST = (PRE * 1.1 + 20 * (np.arange(N) % 2 == 0) + DRAW.normal(0, 15, N)).round(1)
NIHSS = (6 + np.arange(N) % 9).tolist()
SETTINGS = Settings(randomised=True)


def columns(limit: float, upper: float = 1e9, **more: list[object]) -> dict[str, list[object]]:
    """VEGF after treatment as limits where it lies below one, or above another."""
    cells: list[object] = [
        f"<{limit:g}" if x < limit else f">{upper:g}" if x > upper else x for x in POST.tolist()
    ]
    base: dict[str, list[object]] = {
        "nihss_pre": NIHSS,
        "nihss_post": [x // 2 for x in NIHSS],
        "vegf_pre": PRE.tolist(),
        "vegf_post": cells,
    }
    return base | more


def trial(limit: float, upper: float = 1e9, **more: list[object]) -> Cohort:
    return cohort_of(**columns(limit, upper, **more))


def made(cohort: Cohort, settings: Settings = SETTINGS) -> Outcomes:
    return outcomes(prepare(cohort, settings), settings)


def below(limit: float) -> tuple[int, ...]:
    return tuple(np.flatnonzero(limit > POST).tolist())


# ------------------------------------------------------------------------------ with the cohort


def test_the_limit_of_each_cell_is_kept_beside_the_table() -> None:
    cohort = trial(190, 290)
    [cells] = cohort.censored
    above = {i for i, x in enumerate(POST) if x > 290}
    assert cells.column == "vegf_post"
    assert set(cells.places) == {*below(190), *above}
    assert set(zip(cells.sides, cells.limits, strict=True)) == {("below", 190.0), ("above", 290.0)}
    table = cohort.table["vegf_post"]
    assert set(table[list(below(190))]) == {95.0}
    assert set(table[list(above)]) == {290.0}


def test_it_survives_a_filter_with_new_places() -> None:
    cohort = trial(190)
    kept = select(cohort, [Between("nihss_pre", 8, 12)], SETTINGS.criterion).cohort
    cells = kept.censored_in("vegf_post")
    assert cells is not None
    assert [int(kept.ordinals[place]) - 1 for place in cells.places] == [
        place for place in below(190) if 8 <= NIHSS[place] <= 12
    ]


def test_a_correction_takes_it_away_and_undone_it_is_back() -> None:
    source = {"patient_id": range(N), "arm": ["ab"[i % 2] for i in range(N)], **columns(190)}
    place = below(190)[0]
    step = SetCell(place + 2, "vegf_post", "185")
    plain = load(csv_of(source), "a.csv", reference="b")
    mended = load(csv_of(source), "a.csv", reference="b", steps=(step,))
    assert plain.censored_in("vegf_post").cell(place) == ("below", 190.0)  # type: ignore[union-attr]
    assert mended.censored_in("vegf_post").cell(place) is None  # type: ignore[union-attr]
    assert mended.table["vegf_post"].iloc[place] == 185
    # Half of 190 measured is another cohort than a value below 190.
    half = load(
        csv_of(source), "a.csv", reference="b", steps=(SetCell(place + 2, "vegf_post", "95"),)
    )
    assert half.table.equals(plain.table)
    assert half.digest != plain.digest
    again = load(csv_of(source), "a.csv", reference="b")
    assert again.digest == plain.digest


def test_a_link_with_rows_carries_it_and_an_old_one_opens() -> None:
    cohort = deidentify(trial(190))
    opened = from_bytes(to_bytes(Rows(cohort)))
    assert opened.cohort.censored == cohort.censored
    assert opened.cohort.digest == cohort.digest
    from aci_core.sharing import payload

    table, document = payload._encode_cohort(cohort)
    document = json.loads(json.dumps(document))
    del document["censored"]  # as an earlier version made it
    assert payload._decode_cohort(document, table).censored == ()


def test_a_link_without_rows_says_of_nobody_that_a_value_lies_beyond_a_limit() -> None:
    cohort = trial(190)
    assert without_patients(cohort, frozenset()).censored == ()


# ------------------------------------------------------------------------------- what leads


def test_up_to_a_twentieth_ancova_leads_and_the_model_stands_beside_it() -> None:
    limit = float(np.sort(POST)[4])  # four of 80 below
    result = made(trial(limit))
    led = lead(result, "vegf", "post")
    assert led is not None
    assert led.row.method == "ancova_log"
    assert result.first("mean_sd", "vegf", visit="post").estimate is not None
    assert result.first("tobit_ratio", "vegf", visit="post").estimate is not None
    none = made(trial(0.0))
    assert none.get("tobit_ratio", "vegf", visit="post") is None


@pytest.mark.parametrize("side", ["below", "above"])
def test_beyond_it_the_model_leads_and_means_are_withheld(side: str) -> None:
    ends = np.sort(POST)
    cohort = trial(float(ends[5])) if side == "below" else trial(0.0, float(ends[-6]))
    result = made(cohort)
    led = lead(result, "vegf", "post")
    assert led is not None
    assert led.row.method == "tobit_ratio"
    assert led.null == 1.0
    assert [row.note for row in led.instead_of] == ["beyond_limits"]
    withheld = {
        row.method
        for row in result.where(variable="vegf")
        if row.note == "beyond_limits" and row.estimate is None and row.p is None
    }
    assert withheld == {
        "mean_sd", "welch_t", "student_t", "hedges_g", "paired_t", "ancova", "ancova_hc3",
        "ancova_slopes", "ancova_log", "hodges_lehmann", "wilcoxon_signed_rank",
    }  # fmt: skip
    # By rank a value beyond a limit has its place; before treatment nothing is withheld.
    assert result.first("mann_whitney", "vegf", visit="post").p is not None
    assert result.first("mean_sd", "vegf", visit="pre").estimate is not None
    assert not any(row.note == "beyond_limits" for row in result.where(variable="nihss"))
    assert {m.visit for m in result.means if m.variable == "vegf"} == {"pre"}


def test_a_factor_beyond_limits_is_correlated_by_rank_alone() -> None:
    data = prepare(trial(200), SETTINGS)
    result = next(one for one in analyse(data, SETTINGS) if one.analysis == "factors")
    names = {"visit": "post", "versus": "nihss"}
    pearson = result.first("pearson", "vegf", **names)
    assert (pearson.n, pearson.estimate, pearson.note) == (N, None, "beyond_limits")
    ranked = result.first("spearman", "vegf", **names)
    assert ranked.estimate is not None
    assert ranked.n == N


def test_the_share_is_of_the_patients_that_are_analysed() -> None:
    """Filters decide who is described."""
    limit = float(np.sort(POST)[4])
    cohort = trial(limit)
    few = [Between("nihss_pre", NIHSS[below(limit)[0]], NIHSS[below(limit)[0]])]
    settings = replace(SETTINGS, filters=tuple(few))
    led = lead(made(cohort, settings), "vegf", "post")
    assert led is not None
    assert led.row.method == "tobit_ratio"


def test_an_arm_all_below_is_not_compared_and_says_why() -> None:
    cells: list[object] = ["<150" if i % 2 else x for i, x in enumerate(POST.tolist())]
    result = made(trial(0.0, vegf_post=cells))
    assert lead(result, "vegf", "post") is None
    row = result.first("tobit_ratio", "vegf", visit="post")
    assert (row.n, row.estimate, row.note) == (
        {"treatment": 40, "control": 40}, None, "arm_censored"
    )  # fmt: skip
    assert result.first("mann_whitney", "vegf", visit="post").p is not None


def test_a_limit_of_zero_has_no_logarithm() -> None:
    cells: list[object] = ["<0" if i < 3 else x for i, x in enumerate(POST.tolist())]
    row = made(trial(0.0, vegf_post=cells)).first("tobit_ratio", "vegf", visit="post")
    assert (row.estimate, row.note) == (None, "nonpositive:3")


def test_without_a_value_before_treatment_it_is_not_given_one() -> None:
    source = columns(200)
    del source["vegf_pre"]
    row = made(cohort_of(**source)).first("tobit_ratio", "vegf", visit="post")
    assert row.estimate is not None
    assert row.note == "no_baseline"


def test_a_patient_without_a_value_before_treatment_leaves() -> None:
    pre: list[object] = [None if i < 6 else x for i, x in enumerate(PRE.tolist())]
    row = made(trial(200, vegf_pre=pre)).first("tobit_ratio", "vegf", visit="post")
    assert row.n == {"treatment": 37, "control": 37}


def test_a_characteristic_keeps_its_mean() -> None:
    """A time from onset, of which there is no such model."""
    onset: list[object] = ["<4.5" if i % 4 == 0 else 3 + i / 8 for i in range(N)]
    cohort = trial(0.0, onset_hours=onset)
    every = {r.analysis: r for r in analyse(prepare(cohort, SETTINGS), SETTINGS)}
    assert every["baseline"].first("mean_sd", "onset_hours").estimate is not None
    assert [(i.code, i.severity) for i in cohort.issues if i.column == "onset_hours"] == [
        ("read_below", "warning")
    ]


@pytest.mark.parametrize("limits", [(170.0,), (205.0,), (170.0, 205.0, 240.0)])
def test_a_quartile_is_given_where_no_limit_leaves_it_open(limits: tuple[float, ...]) -> None:
    cells = [
        f"<{limits[i % len(limits)]:g}" if x < limits[i % len(limits)] else x
        for i, x in enumerate(POST.tolist())
    ]
    result = made(trial(0.0, vegf_post=cells))
    for arm, side in (("treatment", 0), ("control", 1)):
        row = result.first("median_iqr", "vegf", visit="post", arm=arm)
        ends = []
        for share in (0.0, 1.0):  # of its limit, wherever a value may lie
            values = [
                share * float(str(cell)[1:]) if str(cell).startswith("<") else float(str(cell))
                for cell in cells[side::2]
            ]
            ends.append(quantiles_type7(np.sort(values), None, (0.25, 0.5, 0.75)))
        for known, low, high in zip((row.q1, row.estimate, row.q3), *ends, strict=True):
            assert known == (pytest.approx(high) if low == high else None)
        assert (row.note == "quartile_beyond_limit") is not np.array_equal(*ends)


# ---------------------------------------------------------------------------------- as it is seen


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_patient_and_the_table_show_the_limit(lang: str) -> None:
    t, cohort = translator(lang), trial(200)
    place = below(200)[0]
    one = patient(cohort, None, place + 1)
    number = next(x for x in one.scores if x.column == "vegf_post")
    assert (number.beyond, number.place) == (("below", 200.0), 200.0)
    cells = [cell.text for row in patient_tables.values(one, t).rows for cell in row.cells]
    assert "<200" in cells
    table = tables.outcomes(made(cohort), t)
    texts = " ".join((*(c.text for row in table.rows for c in row.cells), *table.notes))
    assert t("table.note_of_tobit") in texts
    assert t("note.beyond_limits") in texts


def test_explored_numbers_stand_at_their_limit() -> None:
    cohort = trial(200)
    found = explore.explore(
        prepare(cohort, SETTINGS), SETTINGS, Question("vegf_post", "nihss_post", "arm")
    )
    sample = found.panels[0].sample
    assert [panel.line for panel in found.panels] == [None] * 3  # too many for a line of means
    assert int(sample.beyond.sum()) == len(below(200))
    assert set(np.concatenate(sample.drawn)[np.tile(sample.beyond, 2)]) >= {200.0}
    assert sum(int(panel.sample.beyond.sum()) for panel in found.panels[1:]) == len(below(200))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_explored_means_are_withheld_and_ranks_lead(lang: str) -> None:
    data, t = prepare(trial(200), SETTINGS), translator(lang)
    two = explore.explore(data, SETTINGS, Question("vegf_post", "arm"))
    assert two.lead is not None
    assert (two.lead.method, two.lead.notes) == ("mann_whitney", ())
    rows = two.panels[0].result
    for method in ("welch_t", "hodges_lehmann", "mean_sd"):
        row = next(rows.where(method))
        assert (row.estimate, row.p, row.note) == (None, None, "beyond_limits"), method
    # A median above every limit is known; the half of a limit is never shown as a quartile.
    medians = {row.arm: row for row in rows.where("median_iqr")}
    assert medians["treatment"].estimate == pytest.approx(float(np.median(POST[::2])))
    for arm, side in (("treatment", 0), ("control", 1)):
        row, q1 = medians[arm], float(np.quantile(POST[side::2], 0.25))
        assert row.q1 == (None if q1 < 200 else pytest.approx(q1))
        assert ("quartile_beyond_limit" in row.notes) is (row.q1 is None)
    assert any(row.q1 is None for row in medians.values())
    pair = explore.explore(data, SETTINGS, Question("vegf_post", "nihss_post"))
    assert pair.lead is not None
    assert pair.lead.method == "spearman"
    assert [row.note for row in pair.panels[0].result.rows] == [None, *["beyond_limits"] * 2]
    alone = explore.explore(data, SETTINGS, Question("vegf_post"))
    for found in (two, pair, alone):
        text = explore_words.finding(found, t)
        assert t("note.beyond_limits") in text
        for chart in found.charts:
            question = Question(found.question.x, found.question.y, chart=chart)
            assert chart_of(explore.explore(data, SETTINGS, question), t).alt


def test_a_change_of_a_limit_is_open_and_drawn_at_the_limit() -> None:
    data = prepare(trial(200), SETTINGS)
    found = explore.explore(data, SETTINGS, Question("vegf_post-pre", "arm"))
    sample = found.panels[0].sample
    assert int(sample.beyond.sum()) == len(below(200))
    np.testing.assert_allclose(sample.drawn[1][sample.beyond], 200 - PRE[list(below(200))])
    assert next(found.panels[0].result.where("mean_sd")).note == "beyond_limits"
    assert next(found.panels[0].result.where("mann_whitney")).note == "ranks_blurred"
    assert [row.estimate for row in found.panels[0].result.where("median_iqr")] == [None, None]


def test_few_limits_are_halved_and_said_and_several_blur_ranks() -> None:
    ends = np.sort(POST)
    few = explore.explore(
        prepare(trial(float(ends[3])), SETTINGS), SETTINGS, Question("vegf_post", "arm")
    )
    assert few.lead is not None
    assert (few.lead.method, few.lead.note) == ("welch_t", "half_limit:3")
    cells = [f"<{200 + 20 * (i % 2)}" if x < 200 + 20 * (i % 2) else x
             for i, x in enumerate(POST.tolist())]  # fmt: skip
    cohort = trial(0.0, vegf_post=cells)
    several = explore.explore(prepare(cohort, SETTINGS), SETTINGS, Question("vegf_post", "arm"))
    assert several.lead is not None
    assert several.lead.note == "ranks_blurred"
    assert made(cohort).first("mann_whitney", "vegf", visit="post").note == "ranks_blurred"
    # Table 3 counts the patients of the ranks where means are withheld, and says what blurs them.
    t = translator("en")
    table = tables.between(made(cohort), t)
    row = next(row for row in table.rows if row.cells[0].text.startswith("VEGF"))
    n = made(cohort).first("mann_whitney", "vegf", visit="post").total
    assert sum(int(x) for x in row.cells[1].text.split(" + ")) == n
    assert t("note.ranks_blurred") in " ".join(table.notes)
    assert made(trial(200)).first("mann_whitney", "vegf", visit="post").note is None


def test_subgroups_of_a_biomarker_beyond_limits_are_withheld() -> None:
    sex: list[object] = ["male", "female"] * (N // 2)
    settings = replace(SETTINGS, primary="vegf_post", subgroups=("sex", "vegf_pre"))
    result = subgroups(prepare(trial(200, sex=sex[::-1]), settings), settings)
    rows = [row for row in result.rows if row.variable == "vegf" and row.versus]
    assert {row.note for row in rows} == {"beyond_limits"}
    assert all(row.estimate is None and row.p is None for row in rows)
    assert {row.method for row in rows} == {"subgroup_difference", "interaction"}


def test_a_saved_summary_keeps_which_quantiles_are_open() -> None:
    cohort = trial(200)
    data = prepare(cohort, SETTINGS)
    quartiles = (0.25, 0.5, 0.75)
    asked = Questions(counts=dict.fromkeys((Var("vegf_post"), Diff("vegf_post", "vegf_pre"))))
    summary = summary_from_json(json.loads(json.dumps(summary_to_json(Summary.of(data, asked)))))
    opened = False
    for part in (summary, PooledData((summary, summary))):
        of_all = part.quantiles(Var("vegf_post"), quartiles)
        for mine, own in zip(of_all[:2], data.quantiles(Var("vegf_post"), quartiles), strict=False):
            assert mine is not None
            assert own is not None
            np.testing.assert_array_equal(np.isnan(mine), np.isnan(own))
            known = ~np.isnan(own)
            if part is summary:
                np.testing.assert_allclose(mine[known], own[known])
            opened |= bool(np.isnan(own[0]))
            assert known[2]
    assert opened
    for part in (summary, PooledData((summary, summary))):
        change = part.quantiles(Diff("vegf_post", "vegf_pre"), quartiles).overall
        assert change is not None
        assert np.isnan(change).all()


def test_courses_and_clouds_draw_hollow_marks_at_the_limit() -> None:
    t = translator("en")
    limit = float(np.sort(POST)[4])  # few: the model of all visits stands
    cohort = trial(limit, vegf_m1=POST.tolist())
    settings = replace(SETTINGS, primary="vegf_m1")
    data = prepare(cohort, settings)
    cloud = raincloud(outcomes(data, settings), "vegf", "post", t).figure
    marks = [trace for trace in cloud.data if trace.type == "scatter" and trace.mode == "markers"]
    hollow = [x for mark in marks if str(mark.marker.symbol).endswith("-open") for x in mark.x]
    assert hollow == [limit] * len(below(limit))
    assert not any(limit / 2 in mark.x for mark in marks)
    # Where the mean is withheld the patients stand there with their median.
    withheld = raincloud(made(trial(200)), "vegf", "post", t)
    assert "median" in withheld.alt
    # A course of a score that is known by a limit: half of it is drawn nowhere.
    lines = courses(course(data, settings), "vegf", 0, t).figure
    own = [y for trace in lines.data for y in trace.y if y is not None]
    assert limit in own
    assert limit / 2 not in own


def test_a_direction_that_a_limit_leaves_open_is_not_told() -> None:
    result = made(trial(200))
    change = change_direction(result, "vegf", "post")
    assert change is not None
    for arm, side in ((0, 0), (1, 1)):
        who = [i for i in range(N) if i % 2 == side]
        under = [i for i in who if POST[i] < 200]
        fell = [i for i in under if PRE[i] > 200]  # below 200 now, above it before
        same = [i for i in under if PRE[i] <= 200]
        assert sorted(change.left_open(arm)) == same
        assert set(fell) <= set(change.among(arm, -1))
        assert sum(change.counted[arm].values()) == len(who)
    t = translator("en")
    assert t("figure.key_open") in str(change_table(result, "vegf", "post", t))
    figure = lines(result, "vegf", "post", t).figure
    assert not any(100.0 in trace.y for trace in figure.data)
    hollow = [trace for trace in figure.data if trace.mode == "markers"]
    assert sum(len(trace.x) for trace in hollow) == len(below(200))


def test_cells_by_side_and_place() -> None:
    cells = CensoredCells("x", (1, 4), (2.0, 9.0), ("below", "above"))
    assert [cells.cell(place) for place in range(5)] == [
        None, ("below", 2.0), None, None, ("above", 9.0)
    ]  # fmt: skip
    for keep in product((True, False), repeat=5):
        mask = np.array(keep)
        left = cells.subset(mask)
        assert len(left.places) == int(mask[1]) + int(mask[4])
        for place in left.places:
            old = int(np.flatnonzero(mask)[place])
            assert left.cell(place) == cells.cell(old)
