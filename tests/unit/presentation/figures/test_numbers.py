"""Figures and their alternative texts show the numbers of the rows."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from aci_core.analyses import Row
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.i18n import format_number as written
from tests.build import cohort_of
from tests.unit.presentation.figures.every_figure import Study, every, spec, study


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def drawing(s: Study, name: str, lang: str) -> Drawing:
    return every(s, translator(lang))[name]()


def traces(d: Drawing, kind: str) -> Iterator[dict[str, Any]]:
    return (trace for trace in spec(d)["data"] if trace["type"] == kind)


def marks(d: Drawing, axis: str = "x") -> list[dict[str, Any]]:
    """Single points, from the top."""
    markers = [
        trace
        for trace in traces(d, "scatter")
        if trace["mode"] == "markers" and len(trace["x"]) == 1 and trace.get("xaxis", "x") == axis
    ]
    return sorted(markers, key=lambda trace: -trace["y"][0])


def test_bars_are_as_long_as_their_shares(synthetic: Study, lang: str) -> None:
    d = drawing(synthetic, "grades", lang)
    bars = list(traces(d, "bar"))
    rows = [
        synthetic.response.first("count", "grade", visit="post", arm=arm, level=level)
        for arm in synthetic.response.arms
        for level in synthetic.response.levels("grade")
    ]
    assert [bar["x"][0] for bar in bars] == [row.share for row in rows]
    assert [bar["customdata"][0][:2] for bar in bars] == [[row.estimate, row.pct] for row in rows]
    for row in rows:
        assert written.percent(row.share) in d.alt


def test_the_joining_lines_meet_the_cut_points(synthetic: Study, lang: str) -> None:
    d = drawing(synthetic, "grades", lang)
    (line,) = traces(d, "scatter")
    ends = [bar["base"][0] + bar["x"][0] for bar in traces(d, "bar")]
    upper, lower = ends[:3], ends[4:7]
    assert line["x"][0::3] == upper
    assert line["x"][1::3] == lower


def test_a_narrow_segment_has_its_label_outside(lang: str) -> None:
    after = [0] + [10] * 39
    s = study(cohort_of(nihss_pre=[20] * 80, nihss_post=[x for y in after for x in (y, y)]))
    layout = spec(drawing(s, "grades", lang))["layout"]
    outside = [a for a in layout["annotations"] if a["text"] == "1 · 2.5%"]
    assert len(outside) == 2
    assert all(a["xanchor"] == "left" for a in outside)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("effects", [("risk_ratio", "effective"), ("odds_ratio", "effective"),
                     ("proportional_odds_adjusted", "grade"), ("proportional_odds", "grade"),
                     ("win_odds", "grade")]),
        ("risk difference", [("risk_difference", "effective")]),
    ],
)  # fmt: skip
def test_a_forest_shows_its_rows(
    synthetic: Study, lang: str, name: str, wanted: list[tuple[str, str]]
) -> None:
    d = drawing(synthetic, name, lang)
    rows = [synthetic.response.first(m, v, visit="post") for m, v in wanted]
    scale, digits = (100, 1) if name == "risk difference" else (1, 2)
    shown = marks(d)
    assert [m["x"][0] for m in shown] == [scale * r.estimate for r in rows if r.estimate]
    assert [m["customdata"][0] for m in shown] == [
        [scale * (r.ci_low or 0), scale * (r.ci_high or 0)] for r in rows
    ]
    for row in rows:
        assert written.number(scale * (row.estimate or 0), digits) in d.alt
        low, high = row.ci_low, row.ci_high
        assert written.interval(low, high, digits, scale=scale, lang=lang) in d.alt


def test_an_interval_without_end_has_an_arrow(lang: str) -> None:
    s = study(cohort_of(nihss_pre=[20] * 12, nihss_post=[0, 20] * 5 + [0, 0]))
    d = drawing(s, "effects", lang)
    arrows = [
        t for t in traces(d, "scatter") if isinstance(t.get("marker", {}).get("symbol"), list)
    ]
    assert any("triangle-right" in t["marker"]["symbol"] for t in arrows)


def test_the_largest_standardised_difference_is_on_top(synthetic: Study, lang: str) -> None:
    d = drawing(synthetic, "balance", lang)
    drawn = [m["x"][0] for m in marks(d)]
    rows = [r.estimate for r in synthetic.baseline.where("smd") if r.estimate is not None]
    assert sorted(drawn, key=abs, reverse=True) == drawn
    assert sorted(drawn) == sorted(rows)
    assert spec(d)["layout"]["shapes"][0]["x1"] == 0.1


def test_rates_have_wilsons_limits(synthetic: Study, lang: str) -> None:
    d = drawing(synthetic, "rates", lang)
    rows = [
        synthetic.response.first("wilson", "effective", visit="post", arm=arm)
        for arm in synthetic.response.arms
    ]
    assert [m["x"][0] for m in marks(d)] == [100 * (r.estimate or 0) for r in rows]
    assert [m["customdata"][0] for m in marks(d)] == [
        [100 * (r.ci_low or 0), 100 * (r.ci_high or 0)] for r in rows
    ]
    assert "85.9%" in d.alt
    assert "69.2%" in d.alt


def test_the_sweep_goes_through_every_cut_and_marks_the_chosen_one(
    synthetic: Study, lang: str
) -> None:
    d = drawing(synthetic, "cut-points", lang)
    assert synthetic.cuts is not None
    line = next(t for t in traces(d, "scatter") if t["mode"] == "lines")
    assert line["x"] == list(synthetic.cuts.cuts)
    assert line["y"] == [100 * (e.value or 0) for e in synthetic.cuts.differences]
    (dot,) = marks(d)
    assert dot["x"] == [18.0]
    assert dot["y"][0] == pytest.approx(100 * (67 - 54) / 78)
    assert "16.7" in d.alt


def means(synthetic: Study, measure: str) -> list[list[float]]:
    return [
        [m.mean for m in synthetic.outcomes.means if m.variable == measure and m.arm == arm]
        for arm in synthetic.outcomes.arms
    ]


def test_the_course_and_the_lines_show_the_means(synthetic: Study, lang: str) -> None:
    for name in ("nihss course", "nihss lines"):
        d = drawing(synthetic, name, lang)
        shown = [t["y"] for t in traces(d, "scatter") if "error_y" in t]
        assert shown == means(synthetic, "nihss")
        for arm in means(synthetic, "nihss"):
            for mean in arm:
                assert written.number(mean, 1) in d.alt


def test_every_patient_has_a_line_and_a_drop(synthetic: Study, lang: str) -> None:
    points = synthetic.outcomes.points
    assert points is not None
    lines = [
        t for t in traces(drawing(synthetic, "nihss lines", lang), "scatter") if "customdata" in t
    ]
    who = {p for t in lines if "error_y" not in t for p in t["customdata"] if p is not None}
    assert who == set(range(1, 157))
    rain = [t for t in traces(drawing(synthetic, "nihss cloud", lang), "scatter")
            if t.get("customdata") and len(t["x"]) == 78]  # fmt: skip
    assert len(rain) == 4
    for trace in rain[:2]:
        column = points.columns["nihss_pre"]
        assert trace["x"] == [column[i - 1] for i in trace["customdata"]]


def test_a_point_knows_its_patient(synthetic: Study, lang: str) -> None:
    d = drawing(synthetic, "vegf scatter", lang)
    points = synthetic.factors.points
    assert points is not None
    shown = [t for t in traces(d, "scatter") if t["mode"] == "markers"]
    assert sum(len(t["x"]) for t in shown) == 156
    for trace in shown:
        for x, y, who in zip(trace["x"], trace["y"], trace["customdata"], strict=True):
            assert x == points.columns["vegf_pre"][who - 1]
            assert y == points.columns["nihss_pre"][who - 1]
    assert "−0.39" in d.alt
    assert "156" in d.alt


def test_the_line_goes_through_the_means_and_its_band_holds_it(synthetic: Study) -> None:
    points = synthetic.factors.points
    line = synthetic.factors.line("vegf", "pre")
    assert points is not None
    assert line is not None
    x, fit, low, high = line.band()
    assert (x[0], x[-1]) == (points.columns["vegf_pre"].min(), points.columns["vegf_pre"].max())
    assert ((low < fit) & (fit < high)).all()
    centre = line.fit.intercept + line.fit.slope * points.columns["vegf_pre"].mean()
    assert centre == pytest.approx(points.columns["nihss_pre"].mean())


def event(rows: Iterator[Row]) -> dict[str, Row]:
    return {r.variable: r for r in rows if r.visit is None and r.level is None}


def test_events_show_percents_and_differences(synthetic: Study, lang: str) -> None:
    d = drawing(synthetic, "events", lang)
    rows = event(synthetic.safety.where("risk_difference"))
    drawn = [m["x"][0] for m in marks(d, "x2")]
    wanted = ["any", "headache", "fever", "agitation", "died", "lost"]
    assert drawn[:6] == [100 * (rows[v].estimate or 0) for v in wanted]
    assert "11/78 (14.1%)" in d.alt
    assert "11.5" in d.alt


def test_no_event_shows_how_many_there_could_be(synthetic: Study, lang: str) -> None:
    d = drawing(synthetic, "events", lang)
    exact = synthetic.safety.first("clopper_pearson", "died", arm=synthetic.safety.arms.control)
    dotted = [t["x"] for t in traces(d, "scatter") if "px" in t.get("line", {}).get("dash", "")]
    assert [0, 100 * (exact.ci_high or 0)] in dotted
    assert "4.6%" in d.alt


def test_every_rate_of_an_event_has_its_interval(synthetic: Study, lang: str) -> None:
    d = drawing(synthetic, "events", lang)
    lines = [t["x"] for t in traces(d, "scatter") if t["mode"] == "lines" and "xaxis" not in t]
    seen = [row for row in synthetic.safety.where("wilson") if row.level is None and row.estimate]
    assert seen
    for row in seen:
        assert [100 * (row.ci_low or 0), 100 * (row.ci_high or 0)] in lines
    arms = [t for t in traces(d, "scatter") if t["mode"] == "markers" and "xaxis" not in t]
    assert len(lines) == len(arms)


def test_the_flow_counts_everybody(lang: str) -> None:
    s = study(
        cohort_of(
            arm=["treatment", "control", "treatment", "control", "", "control"],
            nihss_pre=[10, 9, 8, 7, 6, 5],
            nihss_post=[1, 2, None, 7, 6, 5],
            died=[0, 0, 0, 1, 0, 0],
        )
    )
    d = drawing(s, "flow", lang)
    text = " ".join(a["text"] for a in spec(d)["layout"]["annotations"])
    t = translator(lang)
    assert t("figure.in_file", n="6") in text
    assert t("figure.left_out", n="1", reason=t("left_out.arm_missing"))[:9] in d.alt
    grade = t("variable.grade")
    # In the boxes what belongs together is not broken; a reader hears plain blanks.
    assert t("flow.of", name=grade, n="1", of="2").replace("\xa0", " ") in d.alt
    # n of N also where all are analysed.
    assert t("flow.of", name=grade, n="3", of="3").replace("\xa0", " ") in d.alt
    assert t("figure.died", n="1") in d.alt


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_outcome_of_the_flow_begins_with_its_count_and_its_name_follows(lang: str) -> None:
    n = 240
    scores = {f"nihss_{at}": [7 + i % 9 for i in range(n)] for at in ("pre", "m3", "m6")}
    mrs = [i % 5 for i in range(n - 1)] + [None]
    d = drawing(study(cohort_of(**scores, mrs_m3=mrs)), "flow", lang)
    lines = [x for a in spec(d)["layout"]["annotations"] for x in a["text"].split("<br>")]
    counts = [x for x in lines if "/120" in x]
    # NIHSS, mRS and the response in each arm: a wrapped name never parts a count from it.
    assert len(counts) == 6
    assert all(re.fullmatch("\xa0*1(19|20)/120 .*[A-Za-z\u4e00-\u9fff].*", x) for x in counts)
    assert sum("119/120" in x and "mRS" in x for x in counts) == 1


def test_a_row_of_totals_is_no_patient_in_the_flow() -> None:
    s = study(
        cohort_of(
            patient_id=["1", "2", "3", "合计"],
            arm=["treatment", "control", "", ""],
            nihss_pre=[10, 9, 8, 27],
            nihss_post=[1, 2, 7, 10],
        )
    )
    assert len(s.cohort.left_out) == 2
    annotations = spec(drawing(s, "flow", "en"))["layout"]["annotations"]
    text = " ".join(a["text"] for a in annotations)
    assert translator("en")("figure.in_file", n="3") in text
    assert "totals" not in text


def test_an_interval_with_a_mark_has_no_half_bracket() -> None:
    drawn = drawing(
        study(cohort_of(nihss_pre=[10] * 40, nihss_post=[2] * 39 + [10])), "effects", "en"
    )
    texts = [a["text"] for a in spec(drawn)["layout"]["annotations"]]
    marked = [x for x in texts if x.endswith("*")]
    assert marked
    assert not [x for x in marked if ")" in x]
