"""Each check against numbers that are known to be, or not to be, possible."""

from __future__ import annotations

import math
import statistics
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import LANGUAGES, format_finding, translator
from aci_core.published import (
    CHECKS,
    Group,
    Printed,
    PrintedP,
    Verdict,
    ancova_by_correlation,
    check_ancova,
    check_grim,
    check_grimmer,
    check_p,
    check_p_of_counts,
    check_rate,
    check_sd,
    check_t,
    counts_giving,
)
from aci_core.published.sd_bound import largest_sd
from aci_core.published.typed_data import Typed
from aci_core.stats.two_means import student_t, welch_t
from aci_core.summaries import Moments
from tests.examples import examples

POSSIBLE, IMPOSSIBLE, CANNOT_TELL = Verdict.POSSIBLE, Verdict.IMPOSSIBLE, Verdict.CANNOT_TELL


def half_up(x: Fraction, decimals: int) -> str:
    """A number as a paper prints it, halves away from zero."""
    scaled = math.floor(abs(x) * 10**decimals + Fraction(1, 2))
    sign = "-" if x < 0 and scaled else ""
    whole, rest = divmod(scaled, 10**decimals)
    return f"{sign}{whole}.{rest:0{decimals}d}" if decimals else f"{sign}{whole}"


# --------------------------------------------------------------------------------------- rates


@pytest.mark.parametrize(
    ("rate", "n", "counts"),
    [("85.9%", 78, [67]), ("69.2", 78, [54]), ("85.0", 78, []), ("86", 78, [67]), ("100", 3, [3])],
)
def test_the_counts_of_a_rate(rate: str, n: int, counts: list[int]) -> None:
    assert list(counts_giving(Printed.read(rate), n)) == counts
    verdict = POSSIBLE if counts else IMPOSSIBLE
    assert check_rate(Printed.read(rate), n).verdict is verdict


def test_many_patients_have_a_count_for_every_rate() -> None:
    assert check_rate(Printed.read("85.0"), 1000).verdict is CANNOT_TELL
    assert check_rate(Printed.read("85.0"), 999).verdict is POSSIBLE


@given(st.integers(1, 400), st.data(), st.integers(0, 3))
def test_a_true_rate_is_never_refused(n: int, data: st.DataObject, decimals: int) -> None:
    x = data.draw(st.integers(0, n))
    printed = Printed.read(half_up(Fraction(100 * x, n), decimals))
    assert x in counts_giving(printed, n)


# ------------------------------------------------------------------------------------ GRIM(MER)


@pytest.mark.parametrize(
    ("typed", "step", "verdict"),
    [
        ("28,5.19,1.0", 1, IMPOSSIBLE),  # Brown and Heathers' own example
        ("28,5.18,1.0", 1, POSSIBLE),
        ("25,3.48,1.0", 1, POSSIBLE),
        ("78,8.2,3.1", 1, CANNOT_TELL),
        ("78,8.20,3.1", 1, IMPOSSIBLE),
        ("20,62.75,9", 5, POSSIBLE),  # the Barthel index moves in fives
        ("20,62.80,9", 5, IMPOSSIBLE),
        ("20,62.80,9", 1, POSSIBLE),
    ],
)
def test_grim(typed: str, step: int, verdict: Verdict) -> None:
    assert check_grim(Group.read(typed), step).verdict is verdict


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("18,3.44,2.47", IMPOSSIBLE),  # Allard's example: passes GRIM, no such SD
        ("18,3.44,2.48", POSSIBLE),
        ("5,2.40,0.89", POSSIBLE),  # 1 2 3 3 3
        ("5,2.40,0.10", IMPOSSIBLE),
        ("28,5.19,1.00", CANNOT_TELL),  # no mean to begin with
        ("1,5,0", CANNOT_TELL),
    ],
)
def test_grimmer(typed: str, verdict: Verdict) -> None:
    assert check_grimmer(Group.read(typed)).verdict is verdict


def test_the_ends_of_the_scale_limit_the_squares() -> None:
    wide = Group.read("4,3.00,3.46")  # 0 0 6 6
    assert check_grimmer(wide, 1, (0, 6)).verdict is POSSIBLE
    assert check_grimmer(Group.read("4,3.00,4.08"), 1, (0, 6)).verdict is IMPOSSIBLE
    assert check_grimmer(Group.read("4,3.00,4.08"), 1, (None, None)).verdict is POSSIBLE
    assert check_grimmer(Group.read("4,9.00,1.15"), 1, (0, 6)).verdict is IMPOSSIBLE


@settings(max_examples=examples(200), deadline=None)
@given(
    st.lists(st.integers(0, 20), min_size=2, max_size=40),
    st.sampled_from([1, 5]),
    st.integers(0, 3),
)
def test_true_means_and_sds_are_never_refused(ys: list[int], step: int, decimals: int) -> None:
    scores = [y * step for y in ys]
    mean = Fraction(sum(scores), len(scores))
    variance = sum((x - mean) ** 2 for x in scores) / (len(scores) - 1)
    sd = Fraction(statistics.stdev(scores)).limit_denominator(10**9) if variance else Fraction(0)
    group = Group(
        len(scores), Printed.read(half_up(mean, decimals)), Printed.read(half_up(sd, decimals))
    )
    assert check_grim(group, step).verdict is not IMPOSSIBLE
    assert check_grimmer(group, step, (0, 20 * step)).verdict is not IMPOSSIBLE
    assert check_sd(group, 0, 20 * step).verdict is POSSIBLE


# ------------------------------------------------------------------------------------------ SD


def test_half_at_each_end_is_the_largest_sd() -> None:
    assert largest_sd(Fraction(21), 78, 0, 42) == pytest.approx(statistics.stdev([0, 42] * 39))
    assert check_sd(Group.read("78,21.0,21.1"), 0, 42).verdict is POSSIBLE
    assert check_sd(Group.read("78,21.0,21.2"), 0, 42).verdict is IMPOSSIBLE
    assert check_sd(Group.read("78,43.0,1"), 0, 42).code == "sd_outside"
    assert check_sd(Group.read("1,20,0"), 0, 42).verdict is CANNOT_TELL


# --------------------------------------------------------------------------------------- t and P

T, C = Group.read("78,8.2,3.1"), Group.read("78,10.4,3.5")


@pytest.mark.parametrize(
    ("t", "verdict"),
    [("-4.16", POSSIBLE), ("4.16", POSSIBLE), ("4.4", POSSIBLE), ("5.16", IMPOSSIBLE),
     ("0.3", IMPOSSIBLE)],
)  # fmt: skip
def test_t_of_means(t: str, verdict: Verdict) -> None:
    assert check_t(T, C, Printed.read(t)).verdict is verdict


@pytest.mark.parametrize(
    ("p", "verdict"),
    [("<0.001", POSSIBLE), ("<0.05", POSSIBLE), ("0.00005", POSSIBLE), ("0.03", IMPOSSIBLE),
     (">0.05", IMPOSSIBLE)],
)  # fmt: skip
def test_p_of_means(p: str, verdict: Verdict) -> None:
    assert check_t(T, C, p=PrintedP.read(p)).verdict is verdict


def test_equal_means_may_have_any_small_t() -> None:
    same = Group.read("10,5.0,1.0")
    assert check_t(same, same, Printed.read("0.1")).verdict is POSSIBLE
    assert check_t(same, same, p=PrintedP.read("0.98")).verdict is POSSIBLE
    assert check_t(same, same, p=PrintedP.read("<0.05")).verdict is IMPOSSIBLE


def test_without_a_spread_no_t_is_judged() -> None:
    one = Group.read("1,5.0,0")
    assert check_t(one, C, Printed.read("2.0")).verdict is CANNOT_TELL
    assert check_t(T, C).verdict is CANNOT_TELL


_MEANS = st.integers(-400, 400).map(lambda x: x / 7)
_SDS = st.integers(3, 300).map(lambda x: x / 11)


@settings(deadline=None)
@given(_MEANS, _SDS, _MEANS, _SDS, st.integers(2, 90), st.integers(2, 90), st.integers(1, 3))
def test_a_true_t_and_its_p_are_never_refused(
    m_t: float, s_t: float, m_c: float, s_c: float, n_t: int, n_c: int, decimals: int
) -> None:
    groups = [
        Group(n, *(Printed.read(half_up(Fraction(x), decimals)) for x in (m, s)))
        for n, m, s in ((n_t, m_t, s_t), (n_c, m_c, s_c))
    ]
    for test in (welch_t, student_t):
        estimate = test(Moments.from_sd(n_t, m_t, s_t), Moments.from_sd(n_c, m_c, s_c))
        if estimate.statistic is None or estimate.p is None:
            continue
        t = Printed.read(half_up(Fraction(estimate.statistic), 2))
        assert check_t(*groups, t).verdict is not IMPOSSIBLE
        p = PrintedP.read(half_up(Fraction(estimate.p), 3))
        assert check_t(*groups, p=p).verdict is not IMPOSSIBLE


@pytest.mark.parametrize(
    ("kind", "statistic", "df", "p", "verdict"),
    [
        ("chi2", "6.225", "1", "0.0126", POSSIBLE),
        ("chi2", "6.225", "1", "0.021", IMPOSSIBLE),
        ("chi2", "6.2", "1", "<0.05", POSSIBLE),
        ("chi2", "0.0", "1", ">0.05", POSSIBLE),
        ("t", "2.20", "100", "0.03", POSSIBLE),
        ("t", "-2.20", "100", "0.03", POSSIBLE),
        ("t", "2.20", "100", "0.015", CANNOT_TELL),  # one-sided
        ("t", "2.20", "100", "0.3", IMPOSSIBLE),
        ("z", "1.96", None, "0.05", POSSIBLE),
        ("z", "1.50", None, "<0.05", IMPOSSIBLE),
        ("r", "-0.388", "154", "<0.05", POSSIBLE),
        ("r", "-0.10", "154", "<0.05", IMPOSSIBLE),
        ("r", "1.00", "10", "<0.001", POSSIBLE),
    ],
)
def test_p_of_a_statistic(
    kind: str, statistic: str, df: str | None, p: str, verdict: Verdict
) -> None:
    degrees = Printed.read(df) if df else None
    result = check_p(kind, Printed.read(statistic), PrintedP.read(p), degrees)  # type: ignore[arg-type]
    assert result.verdict is verdict


def test_a_statistic_without_its_degrees_is_refused() -> None:
    with pytest.raises(AciError, match="published_df"):
        check_p("t", Printed.read("2"), PrintedP.read("0.05"))
    with pytest.raises(AciError, match="published_df"):
        check_p("chi2", Printed.read("-2"), PrintedP.read("0.05"), Printed.read("1"))


def test_which_test_of_the_counts_was_printed() -> None:
    table = [[67, 11], [54, 24]]
    result = check_p_of_counts(table, PrintedP.read("0.021"))
    assert dict(result.facts)["methods"] == "yates_chi2"
    assert check_p_of_counts(table, PrintedP.read("0.5")).verdict is IMPOSSIBLE
    assert check_p_of_counts([[5, 0], [5, 0]], PrintedP.read("1.000")).verdict is POSSIBLE
    ordered = [[20, 25, 22, 11], [10, 20, 24, 24]]
    result = check_p_of_counts(ordered, PrintedP.read("0.004"))
    assert dict(result.facts)["methods"] == "linear_by_linear"


# ---------------------------------------------------------------------------------------- ANCOVA


def test_the_adjusted_difference_lies_on_a_line() -> None:
    data = Typed.means((78, 8.2, 3.1), (78, 10.4, 3.5), ((78, 12.2, 4.1), (78, 12.4, 4.5)))
    every = ancova_by_correlation(data)
    values = [a.estimate.value for a in every]
    steps = [b - a for a, b in pairwise(values)]  # type: ignore[operator]
    assert steps == pytest.approx([steps[0]] * len(steps))
    assert check_ancova(data).code == "ancova_always"
    assert check_ancova(data, Printed.read("-2.1")).verdict is POSSIBLE
    assert check_ancova(data, Printed.read("2.1")).verdict is POSSIBLE
    assert check_ancova(data, Printed.read("-2.5")).verdict is IMPOSSIBLE
    weak = Typed.means((20, 9.0, 3.1), (20, 10.4, 3.5), ((20, 12.2, 4.1), (20, 12.4, 4.5)))
    assert check_ancova(weak).code == "ancova_some"
    none = Typed.means((20, 9.0, 3.1), (20, 9.0, 3.5), ((20, 12.2, 4.1), (20, 12.2, 4.5)))
    assert check_ancova(none).code == "ancova_never"


# ----------------------------------------------------------------------------------------- words


@pytest.mark.parametrize("text", ["", "a", "1e5", "1,5", "--1", "1.2.3", "٣", "1" * 40, "nan"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(AciError, match="published_number"):
        Printed.read(text)


@pytest.mark.parametrize(
    ("text", "number", "decimals"),
    [("８.２０", 8.2, 2), ("−0.388", -0.388, 3), (".05", 0.05, 2), ("85.9 %", 85.9, 1)],
)
def test_numbers_as_people_type_them(text: str, number: float, decimals: int) -> None:
    printed = Printed.read(text)
    assert (printed.number, printed.decimals) == (number, decimals)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_verdict_has_its_sentence_and_every_check_its_limits(lang: str) -> None:
    t = translator(lang)
    group, few = Group.read("18,3.44,2.47"), Group.read("1,50,0")
    typed = Typed.means((78, 8.2, 3.1), (78, 10.4, 3.5), ((78, 12.2, 4.1), (78, 12.4, 4.5)))
    made = [
        *(check_rate(Printed.read(r), n) for r, n in (("85.9", 78), ("85.0", 78), ("85.0", 5000))),
        *(check_grim(Group.read(g)) for g in ("28,5.19,1", "28,5.18,1", "78,8.2,3")),
        *(check_grimmer(g, 1, (0, 42)) for g in (group, few, T, Group.read("5,2.40,0.89"))),
        *(check_sd(g, 0, 42) for g in (T, few, Group.read("1,2,0"), Group.read("78,21,30"))),
        *(check_t(T, C, Printed.read(x)) for x in ("4.16", "9")),
        *(check_t(T, C, p=PrintedP.read(x)) for x in ("<0.05", ">0.05")),
        check_t(T, C),
        check_t(few, C, Printed.read("2")),
        *(
            check_p("t", Printed.read("2.20"), PrintedP.read(x), Printed.read("100"))
            for x in ("0.03", "0.015", "0.5")
        ),
        *(check_p_of_counts([[67, 11], [54, 24]], PrintedP.read(x)) for x in ("0.021", "0.9")),
        check_p_of_counts([[5, 0, 0], [5, 0, 0]], PrintedP.read("0.5")),
        check_ancova(typed),
        *(check_ancova(typed, Printed.read(x)) for x in ("-2.1", "9")),
    ]
    assert {finding.check for finding in made} == set(CHECKS)
    for finding in made:
        sentence = format_finding.check(finding, t)
        assert sentence
        assert "{" not in sentence
        assert format_finding.limits(finding, t)
        assert format_finding.about(finding, t)
        assert finding.source
    sentence = {f"consistency.{finding.code}" for finding in made}
    keys = t.keys()
    known = {key for key in keys if key.startswith("consistency.")}
    assert {k for k in known - sentence if not k.startswith("consistency.ancova_")} == set()
