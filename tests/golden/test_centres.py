"""A score and a response by centre against R, from the summaries of the centres alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from aci_core.analyses.centre_effects import CentreEffects, centre_effects
from aci_core.analyses.plan import Endpoint
from aci_core.analyses.result import Row
from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.cohort import GradeScale
from aci_core.domain.schema import Column, Kind, Measure, Role
from aci_core.domain.study.settings import Settings
from aci_core.summaries import EFFECTIVE, GRADE, Arms, Cross, Grading, Stratified, Summary, Var
from aci_core.summaries.questions import Terms
from tests.golden.means_cases import read
from tests.golden.test_subgroups import inputs

FILES = {
    "centres": (False, ()),
    "centres_swapped": (True, ()),
    "centres_adjusted": (False, ("w",)),
}
FIELDS = ("value", "low", "high", "statistic", "df", "p")
SCORE = Endpoint("score", "post")
RESPONSE = Endpoint(EFFECTIVE, "post")
SCALE = GradeScale(("yes", "no"), ("yes",))
COLUMNS = (
    Column("score_pre", Role.MEASURE, Kind.NUMBER, "", "score", "pre"),
    Column("score_post", Role.MEASURE, Kind.NUMBER, "", "score", "post"),
    Column("w", Role.COVARIATE, Kind.NUMBER),
)


def summary(d: Mapping[str, Floats], treated: Mask, given: tuple[str, ...]) -> Summary:
    """What a centre sends: no patient is in it."""
    names = {"score_post": "y", "score_pre": "pre", **{name: name for name in given}}
    terms = Terms.of([Var(name) for name in names])
    order = [names[v.column] for v in terms.among(COLUMNS) if isinstance(v, Var)]
    sides = Arms(treated, ~treated)
    crosses = Arms(*(Cross.of([d[name][side] for name in order]) for side in sides))
    events = [[int((d["event"][side] == x).sum()) for x in (1, 0)] for side in sides]
    table = np.array(events, dtype=np.int64)
    return Summary(
        Arms("new", "old"),
        Arms(*(int(side.sum()) for side in sides)),
        COLUMNS,
        {"score": Measure("score", "lower")},
        Grading("rule", SCALE, "post"),
        of_levels={GRADE: table, EFFECTIVE: table},
        of_crosses={terms: crosses},
    )


@cache
def made(file: str, dataset: str, level: float) -> CentreEffects:
    swapped, given = FILES[file]
    d = inputs()[dataset]
    treated = d["arm"] == (0.0 if swapped else 1.0)
    centres = {}
    for g in np.unique(d["g"][~np.isnan(d["g"])]).tolist():
        here = d["g"] == g
        centres[f"{g:g}"] = summary({k: v[here] for k, v in d.items()}, treated[here], given)
    settings = Settings(primary="score_post", covariates=given, level=level)
    return centre_effects(Stratified("centre", centres), settings)


@pytest.mark.parametrize("file", list(FILES))
def test_every_number_is_that_of_r(file: str) -> None:
    rows = read(file)
    assert len({row["dataset"] for row in rows}) >= 15
    computed = 0
    for row in rows:
        result = made(file, row["dataset"], float(row["confidence"]))
        outcome = SCORE if row["kind"] == "means" else RESPONSE
        ours = result.row(row["method"], outcome, row["at"] or None)
        assert ours is not None, row
        computed += agrees(ours, row)
    assert computed > 200


def agrees(ours: Row, row: Mapping[str, str]) -> bool:
    """Whether there is a number, which is that of R."""
    numbers = (ours.estimate, ours.ci_low, ours.ci_high, ours.statistic, ours.df, ours.p)
    for name, value in zip(FIELDS, numbers, strict=True):
        if row[name] == "NA":
            assert value is None, (row, ours)
            continue
        assert value is not None, (row, ours)
        assert value == pytest.approx(float(row[name]), rel=1e-8, abs=1e-8), (row, name)
    if row["df2"] != "NA":
        assert f"df2:{row['df2']}" in ours.notes
    return any(value is not None for value in numbers)


def test_what_is_not_computed_says_why() -> None:
    many = made("centres", "many_centres", 0.95)
    rows = [many.row("ancova", SCORE, centre) for centre in many.centres]
    without = [row for row in rows if row is not None and row.estimate is None]
    assert without
    assert all(row.notes for row in without)
    apart = made("centres", "all_alive_in_a_level", 0.95).row("i_squared", RESPONSE)
    assert apart is not None
    assert apart.notes == ("no_spread",)
