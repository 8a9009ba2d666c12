"""A first column that R or pandas wrote."""

from __future__ import annotations

import pytest

from aci_core.checks import checked
from aci_core.domain.cohort import ID, Cohort
from aci_core.domain.study.criterion import Criterion
from aci_core.ingest import ColumnMapping, load

N = 30


def trial(first: str, numbers: list[str], *, own: bool = False, **mapping: object) -> Cohort:
    """A trial whose first column a program wrote, with identifiers of its own or without."""
    head = f"{first},{'id,' if own else ''}group,age,nihss_pre,nihss_post"
    lines = [
        ",".join(
            [number, *([f"P{i}"] if own else []), ("drug", "control")[i % 2]]
            + [str(value) for value in (50 + i, 9 + i % 4, i % 5)]
        )
        for i, number in enumerate(numbers)
    ]
    made = load("\n".join([head, *lines]).encode(), "a.csv", ColumnMapping(**mapping))  # type: ignore[arg-type]
    return checked(made, Criterion("pct_90_46_18"))


def codes(cohort: Cohort) -> list[str]:
    return [i.code for i in cohort.issues if i.code not in ("no_id_column", "floor", "ceiling")]


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("first", ["rownames", "row.names", "Unnamed: 0", "", "行号"])
def test_row_numbers_are_no_characteristic_in_any_order(first: str, own: bool) -> None:
    cohort = trial(first, [str(1 + 7 * i % N) for i in range(N)], own=own)
    assert [c.name for c in cohort.columns] == [ID, "arm", "age", "nihss_pre", "nihss_post"]
    assert "row_names" in codes(cohort)
    assert "unmapped" not in codes(cohort)


def test_the_first_number_is_nought_in_pandas() -> None:
    assert "row_names" in codes(trial("", [str(i) for i in range(N)]))


@pytest.mark.parametrize(
    "numbers",
    [
        [str(40 + i % 9) for i in range(N)],  # repeats: a measurement
        [str(1 + 3 * i) for i in range(N)],  # not every number
        [f"{i + 0.5}" for i in range(N)],
    ],
)
def test_other_numbers_without_a_header_stay(numbers: list[str]) -> None:
    cohort = trial("", numbers)
    assert cohort.column("column 1") is not None
    assert "row_names" not in codes(cohort)


@pytest.mark.parametrize("prefix", ["sub", "P-", "患者"])
def test_numbers_of_patients_without_a_header_are_theirs(prefix: str) -> None:
    cohort = trial("", [f"{prefix}{i:03d}" for i in range(N)])
    assert cohort.table[ID].tolist()[:2] == [f"{prefix}000", f"{prefix}001"]
    assert "unnamed_patients" in codes(cohort)


@pytest.mark.parametrize(
    "numbers",
    [
        [f"CT-2023-{i:05d}" for i in range(N)],  # a hospital's
        [f"{'AB'[i % 2]}{i}" for i in range(N)],  # of two kinds
        [f"ward {i % 4}" for i in range(N)],
    ],
)
def test_other_texts_without_a_header_are_nobodys_numbers(numbers: list[str]) -> None:
    cohort = trial("", numbers)
    assert "unnamed_patients" not in codes(cohort)
    assert cohort.table[ID].tolist()[0] == "1"


def test_what_a_mapping_names_stays() -> None:
    cohort = trial("rownames", [str(i) for i in range(N)], columns={"rownames": "patient_id"})
    assert cohort.table[ID].tolist()[:2] == ["0", "1"]


def test_what_only_counts_is_not_called_a_characteristic() -> None:
    cohort = trial("tally", [str(i) for i in range(1, N + 1)], own=True)
    assert [i.code for i in cohort.issues if i.column == "tally"] == ["counts_rows"]
