"""Sentences of the golden study, in doubt, and where nothing can be computed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from aci_core.analyses import Result, Row, prepare
from aci_core.analyses import factors as analysed_factors
from aci_core.analyses import outcomes as analysed_outcomes
from aci_core.analyses import safety as analysed
from aci_core.analyses.cutpoints import CutPoints, cutpoints
from aci_core.analyses.response import Response
from aci_core.domain.no_difference import RATIOS, no_difference
from aci_core.domain.study.settings import Settings
from aci_core.methods import METHODS
from aci_core.presentation.figures import forest
from aci_core.presentation.i18n import LANGUAGES, Translator, format_row, translator
from aci_core.presentation.i18n.markdown import plain
from aci_core.presentation.sentences import (
    baseline,
    captions,
    factors,
    method_notes,
    methods,
    outcomes,
    overview,
    response,
    safety,
)
from aci_core.presentation.tables.change import change
from aci_core.report.study import Study
from aci_core.stats.estimate import Estimate
from aci_core.summaries import Arms
from tests.build import cohort_of
from tests.unit import made

EN, ZH = translator("en"), translator("zh")
PAGES = ("overview", "baseline", "outcomes", "response", "factors", "safety")


def every_sentence(results: dict[str, Result], t: Translator) -> Iterator[str]:
    """Each sentence of the pages and each caption."""
    graded = results["response"]
    assert isinstance(graded, Response)
    yield response.finding(graded, t)
    yield response.ordered(graded, t)
    result = results["outcomes"]
    yield outcomes.finding(result, t)
    yield outcomes.within(result, t)
    for name in result.variables:
        yield outcomes.finding(result, t, measure=name)
        yield captions.outcomes(result, name, "post", t)
    yield baseline.finding(results["baseline"], t)
    yield factors.finding(results["factors"], t)
    yield factors.finding(results["factors"], t, visit="post")
    yield factors.finding(results["factors"], t, factor="bfgf")
    yield safety.finding(results["safety"], t)
    yield overview.finding(tuple(results.values()), t)
    yield captions.response(graded, t)
    yield captions.effects(graded, t)
    yield captions.rates(graded, t)
    yield captions.differences(result, t)
    yield captions.baseline(results["baseline"], t)
    yield captions.factors(results["factors"], "vegf", "pre", t)
    yield captions.safety(results["safety"], t)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["synthetic_156.csv", "synthetic_long.csv", "synthetic_zh.csv"])
@pytest.mark.parametrize(
    "settings", [Settings(), Settings(level=0.99, primary="bi_post", randomised=False)]
)
def test_every_sentence_is_fit_to_print(lang: str, name: str, settings: Settings) -> None:
    _, _, results = made.studied(name, settings)
    sentences = list(every_sentence(results, translator(lang)))
    made.fit_to_print(sentences)
    for text in sentences:
        assert made.emphasis_closes(text), text
        assert "*" not in plain(text)
        assert text.endswith(("。", ".")), text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_to_say_is_said(lang: str) -> None:
    t = translator(lang)
    results = {name: made.empty(name) for name in PAGES[1:]}
    sentences = [text for text in every_sentence(results, t) if text]
    made.fit_to_print(sentences)
    assert response.finding(made.empty("response"), t)  # type: ignore[arg-type]
    assert outcomes.finding(made.empty("outcomes"), t)
    assert overview.finding((), t) == ""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_why(lang: str, page: str) -> None:
    for randomised in (True, False):
        notes = method_notes.notes(page, translator(lang), randomised=randomised)
        assert notes
        for text in notes:
            assert made.emphasis_closes(text), text
            made.fit_to_print([text])
        assert len(notes) == len(method_notes.notes(page, EN, randomised=randomised))


def test_the_checker_of_emphasis() -> None:
    assert made.emphasis_closes("为**85.9%**（67/78）")
    assert not made.emphasis_closes("**标准。**协方差")
    assert not made.emphasis_closes("为**−1.2分**（")


# ------------------------------------------------------------------------------------ response


PRIMARY = Settings(randomised=True, primary="effective")


def test_golden_rates() -> None:
    response_result = made.effective(67, 78, 54, 78, PRIMARY)
    assert response.finding(response_result, EN) == (
        "The total effective rate after treatment was **85.9%** (67/78) with treatment "
        "and **69.2%** (54/78) with control: **16.7 percentage points** higher "
        "(95% CI 3.5 to 29.2; χ² = 6.23, df = 1, *P* = 0.013). "
        "One more patient responds for every **6.0** treated (95% CI 3.4 to 28.2). "
        "This is the primary outcome."
    )
    assert response.finding(response_result, ZH) == (
        "治疗后治疗组总有效率为**85.9%**（67/78），对照组为**69.2%**（54/78），"
        "率差为 **16.7个百分点**（95%CI 3.5～29.2），差异有统计学意义（χ²=6.23，ν=1，*P*=0.013）。"
        "每治疗**6.0**例，多1例有效（95%CI 3.4～28.2）。此为主要结局。"
    )
    assert plain(response.finding(response_result, EN)).count("P = 0.013") == 1


def test_a_worse_rate_is_called_lower() -> None:
    text = response.finding(made.effective(54, 78, 67, 78, PRIMARY), EN)
    assert (
        "**16.7 percentage points** lower "
        "(difference **−16.7 percentage points**; 95% CI −29.2 to −3.5;"
    ) in text
    assert "One fewer patient responds for every **6.0** treated (95% CI 3.4 to 28.2)." in text


def test_no_clear_difference_is_not_no_difference() -> None:
    result = made.effective(40, 78, 36, 78, PRIMARY)
    text = response.finding(result, EN)
    size = "a difference of **5.1 percentage points** (95% CI −10.3 to 20.3), which was not"
    assert f"{size} statistically significant (χ²" in text
    assert "number needed" not in text
    assert "no difference" not in text
    assert "（95%CI −10.3～20.3），差异无统计学意义（" in response.finding(result, ZH)
    assert "无差异" not in response.finding(result, ZH)


def test_outside_the_plan_there_is_an_estimate_and_no_verdict() -> None:
    for settings in (Settings(), Settings(randomised=True), Settings(primary="nihss_post")):
        result = made.effective(67, 78, 54, 78, settings)
        text = response.finding(result, EN)
        assert "a difference of **16.7 percentage points** (95% CI 3.5 to 29.2), expl" in text
        assert "*P*" not in text
        assert "统计学意义" not in response.finding(result, ZH)


def test_where_it_is_not_said_to_be_randomised_words_are_of_association() -> None:
    for randomised in (None, False):
        settings = Settings(randomised=randomised, primary="effective")
        text = response.finding(made.effective(67, 78, 54, 78, settings), EN)
        assert "treatment was associated with a total effective rate **16.7 perc" in text
        told = outcomes.finding(made.outcome(settings=replace(settings, primary="nihss_post")), EN)
        assert told.startswith(
            "treatment, compared with control, was associated with a lower NIHSS after treatment"
        )


def test_the_test_decides_and_not_the_interval() -> None:
    result = made.effective(67, 78, 54, 78, PRIMARY)
    rows = tuple(
        Row(*(getattr(r, f) for f in Row.__slots__[:-2]), 0.07, r.note)
        if r.method == "pearson_chi2"
        else r
        for r in result.rows
    )
    doubt = Response("response", result.arms, result.settings, rows, rule=result.rule,
                     scale=result.scale, visit="post")  # fmt: skip
    assert "which was not statistically significant" in response.finding(doubt, EN)
    assert "差异有统计学意义" not in response.finding(doubt, ZH)


def test_few_expected_send_the_reader_to_fisher() -> None:
    text = response.finding(made.effective(3, 78, 0, 78, PRIMARY), EN)
    assert "(Fisher's exact test, because an expected count is below 5, *P* = 0.245)" in text
    assert text.count("*P*") == 1


def test_an_arm_without_a_gradable_patient() -> None:
    assert response.finding(made.effective(0, 0, 54, 78), EN) == (
        "No rate can be compared: no patient could be graded with treatment."
    )
    assert "治疗组没有可判定疗效的患者" in response.finding(made.effective(0, 0, 54, 78), ZH)


def test_all_effective_in_both_arms() -> None:
    text = response.finding(made.effective(78, 78, 78, 78, PRIMARY), EN)
    assert "a difference of **0.0 percentage points** (95% CI −4.7 to 4.7)" in text
    made.fit_to_print([text])


def test_typed_cuts_and_the_primary_are_told() -> None:
    typed = made.effective(67, 78, 54, 78, Settings(primary="effective"), rule="80,40,20")
    text = response.finding(typed, EN)
    assert "those of the plan, not of a published rule. This is the primary outcome." in text
    assert "exploratory" not in text
    looked = response.finding(made.effective(67, 78, 54, 78, rule="80,40,20"), EN)
    assert "typed in: exploratory" in looked


def test_names_of_the_file_stay_text() -> None:
    result = made.effective(67, 78, 54, 78, arms=Arms("*new* <b>", "old"))
    text = response.finding(result, EN)
    assert "\\*new\\* \\<b\\>" in text
    assert "with *new* <b> and" in plain(text)


def _cuts(*lows: float) -> CutPoints:
    estimates = tuple(Estimate(low + 0.1, low, low + 0.2, 0.95) for low in lows)
    n = len(lows)
    return CutPoints(
        "percent", 2, tuple(range(1, n + 1)), (Arms(1, 1),) * n, Arms(78, 78), estimates
    )


def test_cuts() -> None:
    always = "Exploratory: the pre-set rule is the one to report."
    assert response.cutpoints(_cuts(-0.1, 0.1, 0.1), EN) == (
        f"At every cut from **2% to 3%** the interval of the difference stays above 0. {always}"
    )
    assert "at these cuts: **1%**, **3%**" in response.cutpoints(_cuts(0.1, -0.1, 0.1), EN)
    assert response.cutpoints(_cuts(-0.1), EN).startswith("At no cut")
    _, data, _ = made.studied("synthetic_156.csv")
    real = cutpoints(data, Settings())
    assert real is not None
    for t in (EN, ZH):
        assert made.emphasis_closes(response.cutpoints(real, t))


# -------------------------------------------------------------------- outcomes, baseline, factors


def test_the_adjusted_difference() -> None:
    result = made.outcome(settings=Settings(randomised=True, primary="nihss_post"))
    assert outcomes.finding(result, EN) == (
        "NIHSS after treatment was lower with treatment than with control (lower is better): "
        "adjusted difference **−2.20 points** (95% CI −3.25 to −1.15; ANCOVA, *t* = −4.16, "
        "df = 153, *P* < 0.001; n = 156). This is the primary outcome."
    )
    assert outcomes.finding(result, ZH) == (
        "治疗后治疗组NIHSS评分低于对照组（越低越好），校正差值为 **−2.20分**"
        "（95%CI −3.25～−1.15；协方差分析，*t*=−4.16，ν=153，*P*<0.001；n=156），"
        "差异有统计学意义。此为主要结局。"
    )


PLANNED = Settings(primary="effective", secondary=("nihss_post", "bi_post"))


@pytest.mark.parametrize("settings", [Settings(), PLANNED])
def test_the_overview_says_of_the_outcome_what_its_page_says(settings: Settings) -> None:
    _, _, results = made.studied("synthetic_156.csv", settings)
    text = outcomes.findings(results["outcomes"], EN)[0]
    assert ("Holm-adjusted across 2 outcomes" in text) == (settings == PLANNED)
    every = overview.findings(tuple(results.values()), EN)
    assert text in every
    assert any("no difference is judged" in one for one in every) == (settings == Settings())


def test_the_overview_has_a_sentence_for_each_outcome_of_the_plan_in_its_order() -> None:
    _, _, results = made.studied("synthetic_156.csv", PLANNED)
    every = overview.findings(tuple(results.values()), EN)
    assert [text.partition(" ")[0] for text in every[1:5]] == ["The", "NIHSS", "Barthel", "Other"]
    for name in ("perfusion", "VEGF", "bFGF"):
        assert name in every[4]


def test_a_closed_gate_judges_no_secondary_outcome() -> None:
    settings = Settings(randomised=True, primary="effective", secondary=("nihss_post",), alpha=0.01)
    _, _, results = made.studied("synthetic_156.csv", settings)
    row = results["outcomes"].first("holm", "nihss", visit="post")
    assert "gate_closed" in row.notes
    text = outcomes.finding(results["outcomes"], EN, measure="nihss")
    assert "exploratory. It is a secondary outcome" in text
    assert "*P*" not in text
    assert "was lower" not in text


def test_the_dead_are_told_to_be_missing_from_the_adjusted_difference() -> None:
    scores = {"nihss_pre": [9, 8, 7, 6, 9, 5, 7, 8], "nihss_post": [4, None, 3, 5, 2, 1, 4, 6]}
    cohort = cohort_of(**scores, died=[0, 1, 0, 0, 0, 0, 0, 0])
    result = analysed_outcomes(prepare(cohort, Settings()), Settings())
    assert "n = 7, among survivors, 1 died" in outcomes.finding(result, EN)
    assert "存活者n=7，死亡1例" in outcomes.finding(result, ZH)


def test_a_secondary_outcome_is_judged_by_holm_alone() -> None:
    _, _, results = made.studied("synthetic_156.csv", PLANNED)
    text = outcomes.finding(results["outcomes"], EN, measure="bi")
    assert "*P* = 0.002, Holm-adjusted across 2 outcomes" in text
    assert "exploratory" not in text
    assert text.count("*P*") == 1


def test_a_sentence_begins_with_a_capital() -> None:
    text = outcomes.finding(made.outcome(measure="mrs"), EN)
    assert text.startswith("Modified Rankin scale after treatment")
    assert outcomes.finding(made.outcome(measure="bfgf"), EN).startswith("bFGF")


def test_a_zero_cell_is_told_under_the_figure() -> None:
    zero = made.effective(20, 20, 15, 20)
    assert "0.5 was added to all four" in captions.effects(zero, EN)
    assert "*" in forest.effects(zero, EN).alt + str(forest.effects(zero, EN).figure)
    assert "0.5 was added" not in captions.effects(made.effective(67, 78, 54, 78), EN)


def test_a_correlation_that_hangs_on_one_patient_says_so() -> None:
    scores = [*range(1, 16), 40]
    vegf = [400 - 12 * i + (i * 37) % 60 for i in range(15)] + [900]
    cohort = cohort_of(nihss_pre=scores, vegf_pre=vegf)
    result = analysed_factors(prepare(cohort, Settings()), Settings())
    assert "Leaving out patient 16 gives *r* = −0.9" in factors.finding(result, EN, factor="vegf")
    assert "剔除患者16后" in factors.finding(result, ZH, factor="vegf")
    calm = cohort_of(nihss_pre=scores[:15], vegf_pre=vegf[:15])
    result = analysed_factors(prepare(calm, Settings()), Settings())
    assert "Leaving out" not in factors.finding(result, EN, factor="vegf")


def test_a_difference_in_doubt() -> None:
    settings = Settings(randomised=True, primary="nihss_post")
    result = made.outcome(-0.2, -1.25, 0.85, 0.71, settings=settings)
    text = outcomes.finding(result, EN)
    assert "n = 156); the difference was not statistically significant." in text
    assert "better" not in text
    assert "n=156），差异无统计学意义。" in outcomes.finding(result, ZH)


def test_a_difference_that_is_not_computed() -> None:
    result = made.outcome(None, None, None, None, note="perfect_fit")
    assert outcomes.finding(result, EN).startswith(
        "NIHSS after treatment is not compared: the model fits without any error"
    )


def test_a_measure_without_direction_is_not_called_better() -> None:
    settings = Settings(randomised=True, primary="vegf_post")
    result = made.outcome(5.0, 2.0, 8.0, 0.001, measure="vegf", settings=settings)
    text = outcomes.finding(result, EN)
    assert text.startswith("VEGF after treatment was higher with treatment than with control: ")


def test_baseline_of_a_randomised_study_has_no_p() -> None:
    _, _, results = made.studied("synthetic_156.csv", Settings(randomised=True))
    text = baseline.finding(results["baseline"], EN)
    assert "such differences arise by chance; no *P* is given" in text
    # Rule 8: the number by chance beside the number, the largest by its percentile.
    assert "**8** differed by more than 0.1 standard deviations, where chance alone gives" in text
    assert "about 7.9; the largest standardised difference relative to chance" in text
    # 14 characteristics: 1 - 0.775^14.
    by_chance = (
        "if the 14 were independent, chance alone would produce at least one this extreme in 97%"
    )
    assert f"percentile 77.5 of its distribution by chance; {by_chance} of trials)" in text
    _, _, observed = made.studied("synthetic_156.csv", Settings(randomised=False))
    assert "not randomised" in baseline.finding(observed["baseline"], EN)
    _, _, unsaid = made.studied("synthetic_156.csv", Settings())
    result = replace(unsaid["baseline"], settings=Settings())
    assert "randomised is not stated" in baseline.finding(result, EN)


def test_the_papers_correlations() -> None:
    _, _, results = made.studied("synthetic_156.csv")
    text = factors.finding(results["factors"], EN)
    assert "correlation of VEGF with NIHSS was *r* = **−0.388** (95% CI −0.514 to −0.246;" in text
    assert "*r* = **−0.239** (95% CI −0.382 to −0.085;" in text
    assert text.count("exploratory. ") == 2
    assert max(part.count("*P*") for part in text.split("exploratory.")) == 1
    assert "does not establish a cause" in text
    assert "VEGF与NIHSS评分的相关系数*r*=**−0.388**" in factors.finding(results["factors"], ZH)
    later = factors.finding(results["factors"], EN, visit="post")
    assert "*r* given arm" in later
    age = factors.finding(results["factors"], EN, factor="age", visit="post")
    assert "The correlation of age with NIHSS after treatment was *r* given arm" in age


def test_a_pooled_sign_that_the_arms_make() -> None:
    n = {"treatment": 78, "control": 78}
    rows = (
        Row("factors", "vegf", "post", None, None, "nihss", "pearson", 156, -0.3, -0.4, -0.2, 0.95,
            statistic=-4.0, df=154.0, p=0.0001, note="sign_differs"),
        Row("factors", "vegf", "post", None, None, "nihss", "partial_pearson", n, 0.2, 0.05, 0.35,
            0.95, statistic=2.5, df=153.0, p=0.012),
    )  # fmt: skip
    text = factors.finding(Result("factors", made.ARMS, Settings(), rows), EN, visit="post")
    assert "Both arms together give *r* = −0.300, the opposite sign" in text


# ---------------------------------------------------------------------------------------- safety


def test_a_harm_in_doubt_is_not_called_safe() -> None:
    assert safety.finding(made.harm(3, 78, 0, 78), EN) == (
        "Fever: **3.8%** (3/78) with treatment and **0.0%** (0/78) with control, a difference of "
        "**3.8 percentage points** (95% CI −1.5 to 10.7; Fisher's exact *P* = 0.245), exploratory. "
        "The interval includes 0, which does not show that the treatments are equally safe."
    )


def test_none_seen_has_a_bound() -> None:
    assert safety.finding(made.harm(0, 78, 0, 78), EN) == (
        "Fever: none seen (0/78 with treatment, 0/78 with control); the upper limit of the "
        "95% CI is 4.6% in each arm."
    )
    assert "两组95%CI上限均为4.6%" in safety.finding(made.harm(0, 78, 0, 78), ZH)


def test_a_clear_harm() -> None:
    text = safety.finding(made.harm(20, 78, 4, 78), EN)
    assert "a difference of **20.5 percentage points** (95% CI" in text
    assert "equally safe" not in text
    assert "统计学意义" not in safety.finding(made.harm(20, 78, 4, 78), ZH)


def _harms(**columns: list[int]) -> Result:
    return analysed(prepare(cohort_of(**columns), Settings()), Settings())


def test_events_that_cancel_in_any_are_named() -> None:
    bleeds = [1, 0] * 40 + [0, 0] * 40
    strokes = [0, 1] * 40 + [0, 0] * 40
    result = _harms(ae_bleeding=bleeds, ae_seizure=strokes)
    text = safety.finding(result, translator("en"))
    assert "Individual events, all listed: bleeding 40/80 v 0/80 (50.0 percentage points" in text
    assert "seizure 0/80 v 40/80 (\u221250.0" in text
    assert "Exploratory" in text


def test_no_event_is_chosen_by_its_interval() -> None:
    """The same words whether an interval leaves out 0 or not; of many, the largest alone."""
    few = _harms(ae_bleeding=[1, 1] * 40, ae_seizure=[0, 1] + [0, 0] * 39)
    text = safety.finding(few, translator("en"))
    assert "Individual events, all listed: bleeding 40/40 v 40/40 (0.0" in text
    names = ("bleeding", "seizure", "fever", "headache", "rash")
    many = _harms(**{f"ae_{name}": [1] * k + [0] * (80 - k) for k, name in enumerate(names, 1)})
    text = safety.finding(many, translator("en"))
    assert "Of the 5 individual events the difference was largest for" in text
    assert text.count(" v ") == 1
    assert "多项中的最大值本身即可能出于机遇" in safety.finding(many, translator("zh"))


def test_a_limit_never_rounds_onto_no_difference() -> None:
    row = Row("r", "v", None, None, None, None, "risk_ratio", 9, 1.03, 0.9972, 1.0651, 0.95)
    assert format_row.limits(translator("en"), row) == "0.997 to 1.07"
    exact = replace(row, ci_low=1.0)
    assert format_row.limits(translator("en"), exact) == "1.00 to 1.07"
    # Just above a half, and a limit of a method that is told like the win odds.
    ranks = Row("o", "v", None, None, None, None, "mann_whitney", 9, 0.4, 0.3, 0.4992, 0.95)
    assert format_row.limits(EN, ranks) == "0.30 to 0.499"
    dead = Row("o", "v", None, None, None, None, "win_odds_death_worst", 9, 1.5, 1.0003, 2.2, 0.95)
    assert format_row.limits(EN, dead) == "1.0003 to 2.20"
    ratio = Row("s", "effective", None, None, None, "age", "interaction", 9, 1.1, 1.004, 1.2, 0.95)
    assert format_row.limits(EN, ratio) == "1.004 to 1.20"


def test_every_ratio_has_its_null_at_one() -> None:
    named = {m for m in METHODS if re.search("odds|ratio", EN(f"method.{m}").lower())}
    assert {m for m in named if no_difference(m) != 1.0} == {"proportional_odds_test"}
    assert no_difference("fisher_exact") == 1.0
    assert METHODS.keys() >= RATIOS


def test_the_letters_of_a_formula_are_explained_where_it_has_them() -> None:
    t = translator("en")
    symbols_of = {name: methods.symbols(method, t) for name, method in METHODS.items()}
    assert symbols_of["count"] == "$n$ patients."
    assert "ties" in symbols_of["mann_whitney"]
    assert "ties" not in symbols_of["wilson"]
    assert "quantile" in symbols_of["wilson"]
    assert "quantile" not in symbols_of["mann_whitney"]
    assert symbols_of["holm"] == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_scatter_of_one_arm_tells_how_many_that_arm_has(lang: str) -> None:
    t = translator(lang)
    _, _, results = made.studied("synthetic_156.csv", Settings())
    result = results["factors"]
    both = captions.factors(result, "vegf", "post", t)
    one = captions.factors(result, "vegf", "post", t, arm=result.arms.control)
    assert "156" in both
    assert t("caption.pooled_after") in both
    assert "78" in one
    assert "156" not in one
    assert t("caption.pooled_after") not in one


@pytest.mark.parametrize(
    ("n", "note"), [(3, "only one patient"), (8, "everybody changed by the same")]
)
def test_a_change_without_interval_says_its_size_and_why(n: int, note: str) -> None:
    # Arms alternate: of three patients one is a control.
    cohort = cohort_of(nihss_pre=list(range(10, 10 + n)), nihss_post=list(range(6, 6 + n)))
    result = analysed_outcomes(prepare(cohort, Settings()), Settings())
    row = result.get("paired_t", "nihss", visit="post", arm="control")
    assert row is not None
    assert (row.estimate, row.ci_low, row.p) == (-4.0, None, None)
    text = outcomes.within(result, EN)
    assert "−4.0" in text
    assert note in text
    assert "()" not in text
    table = change(result, EN)
    assert any(cell.text.startswith("−4.0") for line in table.rows for cell in line.cells)
    assert any(note in line for line in table.notes)


def test_an_outcome_of_the_plan_whose_column_is_stopped_is_not_called_absent() -> None:
    cohort = cohort_of(
        nihss_pre=[9, 8, 7, 6, 9, 5, 7, 8],
        nihss_m3=[99, 98, 97, 5, 2, 1, 4, 6],
        bi_m3=[50, 60, 70, 55, 65, 40, 30, 80],
    )
    settings = Settings(randomised=True, primary="nihss_m3", secondary=("bi_m3",))
    study = Study.of(cohort, settings)
    text = overview.finding((study.response, study.outcomes, study.safety), EN)
    assert "names NIHSS at 3 months, which is not analysed: too many of its cells" in text
    assert "no primary outcome could be judged: it is not judged" in text
    assert "did not reach significance" not in text


def test_the_level_of_a_verdict_is_said_where_the_interval_s_is_another() -> None:
    for level, said in ((0.95, False), (0.99, True)):
        settings = Settings(randomised=True, primary="nihss_post", level=level)
        text = outcomes.finding(made.outcome(settings=settings), EN)
        assert ("It is judged at *P* < 0.05" in text) == said
