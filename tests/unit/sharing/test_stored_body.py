"""The stored body of a share of results alone: no float with more digits than its rule gives."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.sharing import Terms, payload
from aci_core.sharing.links import _results
from aci_core.sharing.payload import Results
from tests.build import cohort_of, sample

N = 44


def _scores(**columns: Any) -> Cohort:
    scores = {
        f"nihss_{visit}": [round((4 + i % 19) * (1 - 0.15 * at)) for i in range(N)]
        for at, visit in enumerate(("pre", "w2", "m3"))
    }
    return cohort_of(**{**scores, **columns})


def _sent(cohort: Cohort, least: int) -> Results:
    plan = Settings(primary="nihss_m3", randomised=True)
    return _results(cohort, plan, Terms(kind="results", min_cell=least), {})[0]


def _stored(content: Results) -> dict[str, Any]:
    """The document of a stored body: all of it but the arm of each row."""
    data = payload.to_bytes(content)
    _, head, arrow = payload._HEAD.unpack_from(data)
    body = bytes(
        pa.Codec("zstd").decompress(data[payload._HEAD.size :], head + arrow, asbytes=True)
    )
    document: dict[str, Any] = json.loads(body[:head])
    return document


def _floats(part: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every number with a point, as it is written; in texts too, as a note holds one."""
    if isinstance(part, Mapping):
        for key, one in part.items():
            yield from _floats(one, (*at, str(key)))
    elif isinstance(part, list):
        for one in part:
            yield from _floats(one, at)
    elif isinstance(part, float):
        yield at, repr(part)
    elif isinstance(part, str) and at[-1] not in ("digest", "version"):
        yield from ((at, text) for text in re.findall(r"\d+\.\d+(?:e-?\d+)?", part))


def _odd_cohorts() -> Iterator[Cohort]:
    yield _scores(vegf_pre=[100.123 + 7 * i for i in range(N)])
    # Nobody with an event: a one-sided limit stands in a note.
    yield _scores(ae_rash=[0] * N, glucose=[4.0 + i / 7 for i in range(N)])
    yield sample("synthetic_156.csv")


@pytest.mark.parametrize("least", [1, 5])
def test_no_number_is_finer_than_a_page_prints(least: int) -> None:
    """Nowhere in the stored body: four decimals, or of a line four figures."""
    found: set[str] = set()
    for cohort in _odd_cohorts():
        for path, text in _floats(_stored(_sent(cohort, least))):
            figures = text.replace(".", "").lstrip("0")
            fine = len(text.partition(".")[2]) <= 4 and "e" not in text
            assert fine or len(figures) <= 4, (path, text)
            found.add(path[-1])
    assert {"estimate", "ci_low", "sd", "slope", "value", "note"} <= found
