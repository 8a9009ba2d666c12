"""Files in every state that a cohort may be in, for the pages and the command line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable

from tests.conftest import ROOT

Row = dict[str, str]
_SCORES = ("nihss", "bi", "perfusion", "vegf", "bfgf")
_KEPT = ("patient_id", "arm")
_PATIENTS = 40  # enough for every analysis, and quick


def _rows() -> list[Row]:
    text = (ROOT / "sample_data/synthetic_156.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))[:_PATIENTS]


def _file(change: Callable[[Row], Row | None]) -> bytes:
    rows = [changed for row in _rows() if (changed := change(row)) is not None]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _named(treatment: str, control: str, third: str = "") -> bytes:
    """Arms of these names; every tenth patient in a third one."""
    names = {"treatment": treatment, "control": control}

    def rename(row: Row) -> Row:
        other = third and row["patient_id"].endswith("3")
        return row | {"arm": third if other else names[row["arm"]]}

    return _file(rename)


def _first(n: int) -> bytes:
    """The first patients of each arm."""
    seen: Counter[str] = Counter()

    def take(row: Row) -> Row | None:
        seen[row["arm"]] += 1
        return row if seen[row["arm"]] <= n else None

    return _file(take)


def _without(*starts: str, but: str = "") -> bytes:
    return _file(lambda row: {k: v for k, v in row.items() if k == but or not k.startswith(starts)})


def _emptied(is_empty: Callable[[str], bool]) -> bytes:
    return _file(lambda row: {k: "" if is_empty(k) else v for k, v in row.items()})


def _is_outcome(name: str) -> bool:
    return name.startswith(_SCORES) and not name.endswith("_pre")


FILES: dict[str, bytes] = {
    "unknown_control": _named("A", "B"),
    "three_arms": _named("treatment", "control", "dose 2"),
    "three_unknown": _named("A", "B", "C"),
    "one_arm": _file(lambda row: row if row["arm"] == "treatment" else None),
    "one_patient": _file(lambda row: row if row == _rows()[0] else None),
    "one_each": _first(1),
    "two_each": _first(2),
    "no_nihss": _without("nihss_"),
    "nihss_before": _without("nihss_", but="nihss_pre"),
    "arms_alone": _file(lambda row: {name: row[name] for name in _KEPT}),
    "outcome_empty": _emptied(lambda name: name == "nihss_post"),
    "outcomes_empty": _emptied(_is_outcome),
    "all_empty": _emptied(lambda name: name not in _KEPT),
    "all_stopped": _file(lambda row: {k: v if k in _KEPT else f"x{v}" for k, v in row.items()}),
}  # fmt: skip
