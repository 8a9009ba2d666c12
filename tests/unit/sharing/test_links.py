"""Links: content of a share, access rights, and what is never shared."""

from __future__ import annotations

import dataclasses
import json
import logging
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from aci_core.analyses import analyse, prepare
from aci_core.domain.cohort import ID, Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.steps import OmitRow, SetCell
from aci_core.domain.study.plan import fitted
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping, load
from aci_core.sharing import (
    DAYS,
    Results,
    Rows,
    Terms,
    check,
    open_link,
    payload,
    purge,
    revoke,
    share,
)
from aci_core.sharing.rows.deidentify import deidentify
from aci_core.sharing.store import Store, database
from tests.build import csv_of, sample

MARK = "Qzmarker"
SAMPLES = ("synthetic_156.csv", "synthetic_long.csv", "bad.csv", "synthetic_zh.csv")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Store in a temporary folder."""
    monkeypatch.setenv("ACI_STORE_URL", f"sqlite:///{tmp_path}/shares.db")
    made = Store(database.connect(database.url()))
    yield made
    made.close()


def _cohort() -> Cohort:
    """Patients with identifiers, ages above 89, remarks and an invalid cell."""
    n = 24
    columns: dict[str, Any] = {
        "patient_id": [f"{MARK}{i}" for i in range(n)],
        "arm": [("treatment", "control")[i % 2] for i in range(n)],
        "年龄": [60 + 2 * i for i in range(n)],
        "nihss_pre": [10 + i % 7 for i in range(n)],
        "nihss_post": [f"{MARK}x", *(3 + i % 6 for i in range(1, n))],
        "lost": [0] * (n - 1) + [1],
        "lost_reason": [None] * (n - 1) + [f"{MARK} moved"],
    }
    steps = (OmitRow(5), SetCell(3, "patient_id", MARK), SetCell(4, "nihss_pre", "11"))
    return load(csv_of(columns), f"{MARK}.csv", steps=steps)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_cohort_comes_back_as_it_was(name: str, store: Store) -> None:
    cohort = deidentify(sample(name))
    view = {"lang": "zh", "measure": "bi"}
    mapping = ColumnMapping(columns={cohort.columns[2].header: cohort.columns[2].name})
    rows = Rows(cohort, mapping, Settings(level=0.9), view)
    back = payload.from_bytes(payload.to_bytes(rows))
    assert isinstance(back, Rows)
    assert back.cohort.table.equals(cohort.table)
    assert (back.cohort.table.dtypes == cohort.table.dtypes).all()
    fields = set(Cohort.__dataclass_fields__) - {"table", "rows"}
    assert {f: getattr(back.cohort, f) for f in fields} == {f: getattr(cohort, f) for f in fields}
    assert np.array_equal(back.cohort.rows, cohort.rows)
    assert (back.mapping, back.settings, dict(back.view)) == (mapping, Settings(level=0.9), view)


@pytest.mark.parametrize("name", ["synthetic_156.csv", "synthetic_long.csv"])
def test_readers_get_the_numbers_of_the_owner(name: str, store: Store) -> None:
    cohort = sample(name)
    plan = fitted(cohort, Settings(centre="centre")).settings  # a place leaves as the plan's alone
    made = share(store, cohort, plan, Terms())
    content = open_link(store, made.token).content
    assert isinstance(content, Rows)
    theirs = analyse(prepare(content.cohort, content.settings), content.settings)
    ours = analyse(prepare(cohort, plan), plan)
    assert [r.rows for r in theirs] == [r.rows for r in ours]


def test_nothing_that_names_a_patient_is_stored() -> None:
    cohort = _cohort()
    assert any(MARK in str(issue) for issue in cohort.issues)
    shared = deidentify(cohort, "for the monitor")
    assert MARK not in payload.to_bytes(Rows(shared)).decode("latin-1")
    texts = (shared.table.to_csv(), shared.issues, shared.columns, shared.steps, shared.name)
    assert MARK not in " ".join(map(str, texts))
    assert shared.table[ID].tolist() == [str(i + 1) for i in range(cohort.n)]
    assert shared.table["age"].max() == 90
    assert (shared.table["age"] < 90).sum() == (cohort.table["age"] < 90).sum()
    assert "lost_reason" not in shared.table
    assert [step.to_json()["kind"] for step in shared.steps] == ["omit", "set"]
    # The digest of what was taken away could be tried out against guesses.
    assert shared.digest != cohort.digest
    assert deidentify(sample("synthetic_156.csv")).digest == sample("synthetic_156.csv").digest


def test_a_share_from_before_names_and_words_opens() -> None:
    """Links of versions that knew neither names of arms nor the file's words for events."""
    cohort = deidentify(sample("synthetic_156.csv"))
    new = payload.to_bytes(Rows(dataclasses.replace(cohort, arm_names={"treatment": "T"})))
    _, head, arrow = payload._HEAD.unpack_from(new)
    body = pa.Codec("zstd").decompress(new[payload._HEAD.size :], head + arrow, asbytes=True)
    document = json.loads(body[:head])
    assert document["cohort"].pop("arm_names") == {"treatment": "T"}
    for column in document["cohort"]["columns"]:
        column.pop("label", None)
    text = json.dumps(document).encode()
    old = payload._HEAD.pack(payload._MAGIC, len(text), arrow)
    back = payload.from_bytes(old + pa.Codec("zstd").compress(text + body[head:], asbytes=True))
    assert isinstance(back, Rows)
    assert back.cohort.arm_names == {}
    assert back.cohort.columns == cohort.columns


def test_ages_under_another_name_are_coded_too() -> None:
    n = 20
    data = {
        "patient_id": range(n),
        "arm": ["treatment", "control"] * 10,
        "Age (years)": range(80, 100),
    }
    cohort = load(csv_of(data), "a.csv", ColumnMapping(columns={"Age (years)": "how_old"}))
    assert deidentify(cohort).table["how_old"].max() == 90


def test_expired_revoked_wrong_and_absurd_tokens_are_one_error(store: Store) -> None:
    made = share(store, sample("synthetic_156.csv"), Settings(), Terms())
    store.revoke(made.entry.id)
    for token in (made.token, "wrong", "", "'; DROP TABLE shares; --", "x" * 100_000, "\x00"):
        for ask in (check, open_link):
            with pytest.raises(AciError) as error:
                ask(store, token)
            assert (error.value.code, error.value.facts) == ("share_gone", {})


def test_pass_phrase(store: Store) -> None:
    made = share(store, sample("synthetic_156.csv"), Settings(), Terms(phrase="correct horse"))
    assert "correct" not in str(made)
    assert (made.entry.lock or "").startswith("$argon2id$")
    for phrase, code in (("", "share_locked"), ("wrong horse", "share_wrong_phrase")):
        with pytest.raises(AciError) as error:
            open_link(store, made.token, phrase=phrase)
        assert error.value.code == code
    opened = open_link(store, made.token, phrase="correct horse")
    assert isinstance(opened.content, Rows)
    for _ in range(store.limits.tries):
        with pytest.raises(AciError):
            open_link(store, made.token, phrase="wrong horse")
    with pytest.raises(AciError) as error:
        open_link(store, made.token, phrase="correct horse")
    assert error.value.code == "share_wait"


def test_who_has_typed_it_is_let_in_as_long_as_the_link_is_open(store: Store) -> None:
    made = share(store, sample("synthetic_156.csv"), Settings(), Terms(phrase="correct horse"))
    assert open_link(store, made.token, passed=True).entry.id == made.entry.id
    store.revoke(made.entry.id)
    with pytest.raises(AciError) as error:
        open_link(store, made.token, passed=True)
    assert error.value.code == "share_gone"


def test_a_management_secret_that_could_be_guessed_is_none(store: Store) -> None:
    with pytest.raises(AciError) as error:
        share(store, sample("synthetic_156.csv"), Settings(), Terms(), manage="mine")
    assert error.value.code == "share_manage"


def test_signed_in_only(store: Store) -> None:
    made = share(store, sample("synthetic_156.csv"), Settings(), Terms(signed_in=True), owner="a|1")
    with pytest.raises(AciError) as error:
        open_link(store, made.token)
    assert error.value.code == "share_sign_in"
    assert open_link(store, made.token, user="a|2").entry.id == made.entry.id
    assert [entry.id for entry in store.entries(owner="a|1")] == [made.entry.id]
    assert store.entries(owner="a|2") == ()


@pytest.mark.parametrize("days", DAYS)
def test_a_link_is_open_for_its_days_and_not_a_second_longer(days: int, store: Store) -> None:
    made = share(store, sample("synthetic_156.csv"), Settings(), Terms(days=days))
    assert made.entry.expires == made.entry.created + days * 86_400
    store._clock = lambda: made.entry.expires - 1
    assert check(store, made.token).id == made.entry.id
    store._clock = lambda: made.entry.expires
    with pytest.raises(AciError):
        check(store, made.token)


@pytest.mark.parametrize(
    "wrong",
    [{"days": 8}, {"min_cell": 0}, {"phrase": "short"}, {"label": "x" * 81}, {"label": "a\nb"}],
)
def test_terms_that_are_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(AciError):
        Terms(**wrong)


def test_results_carry_no_patient(store: Store) -> None:
    made = share(store, sample("synthetic_156.csv"), Settings(), Terms(kind="results"))
    content = open_link(store, made.token).content
    assert isinstance(content, Results)
    assert list(content.cohort.table.columns) == ["patient_id", "arm"]
    assert content.cohort.issues == ()
    raw = _cohort()
    assert raw.steps
    corrected = share(store, raw, Settings(), Terms(kind="results"))
    content = open_link(store, corrected.token).content
    assert isinstance(content, Results)
    assert content.cohort.steps == ()
    assert all(result.points is None for result in content.results.values())


def test_results_of_a_tiny_arm_are_refused(store: Store) -> None:
    n = 30
    cohort = load(
        csv_of({
            "arm": ["treatment"] * 3 + ["control"] * (n - 3),
            "nihss_pre": [9] * n, "nihss_post": [3] * n,
        }),
        "a.csv",
    )  # fmt: skip
    with pytest.raises(AciError) as error:
        share(store, cohort, Settings(), Terms(kind="results"))
    assert error.value.code == "share_few"


def test_damaged_bytes_are_an_error_and_no_traceback() -> None:
    good = payload.to_bytes(Rows(deidentify(sample("synthetic_156.csv"))))
    for bad in (b"", good[:10], b"XXXX" + good[4:], good[:-20], good[:20] + bytes(len(good) - 20)):
        with pytest.raises(AciError) as error:
            payload.from_bytes(bad)
        assert error.value.code == "share_unreadable"


def test_the_log_has_lines_of_json_without_secrets(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="aci.share")
    terms = Terms(label=MARK, phrase="correct horse")
    made = share(store, _cohort(), Settings(), terms)
    with pytest.raises(AciError):
        open_link(store, made.token, phrase="wrong horse")
    open_link(store, made.token, phrase="correct horse")
    assert revoke(store, made.entry.id, manage=made.manage)
    share(store, _cohort(), Settings(), Terms(days=1))
    store._clock = lambda: time.time() + 2 * 86_400
    assert purge(store) == 1
    text = caplog.text
    lines = [json.loads(record.getMessage()) for record in caplog.records]
    events = ["share", "wrong_phrase", "open", "revoke", "share", "purge"]
    assert [line["event"] for line in lines] == events
    assert [event for _, event, _, _ in store.audit()] == [
        "share", "open", "revoke", "share", "purge",
    ]  # fmt: skip
    for secret in (MARK, made.token, made.manage, "horse"):
        assert secret not in text
