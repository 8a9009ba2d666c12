"""What holds for codes of missing values and for labels, whatever the numbers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aci_core.ingest.cells import Cells
from aci_core.ingest.issues import Issues
from aci_core.ingest.values.codes.code_labels import canonical_of_cell, labelled
from aci_core.ingest.values.codes.missing_codes import is_usual, report_suspects

CODES = (-99.0, 999.0, 9999.0, 88888.0, -1.0, -999.0)
numbers = st.lists(
    st.floats(0.5, 60, allow_nan=False).map(lambda x: round(x, 1)), min_size=6, max_size=40
)
SEPARATORS = ("_", "=", " - ", ".", "、", ": ", ") ")


def asked(values: list[float]) -> list[dict[str, object]]:
    cells = Cells.from_column(pa.chunked_array([pa.array([f"{v:g}" for v in values], pa.string())]))
    written = np.array([float(text) for text in cells.texts])
    issues = Issues(np.arange(len(values)))
    report_suspects(cells, written, written, "x", issues)
    return [{"value": i.value, **dict(i.facts)} for i in issues.entries]


@given(numbers, st.sampled_from(CODES), st.integers(2, 9), st.randoms(use_true_random=False))
def test_a_repeated_code_is_found_with_its_count_and_both_means(
    values: list[float], code: float, n: int, random: object
) -> None:
    assume(len({*values}) > 2 and not is_usual(np.array(values)).any())
    mixed = [*values, *[code] * n]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    [one] = asked(mixed)
    assert (float(str(one["value"])), one["n"]) == (code, n)
    assert float(str(one["mean_without"])) == pytest.approx(np.mean(values), rel=1e-3)
    assert float(str(one["mean_with"])) == pytest.approx(np.mean(mixed), rel=1e-3, abs=0.01)


@given(numbers)
def test_without_a_usual_code_nothing_is_asked(values: list[float]) -> None:
    assume(not is_usual(np.array(values)).any())
    assert asked(values) == []


@given(st.lists(st.integers(0, 100).map(float), min_size=12, max_size=60))
def test_no_value_between_others_is_asked_about(values: list[float]) -> None:
    # 0 to 101 with every tenth: no code lies outside.
    dense = [*values, *map(float, range(0, 102, 10)), 101.0, 101.5]
    assert asked(dense) == []


@given(
    st.integers(0, 20),
    st.sampled_from(SEPARATORS),
    st.sampled_from(["yes", "no", "是", "否", "有", "阴性"]),
)
def test_the_label_decides_whatever_the_code(code: int, separator: str, label: str) -> None:
    assert canonical_of_cell("yes_no", f"{code}{separator}{label}") == canonical_of_cell(
        "yes_no", label
    )


@given(
    st.dictionaries(
        st.integers(0, 99), st.sampled_from(["轻", "中", "重", "mild", "severe"]), min_size=2
    ),
    st.sampled_from(SEPARATORS),
)
def test_codes_and_labels_are_one_to_one_or_none(legend: dict[int, str], separator: str) -> None:
    both = labelled([f"{code}{separator}{label}" for code, label in legend.items()])
    if len(set(legend.values())) < len(legend):
        assert both is None
    else:
        assert both is not None
        assert {one.code: one.label for one in both} == legend
