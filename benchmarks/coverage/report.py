"""The study's outcome: a CSV of every cell, a document, a plot, and what the app tells of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from html import escape
from itertools import groupby

from aci_core.presentation import palette
from benchmarks.coverage.binomial import TAIL
from benchmarks.coverage.cell import SIZES, Cell
from benchmarks.coverage.simulated import IMPUTATIONS

LOW, HIGH = 0.93, 0.97

# In the order of the document.
NAMES = {
    "wilson": "Wilson (one rate)",
    "clopper_pearson": "Clopper-Pearson (one rate)",
    "risk_difference": "Newcombe (risk difference)",
    "risk_difference_mn": "Miettinen-Nurminen (risk difference)",
    "risk_ratio": "Katz (risk ratio)",
    "risk_ratio_koopman": "Koopman (risk ratio)",
    "odds_ratio": "Woolf (odds ratio)",
    "adjusted_risk_difference": "Ye (adjusted risk difference)",
    "mantel_haenszel_rd": "Sato (Mantel-Haenszel risk difference)",
    "mantel_haenszel_or": "Robins-Breslow-Greenland (Mantel-Haenszel odds ratio)",
    "welch_t": "Welch",
    "student_t": "Student",
    "hodges_lehmann": "Hodges-Lehmann (shift)",
    "win_odds": "Agresti (win odds; theta of Mann-Whitney)",
    "ancova": "ANCOVA",
    "ancova_hc3": "ANCOVA, HC3",
    "mmrm": "MMRM, Kenward-Roger",
    "delta_adjusted": "White, Carpenter and Horton (delta-adjusted)",
    "multiple_imputation": "Rubin (multiple imputation)",
    "jump_to_reference": "Bootstrap (jump to reference)",
    "pearson": "Fisher z (Pearson)",
    "spearman": "Bonett-Wright (Spearman)",
}
# One interval on two scales: what holds of the one holds of the other.
SAME = {"mann_whitney": "win_odds"}

SETTINGS = {
    "normal": "normal values with about equal spread",
    "unequal": "normal values; the control arm half as large with three times the spread",
    "nihss": "NIHSS after treatment: a share at 0, ties, unequal spreads",
    "shifted": "the control arm's NIHSS, two points lower with treatment",
    "skewed": "log-normal values, SD of the logarithm 0.8",
    "skewed_up": "the same, rising together",
    "dropout": "three visits; the higher the last score, the likelier the patient leaves",
    "dropout_unequal": "the same; the control arm half as large with three times the spread",
    "missing": "a quarter of the scores missing, given the score before and the arm alone",
    "missing_worse": (
        "the same; those of the treatment are 2 points worse than the others tell, as control's are"
    ),
    "rising": "the spread grows with a skewed score before treatment",
    "grades": "four grades as 20, 25, 22, 11 v 10, 20, 24, 24 of 78",
    "grades_null": "four grades as 10, 20, 24, 24 of 78 in both arms",
    "grades_far": "four grades, arms far apart",
    "logistic": "events by a logistic model of one covariate",
    "centres": "twelve centres with rates of 25 to 70 % and 15 points more with treatment",
    "centres_odds": "the same centres, odds ratio 2",
    "rho_0": "bivariate normal, r = 0",
    "rho_388": "bivariate normal, r = -0.388",
    "rho_800": "bivariate normal, r = -0.8",
    "ordinal": "two scores of five levels with many ties",
}

_FIELDS = tuple(field.name for field in fields(Cell))


# ---------------------------------------------------------------------------------------- cells


def ordered(cells: Iterable[Cell]) -> list[Cell]:
    """By method, then size, then setting as first met."""
    methods = list(NAMES)
    return sorted(cells, key=lambda c: (methods.index(c.method), c.n))


def to_csv(cells: Iterable[Cell]) -> str:
    """Every cell; the document is made from this text and nothing else."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_FIELDS)
    for c in cells:
        writer.writerow(
            (
                c.method,
                c.setting,
                c.n,
                f"{c.truth:.10g}",
                c.how,
                c.runs,
                "" if c.seed is None else c.seed,
                f"{c.coverage:.8f}",
                f"{c.se:.2g}",
                f"{c.none:.3g}",
                "" if c.bias is None else f"{c.bias:.6f}",
                "" if c.bias_se is None else f"{c.bias_se:.2g}",
            )
        )
    return out.getvalue()


def from_csv(text: str) -> list[Cell]:
    """The cells of `to_csv`."""
    return [
        Cell(
            row["method"],
            row["setting"],
            int(row["n"]),
            float(row["truth"]),
            row["how"],
            int(row["runs"]),
            int(row["seed"]) if row["seed"] else None,
            float(row["coverage"]),
            float(row["se"]),
            float(row["none"]),
            float(row["bias"]) if row["bias"] else None,
            float(row["bias_se"]) if row["bias_se"] else None,
        )
        for row in csv.DictReader(text.splitlines())
    ]


def describe(cells: Sequence[Cell]) -> str:
    """What the app says beside a method: its lowest and highest coverage by size."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = "method,n,settings,cohorts,lowest,lowest_setting,highest,highest_setting,below,above"
    writer.writerow(head.split(","))
    for (method, n), result in _by_method_and_size(cells):
        low, high = _ends(result)
        row = (
            n,
            len(result),
            "" if low.how == "exact" else low.runs,
            f"{low.coverage:.4f}",
            low.setting,
            f"{high.coverage:.4f}",
            high.setting,
            sum(c.coverage < LOW for c in result),
            sum(c.coverage > HIGH for c in result),
        )
        for name in (method, *(k for k, same in SAME.items() if same == method)):
            writer.writerow((name, *row))
    return out.getvalue()


def _by_method_and_size(cells: Sequence[Cell]) -> list[tuple[tuple[str, int], list[Cell]]]:
    return [(key, list(g)) for key, g in groupby(ordered(cells), lambda c: (c.method, c.n))]


def _ends(cells: Sequence[Cell]) -> tuple[Cell, Cell]:
    return min(cells, key=lambda c: c.coverage), max(cells, key=lambda c: c.coverage)


# ------------------------------------------------------------------------------------- document


def _pct(x: float) -> str:
    return f"{100 * x:.1f}"


_HEAD = """\
# Coverage of the 95 % intervals

How often does an interval hold the truth? Made by `make coverage-study` with the functions of
`aci_core/stats`; every number stands in [coverage.csv](coverage.csv), and a test holds this page
against it.

![Coverage by method and size](coverage.svg)

- **Events and patients**: exact. Every table counts with its binomial probability; at {large} an
  arm, tables in far tails are left out: together they have a probability below {left_out:.0e}.
  Where a ratio has no interval (no event in either arm), coverage is of the tables that have one;
  `none` in the CSV is the probability of the others.
- **Everything else**: {runs:,} random cohorts a cell ({fewer}),
  each cell with its own seed (in the CSV).
  The Monte Carlo error (one standard error) is at most {error:.2f} percentage points.
  The truths are no simulations: they are set, given by a formula, or summed over the discrete
  distribution (win odds, shift, means and rank correlation of scores).
- **Missing outcomes**: the truth is the difference with nobody missing. Delta is the setting's true
  one; multiple imputation, {imputations} times a cohort, takes what is missing as at random.
  Jump to reference takes it as control's, which is so in `missing_worse` and not in `missing`.
- `n` is the number of patients in each arm, or in the one group.
- The interval of the Mann-Whitney theta is that of the win odds on another scale: its coverage is
  the same.
"""


def markdown(cells: Sequence[Cell]) -> str:
    """docs/coverage.md."""
    simulated = [c for c in cells if c.how == "simulated"]
    runs = max(c.runs for c in simulated)
    fewer = {c.method: c.runs for c in ordered(simulated) if c.runs < runs}
    head = _HEAD.format(
        large=SIZES[-1],
        left_out=4 * TAIL,
        runs=runs,
        fewer=", ".join(f"{NAMES[method]}: {n:,}" for method, n in fewer.items()),
        error=100 * max(c.se for c in simulated),
        imputations=IMPUTATIONS,
    )
    parts = [
        head,
        "## Lowest and highest coverage, %\n",
        _summary(cells),
        "",
        f"## Below {100 * LOW:.0f} %\n",
        _list(cells, lambda c: c.coverage < LOW),
        f"## Conservative: above {100 * HIGH:.0f} %\n",
        _list(cells, lambda c: c.coverage > HIGH),
        "## Bias where outcomes are missing\n",
        _biases(cells),
        "## The settings and their truths\n",
        _truths(cells),
    ]
    return "\n".join(parts)


def _summary(cells: Sequence[Cell]) -> str:
    lines = [
        "| interval | " + " | ".join(f"n = {n}" for n in SIZES) + " |",
        "|---|" + "---|" * len(SIZES),
    ]
    for method, result in groupby(ordered(cells), lambda c: c.method):
        of = list(result)
        texts = []
        for n in SIZES:
            low, high = _ends([c for c in of if c.n == n])
            texts.append(f"{_pct(low.coverage)} to {_pct(high.coverage)}")
        lines.append(f"| {NAMES[method]} | " + " | ".join(texts) + " |")
    return "\n".join(lines)


def _list(cells: Sequence[Cell], keep: Callable[[Cell], bool]) -> str:
    lines = []
    for method, result in groupby(ordered(cells), lambda c: c.method):
        kept = [c for c in result if keep(c)]
        if kept:
            texts = ", ".join(f"{_setting(c)} at n = {c.n} ({_pct(c.coverage)})" for c in kept)
            lines.append(f"- **{NAMES[method]}**: {texts}.")
    return "\n".join(lines or ["None."]) + "\n"


def _biases(cells: Sequence[Cell]) -> str:
    """Bias with its Monte Carlo error, and coverage: a row a method, setting and size."""
    lines = [
        "Mean estimate less truth, with its Monte Carlo error in brackets; coverage in %.\n",
        "| interval | setting | truth | " + " | ".join(f"n = {n}" for n in SIZES) + " |",
        "|---|---|---|" + "---|" * len(SIZES),
    ]
    told = [c for c in ordered(cells) if c.bias is not None]
    for method, setting in dict.fromkeys((c.method, c.setting) for c in told):
        of = {c.n: c for c in told if (c.method, c.setting) == (method, setting)}
        texts = " | ".join(_bias(of[n]) for n in SIZES)
        truth = of[SIZES[0]].truth
        lines.append(f"| {NAMES[method]} | `{setting}` | {truth:.6g} | {texts} |")
    return "\n".join(lines) + "\n"


def _bias(c: Cell) -> str:
    bias, error = (0.0 if x is None else x for x in (c.bias, c.bias_se))
    return f"{bias:+.3f} ({error:.3f}); {_pct(c.coverage)}"


def _setting(c: Cell) -> str:
    return f"`{c.setting}`" if c.setting in SETTINGS else c.setting


def _truths(cells: Sequence[Cell]) -> str:
    lines = [
        (
            "Rates are written as treatment v control; their truths are the difference, the ratio"
            " and the odds ratio of the two.\n"
        ),
        "| setting | what it is | truth |",
        "|---|---|---|",
    ]
    for code, text in SETTINGS.items():
        truths = dict.fromkeys(
            (c.method, c.truth) for c in ordered(cells) if c.setting == code and c.n == SIZES[0]
        )
        named: dict[str, list[str]] = {}
        for method, truth in truths:
            named.setdefault(f"{truth:.6g}", []).append(method)
        texts = "; ".join(f"{', '.join(f'`{m}`' for m in who)} {x}" for x, who in named.items())
        lines.append(f"| `{code}` | {text} | {texts} |")
    return "\n".join(lines) + "\n"


# ----------------------------------------------------------------------------------------- plot

_LEFT, _RIGHT, _ROW, _TOP, _FOOT, _WIDE = 300, 24, 26, 64, 44, 900
_FROM, _TO = 84.0, 100.0
_COLORS = palette.COVERAGE


def _x(percent: float) -> float:
    return _LEFT + (max(percent, _FROM) - _FROM) / (_TO - _FROM) * (_WIDE - _LEFT - _RIGHT)


def _mark(n: int, x: float, y: float, title: str) -> str:
    color = _COLORS[n]
    inside = f"<title>{escape(title)}</title>"
    style = f'fill="{color}" fill-opacity=".55" stroke="{color}"'
    if n == SIZES[0]:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" {style}>{inside}</circle>'
    if n == SIZES[1]:
        corner = f'x="{x - 3.3:.1f}" y="{y - 3.3:.1f}" width="6.6" height="6.6"'
        return f"<rect {corner} {style}>{inside}</rect>"
    points = f"{x:.1f},{y - 4:.1f} {x + 4:.1f},{y + 3.4:.1f} {x - 4:.1f},{y + 3.4:.1f}"
    return f'<polygon points="{points}" {style}>{inside}</polygon>'


def svg(cells: Sequence[Cell]) -> str:
    """docs/coverage.svg: a row a method, a mark a cell, a shape a size."""
    by_method = [(m, list(g)) for m, g in groupby(ordered(cells), lambda c: c.method)]
    bottom = _TOP + _ROW * len(by_method)
    height = bottom + _FOOT
    low, high = _x(100 * LOW), _x(100 * HIGH)
    title = "Coverage of the 95 % intervals by method; the band is 93 to 97 %"
    out = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {height}" role="img"'
            f' font-family="sans-serif" font-size="13" fill="{palette.INK}">'
        ),
        f"<title>{title}</title>",
        f'<rect width="{_WIDE}" height="{height}" fill="{palette.WHITE}"/>',
        f'<text x="12" y="24" font-size="15" font-weight="bold">{title}</text>',
        (
            f'<rect x="{low:.1f}" y="{_TOP}" width="{high - low:.1f}" height="{bottom - _TOP}"'
            f' fill="{palette.COVERAGE_BAND}"/>'
        ),
        (
            f'<line x1="{_x(95):.1f}" x2="{_x(95):.1f}" y1="{_TOP}" y2="{bottom}"'
            f' stroke="{palette.COVERAGE_LINE}"/>'
        ),
    ]
    for i, n in enumerate(SIZES):
        x = _LEFT + 130 * i
        out += [_mark(n, x, 44, f"n = {n}"), f'<text x="{x + 10}" y="48">n = {n}</text>']
    for i, (method, result) in enumerate(by_method):
        y = _TOP + _ROW * (i + 0.5)
        out.append(f'<text x="{_LEFT - 14}" y="{y + 4}" text-anchor="end">{NAMES[method]}</text>')
        for c in result:
            drop = 7.5 * (SIZES.index(c.n) - 1)
            text = f"{_pct(c.coverage)} %: {c.setting}, n = {c.n}"
            out.append(_mark(c.n, _x(100 * c.coverage), y + drop, text))
            if 100 * c.coverage < _FROM:
                out.append(
                    f'<text x="{_x(_FROM) + 8:.1f}" y="{y + drop + 4}" font-size="10">'
                    f"{_pct(c.coverage)}</text>"
                )
    for tick in range(84, 101, 2):
        label = f"{tick} %"
        out.append(
            f'<text x="{_x(tick):.1f}" y="{bottom + 18}" text-anchor="middle" font-size="12">'
            f"{label}</text>"
        )
    out.append(
        f'<text x="{_WIDE - _RIGHT}" y="{bottom + 36}" text-anchor="end" font-size="12">'
        "a mark a setting; further left than the axis: at its edge, with its number</text>"
    )
    return "\n".join([*out, "</svg>", ""])
