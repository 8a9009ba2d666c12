"""What the server sends to a reader of results alone: no number that was not rounded."""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from aci_core.analyses import ANALYSES, analyse, prepare
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.sharing import Terms, share
from aci_core.sharing.store import open_store
from tests import page_names
from tests.build import cohort_of
from tests.pages.conftest import reader_of

N = 60
LOST = 7
FIELDS = ("estimate", "ci_low", "ci_high", "sd", "q1", "q3", "pct", "statistic", "p")


def _cohort() -> Any:
    """One patient of 60 is lost: what he lacks could be subtracted."""
    random = np.random.default_rng(3)
    pre = random.integers(5, 25, N)
    vegf = random.normal(200, 40, N).round(2)
    return cohort_of(
        age=random.integers(40, 80, N).tolist(),
        nihss_pre=pre.tolist(),
        nihss_w2=(pre * 0.8).round().astype(int).tolist(),
        nihss_m3=[None if i == LOST else int(x) for i, x in enumerate((pre * 0.6).round())],
        vegf_pre=vegf.tolist(),
        vegf_m3=[None if i == LOST else round(float(x) + 31, 2) for i, x in enumerate(vegf)],
        ae_fever=(random.random(N) < 0.3).astype(int).tolist(),
    )


def _messages(node: Any) -> Iterator[bytes]:
    """Every message of a page, as it goes over the websocket."""
    proto = getattr(node, "proto", None)
    if proto is not None and hasattr(proto, "SerializeToString"):
        yield proto.SerializeToString()
    for child in getattr(node, "children", {}).values():
        yield from _messages(child)


def _numbers(message: bytes) -> Iterator[float]:
    """Numbers as text, and those of arrays that a figure packs."""
    for text in re.findall(rb"-?\d+\.\d+(?:e-?\d+)?", message):
        yield float(text)
    for text in re.findall(rb"[A-Za-z0-9+/]{12,}={0,2}", message):
        try:
            data = base64.b64decode(text, validate=True)
        except ValueError:
            continue
        if len(data) % 8 == 0:
            yield from (x[0] for x in struct.iter_unpack("<d", data))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_send_no_number_that_was_not_rounded(lang: str) -> None:
    cohort, settings = _cohort(), Settings(randomised=True)
    whole = analyse(prepare(cohort, settings), settings)
    exact = {
        x
        for result in whole
        for row in result.rows
        for field in FIELDS
        # What is printed with four decimals at most is no secret of more.
        if (x := getattr(row, field)) is not None and abs(x * 1e4 - round(x * 1e4)) > 1e-6
    }
    assert len(exact) > 300
    reader = reader_of(share(open_store(), cohort, settings, Terms(kind="results")).token, lang)
    sent: set[float] = set()
    for page in (*page_names.RESULTS, "data", "methods"):
        reader.open(page)
        sent |= {x for message in _messages(reader.at._tree) for x in _numbers(message)}
    assert len(sent) > 100
    assert {x for x in exact if x in sent} == set()


def test_the_pages_of_the_owner_do() -> None:
    """Or the test above would see nothing."""
    cohort, settings = _cohort(), Settings(randomised=True)
    result = dict(zip(ANALYSES, analyse(prepare(cohort, settings), settings), strict=True))
    exact = {m.mean for m in result["outcomes"].means}  # type: ignore[attr-defined]
    reader = reader_of(share(open_store(), cohort, settings, Terms()).token, "en")
    reader.open("outcomes")
    sent = {x for message in _messages(reader.at._tree) for x in _numbers(message)}
    assert exact & sent


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_what_is_left_out_and_why(lang: str) -> None:
    t = translator(lang)
    made = share(open_store(), _cohort(), Settings(randomised=True), Terms(kind="results"))
    reader = reader_of(made.token, lang)
    for page in ("overview", "outcomes", "response", "factors"):
        reader.open(page)
        [text] = [c.value for c in reader.at.caption if t("shared.one_set") in c.value]
        assert t("shared.rounded") in text
        assert t("shared.on_grid", n=20) in text
        assert t("shared.steps", n=5, most=4) in text
        assert any(t("shared.results_note_steps", most=4) in c.value for c in reader.at.caption)
    reader.open("overview")
    assert t("flow.caption_all", n=N) not in reader.text
    assert t("flow.caption_steps", n=N, k=N - 8) in reader.text
    every = reader_of(
        share(open_store(), _cohort(), Settings(), Terms(kind="results", min_cell=1)).token, lang
    )
    every.open("overview")
    assert t("shared.rounded") in every.text
    assert t("shared.on_grid", n=12) in every.text
    assert t("shared.results_note_steps", most=0) not in every.text
