"""Results made by hand, and those of the sample cohorts, for tables and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from aci_core.analyses import Result, Row, analyse, prepare
from aci_core.analyses.describe import count_row
from aci_core.analyses.effects import differences, rates
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.responders import FRAGILITY
from aci_core.analyses.response import Response
from aci_core.analyses.result import row_of
from aci_core.analyses.subgroups import Subgroups
from aci_core.domain.cohort import Cohort, GradeScale
from aci_core.domain.study.plan import answered
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from aci_core.presentation.tables.model import Table
from aci_core.stats.fragility import fragility_index
from aci_core.summaries import Arms, PatientData

ROOT = Path(__file__).resolve().parents[2]
ARMS = Arms("treatment", "control")
FOUR = GradeScale(
    ("recovered", "markedly_effective", "effective", "ineffective"),
    ("recovered", "markedly_effective", "effective"),
)


def effective(
    xt: int,
    nt: int,
    xc: int,
    nc: int,
    settings: Settings | None = None,
    *,
    arms: Arms[str] = ARMS,
    **more: object,
) -> Response:
    """A response of two rates: every effect measure, no grades."""
    chosen = settings or Settings()
    args = ("response", "effective", arms, Arms(xt, xc), Arms(nt, nc), chosen.level)
    sizes = {arms.treatment: nt, arms.control: nc}
    index = fragility_index(xt, nt, xc, nc, chosen.alpha)
    rows = (
        *rates(*args, visit="post"),
        *differences(*args, visit="post"),
        row_of("response", "effective", FRAGILITY, index, sizes, visit="post"),
    )
    facts = {"rule": "pct_90_46_18", "scale": FOUR, "visit": "post", **more}
    return Response("response", arms, chosen, rows, **facts)  # type: ignore[arg-type]


def harm(xt: int, nt: int, xc: int, nc: int, *, level: float = 0.95) -> Result:
    """One kind of adverse event."""
    args = ("safety", "fever", ARMS, Arms(xt, xc), Arms(nt, nc), level)
    methods = ("risk_difference", "risk_ratio_koopman", "fisher_exact")
    rows: list[Row] = [*rates(*args), *differences(*args, methods=methods)]
    for arm, x, n in ((ARMS[0], xt, nt), (ARMS[1], xc, nc)):
        rows.append(count_row("safety", "fever", x, n, arm=arm, level="events"))
    return Result("safety", ARMS, Settings(level=level), tuple(rows))


def outcome(
    estimate: float | None = -2.2,
    low: float | None = -3.245929,
    high: float | None = -1.154071,
    p: float | None = 5.4e-5,
    *,
    measure: str = "nihss",
    note: str | None = None,
    settings: Settings | None = None,
) -> Result:
    """One measure after treatment with its adjusted difference."""
    rows = [
        Row("outcomes", measure, visit, arm, None, None, "mean_sd", 78, mean, sd=3.1)
        for visit, arm, mean in (
            ("pre", None, 10.0),
            ("pre", "treatment", 10.1),
            ("pre", "control", 9.9),
            ("post", None, 9.3),
            ("post", "treatment", 8.2),
            ("post", "control", 10.4),
        )
    ]
    n = {"treatment": 78, "control": 78}
    level = None if estimate is None else 0.95
    t = None if p is None else -4.155707
    df = None if p is None else 153.0
    rows.append(
        Row("outcomes", measure, "post", None, None, None, "ancova", n, estimate, low, high,
            level, statistic=t, df=df, p=p, note=note)
    )  # fmt: skip
    return Result("outcomes", ARMS, settings or Settings(), tuple(rows))


def empty(name: str, settings: Settings | None = None) -> Result:
    """An analysis that found nothing to say."""
    if name == "response":
        return Response(name, ARMS, settings or Settings(), (), rule="pct_90_46_18")
    kinds: dict[str, type[Result]] = {"outcomes": Outcomes, "subgroups": Subgroups}
    return kinds.get(name, Result)(name, ARMS, settings or Settings(), ())


@cache
def cohort(name: str) -> Cohort:
    """A sample cohort."""
    return load((ROOT / "sample_data" / name).read_bytes(), name)


@cache
def studied(
    name: str, settings: Settings | None = None
) -> tuple[Cohort, PatientData, dict[str, Result]]:
    """A sample cohort with all its results by the analysis."""
    chosen = answered(cohort(name), settings or Settings())
    data = prepare(cohort(name), chosen)
    return cohort(name), data, {r.analysis: r for r in analyse(data, chosen)}


def texts(table: Table) -> list[str]:
    """Everything that a table prints."""
    heads = [part for head in table.columns for part in (head.label, head.spanner)]
    cells = [cell.text for row in table.rows for cell in row.cells]
    return [table.title, *heads, *cells, *table.notes]


def cells(table: Table, label: str) -> list[str]:
    """The texts of the first row that begins with that label."""
    return next([c.text for c in row.cells] for row in table.rows if row.cells[0].text == label)


_BAD = re.compile(r"\bnan\b|\bNone\b|\binf\b|[{}]|^0\.000$|[=<] ?0\.000(?!\d)")


def fit_to_print(shown: Iterable[str]) -> None:
    """No leak of the machine: nan, None, a brace, a P of 0.000, a hyphen for a minus."""
    for text in shown:
        assert not _BAD.search(text), text
        assert not re.search(r"(?<![\w.])-\d", text), text


def square(table: Table) -> None:
    """Every row has a cell for each column, or fewer and spans."""
    for row in table.rows:
        assert len(row.cells) <= len(table.columns), (table.title, row)


def emphasis_closes(markdown: str) -> bool:
    """Whether CommonMark closes every run of asterisks, as it may not beside Chinese signs.

    A run opens only if no blank or sign follows it, or a blank or sign stands before it as
    well; it closes by the mirror of that rule.
    """
    text = re.sub(r"\\.", "x", markdown)
    opened: list[str] = []
    for run in re.finditer(r"\*+", text):
        before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
        marks = _split(run.group(), opened)
        for mark in marks:
            if mark in opened:
                if not _flanks(before, after):
                    return False
                opened.remove(mark)
            else:
                if not _flanks(after, before):
                    return False
                opened.append(mark)
    return not opened


def _split(run: str, opened: Sequence[str]) -> list[str]:
    if len(run) < 3:
        return [run]
    return ["*", "**"] if opened[-1:] == ["*"] else ["**", "*"]


def _flanks(inner: str, outer: str) -> bool:
    if not inner or inner.isspace():
        return False
    return inner.isalnum() or not outer or outer.isspace() or not outer.isalnum()
