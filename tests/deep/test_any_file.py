"""Thousands of files: a cohort with every table, figure and sentence, or one clear error.

The number of examples is that of the profile ``deep`` in tests/conftest.py.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aci_core import cli
from aci_core.analyses import analyse, prepare
from aci_core.analyses.document import document
from aci_core.analyses.result import KEY
from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import PRESETS
from aci_core.ingest import load
from aci_core.presentation.i18n import LANGUAGES, translator
from tests.build import csv_of
from tests.conftest import ROOT
from tests.property import test_everything as everything
from tests.property.test_ingest_properties import TOKENS, usable

SLOW = settings(suppress_health_check=list(HealthCheck))
SAMPLES = tuple(path.read_bytes() for path in sorted((ROOT / "sample_data").glob("*.csv")))
# How other kinds of file begin.
MAGIC = (b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04", b"\x1f\x8b", b"%PDF-",
         b"\xd0\xcf\x11\xe0", b"{", b"<html>", b"\x00")  # fmt: skip


@given(st.sampled_from(MAGIC), st.binary(max_size=4_000))
@SLOW
def test_any_bytes(start: bytes, rest: bytes) -> None:
    usable(start + rest)


@given(st.lists(st.sampled_from([*TOKENS, "组别".encode(), "对照组".encode("gbk")]), max_size=400))
@SLOW
def test_any_scramble(parts: list[bytes]) -> None:
    usable(b"".join(parts))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A sample cut short, with pieces of it overwritten."""
    data = draw(st.sampled_from(SAMPLES))[: draw(st.integers(200, 8_000))]
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        junk = draw(st.binary(max_size=8) | everything.ANY.map(str.encode))
        data = data[:at] + junk + data[at + draw(st.integers(0, 20)) :]
    return data


@given(damaged())
@SLOW
def test_a_damaged_sample(data: bytes) -> None:
    try:
        cohort = load(data, "x.csv")
    except AciError as error:
        for lang in LANGUAGES:
            translator(lang).error(error)
        return
    if cohort.settled:
        sound(cohort, Settings())


@given(everything.files(), everything.CHOICES, st.sampled_from(LANGUAGES))
@SLOW
def test_every_table_figure_and_sentence_of_a_file(
    data: bytes, chosen: Settings, lang: str
) -> None:
    everything.run(data, chosen, (lang,))


# ------------------------------------------------------------------------------ random cohorts

# Few different values make ties and constant columns; None is an empty cell.
_SCORES = {
    "nihss": st.integers(0, 42),
    "bi": st.integers(0, 20).map(lambda k: 5 * k),
    "mrs": st.integers(0, 6),
    "vegf": st.one_of(st.just(0), st.integers(1, 3), st.floats(0, 1e12), st.floats(0, 1e-300)),
    "perfusion": st.floats(-1e150, 1e150) | st.floats(1e9, 1e9 + 1),
}
_VISITS = ("pre", "post", "m3")
_PLAIN = {
    "age": st.integers(18, 99),
    "sex": st.sampled_from(["male", "female"]),
    "toast": st.sampled_from(["LAA", "CE", "SAA"]),
    "ae_fever": st.integers(0, 2),
    "ae_fever_day": st.integers(0, 30),
    "ae_fever_resolved": st.integers(0, 1),
    "ae_headache": st.integers(0, 1),
    "died": st.integers(0, 1),
    "lost": st.integers(0, 1),
    "grade": st.sampled_from(["recovered", "markedly_effective", "effective", "ineffective"]),
    "mri_abnormal_m6": st.integers(0, 1),
    "nsc_doses": st.integers(0, 4),
}


@st.composite
def cohorts(draw: st.DrawFn) -> bytes:
    """2 to 80 patients, any columns, any share missing, arms of any size."""
    n = draw(st.integers(2, 80))
    kinds = {f"{m}_{v}": cells for m, cells in _SCORES.items() for v in _VISITS} | _PLAIN
    names = draw(st.lists(st.sampled_from(sorted(kinds)), unique=True, max_size=12))
    random = draw(st.randoms(use_true_random=False))
    treated = draw(st.sampled_from([0.5, 0.5, 0.1, 0.9]))
    arms = [("treatment", "control")[random.random() >= treated] for _ in range(n)]
    table: dict[str, list[object]] = {"patient_id": list(range(n)), "arm": arms}
    for name in names:
        pool = draw(st.lists(kinds[name], min_size=1, max_size=draw(st.sampled_from([1, 2, 30]))))
        gaps = draw(st.sampled_from([0, 0, 0, 0.1, 0.5, 0.97, 1]))
        table[name] = [None if random.random() < gaps else random.choice(pool) for _ in range(n)]
    return csv_of(table)


CHOICES = st.builds(
    Settings,
    rule=st.sampled_from([*PRESETS, "30", "75,20", "recorded"]),
    level=st.floats(0.5, 0.999),
    randomised=st.booleans(),
    primary=st.sampled_from([None, "effective", "nihss_post", "bi_m3"]),
    covariates=st.sampled_from([(), ("age",), ("age", "sex"), ("vegf_pre",), ("nothing",)]),
)
_FLOATS = ("estimate", "ci_low", "ci_high", "sd", "q1", "q3", "pct", "statistic", "df", "p")


def sound(cohort: Cohort, chosen: Settings) -> None:
    """Every analysis, and what holds for each of its rows."""
    data = prepare(cohort, chosen)
    results = analyse(data, chosen)
    rows = [row for result in results for row in result.rows]
    keys = [tuple(getattr(row, name) for name in KEY) for row in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        for name in _FLOATS:
            value = getattr(row, name)
            assert value is None or math.isfinite(value), (row, name)
        ordered = "through_infinity" not in row.notes  # of an NNT: from here up and round to there
        if ordered and row.ci_low is not None and row.ci_high is not None:
            assert row.ci_low <= row.ci_high, row
        assert row.p is None or 0 <= row.p <= 1, row
        assert row.sd is None or row.sd >= 0, row
        if row.level != "per_injection":  # of injections, and a patient may have several events
            assert row.pct is None or 0 <= row.pct <= 100, row
            assert 0 <= row.total <= cohort.n, row
    json.dumps(document(cohort, chosen, data.grades, results, []), allow_nan=False)


@given(cohorts(), CHOICES)
@SLOW
def test_any_cohort_is_analysed(data: bytes, chosen: Settings) -> None:
    try:
        cohort = load(data, "x.csv")
    except AciError:
        return
    if cohort.settled:
        sound(cohort, chosen)


# -------------------------------------------------------------------------------- command line

WORDS = st.sampled_from(
    ["--json", "-", "--grades", "--rule", "recorded", "90,46,18", "90,,", "--reference", "control",
     "--lang", "zh", "xx", "--map", "--settings", "nowhere.json", "--help", "analyse", "check",
     "", "\x1b[31m", "é"]
)  # fmt: skip


@given(everything.files() | damaged() | st.binary(max_size=200), st.lists(WORDS, max_size=5))
@SLOW
def test_any_command_line(data: bytes, words: list[str]) -> None:
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("x.csv").write_bytes(data)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code: object = cli.main([("analyse", "check")[len(data) % 2], "x.csv", *words])
            except SystemExit as end:  # --help, or argparse
                code = end.code
    assert code in (0, 1, 2, None)
    text = err.getvalue()
    assert "Traceback" not in text
    if code == 2:
        assert text.strip()
        assert len(text.splitlines()) == 1, text
        assert out.getvalue() == ""
