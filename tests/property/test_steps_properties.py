"""What holds for all steps: undone without a trace, and in any order where they do not meet."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from aci_core.domain.errors import AciError
from aci_core.domain.steps import OmitRow, ReplaceText, ScaleColumn, SetCell, Step, steps_from_json
from aci_core.ingest import build, read
from tests.build import ROOT
from tests.examples import examples

FILE = (ROOT / "sample_data" / "bad.csv").read_bytes()
RAW = read(FILE, "bad.csv")
ROWS = [int(row) for row in RAW.row_numbers()]
# The arm stays: without two arms there may be no cohort to compare.
HEADERS = [h for h in RAW.headers if h != "组别"]
TEXTS = sorted({str(t) for place, h in enumerate(RAW.headers) if h in HEADERS
                for t in RAW.frame[place].dropna()})  # fmt: skip

NEW = st.one_of(st.none(), st.sampled_from(["5", "未查", "女", "１２", "x"]))
ANY = st.one_of(
    st.builds(SetCell, st.sampled_from([*ROWS, 999]), st.sampled_from([*HEADERS, "none"]), NEW),
    st.builds(ScaleColumn, st.sampled_from(HEADERS), st.sampled_from([5.0, 1000.0, 0.001, -1.0])),
    st.builds(OmitRow, st.sampled_from([*ROWS, 999])),
    st.builds(ReplaceText, st.sampled_from(HEADERS), st.sampled_from(TEXTS), NEW),
)


def digest(steps: list[Step]) -> str:
    try:
        return build(RAW, steps=steps).digest
    except AciError as error:
        return error.code


BEFORE = digest([])


@given(st.lists(ANY, max_size=12))
@settings(max_examples=examples(60))
def test_steps_taken_away_leave_no_trace(steps: list[Step]) -> None:
    once = digest(steps)
    assert digest([]) == BEFORE
    assert digest(list(steps_from_json([step.to_json() for step in steps]))) == once


def meet(one: Step, other: Step) -> bool:
    """Whether two steps touch the same cells; left out rows are no longer looked at."""
    if isinstance(one, OmitRow) or isinstance(other, OmitRow):
        return False
    same = getattr(one, "header", None) == getattr(other, "header", None)
    if isinstance(one, SetCell) and isinstance(other, SetCell):
        return same and one.row == other.row
    return same


@given(st.lists(ANY, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=examples(60))
def test_the_order_of_steps_that_do_not_meet_does_not_matter(
    steps: list[Step], chance: random.Random
) -> None:
    apart: list[Step] = []
    for step in steps:
        if not any(meet(step, other) for other in apart):
            apart.append(step)
    shuffled = apart.copy()
    chance.shuffle(shuffled)
    assert digest(shuffled) == digest(apart)
