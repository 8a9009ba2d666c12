"""Commands `share`, `shares`, `revoke` and `purge`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import translator
from aci_core.sharing.store.store import Store
from tests.command import alone, inside
from tests.conftest import ROOT

SAMPLE = ROOT / "sample_data" / "synthetic_156.csv"


@pytest.fixture(autouse=True)
def _a_store_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACI_DATA_DIR", str(tmp_path / "data"))


def run(*arguments: str | Path) -> tuple[int, Any, str]:
    """``run("shares")``: exit code, the JSON printed, standard error."""
    code, out, err = inside(*arguments)
    return code, json.loads(out or "null"), err


def test_share_list_revoke_purge(tmp_path: Path) -> None:
    code, made, message = run("share", SAMPLE, "--days", "30", "--label", "监查")
    assert (code, message) == (0, "")
    assert made["path"] == f"/overview?c={made['token']}"
    assert len(made["token"]) == len(made["manage"]) == 32
    days = (datetime.fromisoformat(made["expires"]) - datetime.now(UTC)).total_seconds() / 86_400
    assert 29.9 < days <= 30

    _, second, _ = run("share", SAMPLE, "--results-only", "--manage", made["manage"])
    assert second["manage"] == made["manage"]
    assert (made["kind"], second["kind"]) == ("rows", "results")
    assert {"fever", "headache", "any"} <= set(second["withheld"])
    listed = run("shares", "--manage", made["manage"])[1]["shares"]
    assert {(one["kind"], one["label"], one["opened"]) for one in listed} == {
        ("rows", "监查", 0),
        ("results", "", 0),
    }
    database = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir())
    for secret in (made["token"], second["token"], made["manage"]):
        assert secret.encode() not in database
        assert secret not in json.dumps(listed)

    assert run("revoke", made["token"])[1] == {"revoked": [made["id"]]}
    code, _, message = run("revoke", made["token"])
    assert code == 2
    assert message.strip() == "There is no such link."
    assert run("revoke", made["manage"])[1] == {"revoked": [second["id"]]}
    assert run("shares")[1] == {"shares": []}
    assert run("shares", "--manage", "nobody's")[0] == 2
    # Whatever the process that made it: the store is all that they share.
    done = alone("-m", "aci_core", "purge")
    assert (done.code, json.loads(done.out)) == (0, {"purged": 0})


def test_what_leaves_is_told_before_a_link_is_made(tmp_path: Path) -> None:
    long = ROOT / "sample_data" / "synthetic_long.csv"
    code, told, message = run("share", long, "--preview", "--ages", "10")
    assert (code, message) == (0, "")
    assert "token" not in told
    assert run("shares")[1] == {"shares": []}
    assert {"column": "age", "example": "65", "why": "table_1", "form": "top_coded"} in told[
        "leaves"
    ]
    assert told["stays"] == [
        {"column": "centre", "why": "place"},
        {"column": "lost_reason", "why": "remark"},
    ]
    assert told["anonymity"]["by"] == ["age", "sex", "onset_days"]
    assert told["anonymity"]["patients"] == 240
    _, made, _ = run("share", long, "--also", "centre")
    assert made["token"]
    assert made["stays"] == [{"column": "lost_reason", "why": "remark"}]
    for wrong in (("--also", "nobody"), ("--ages", "5", "--results-only")):
        assert run("share", long, *wrong)[0] == 2


def test_what_cannot_be_shared_is_refused_in_one_line(tmp_path: Path) -> None:
    phrase = tmp_path / "phrase.txt"
    phrase.write_text("short\n")
    assert run("share", SAMPLE, "--phrase-file", str(phrase))[0] == 2
    assert run("share", ROOT / "README.md")[0] == 2
    code, made, message = run("share", SAMPLE, "--min-cell", "10")
    assert (code, made) == (2, None)
    assert "--results-only" in message
    code, _, message = run("share", SAMPLE, "--days", "8")
    assert code == 2
    assert message.count("\n") == 1


@pytest.mark.parametrize("code", ["store_unreachable", "store_disk_full", "store_read_only"])
@pytest.mark.parametrize("command", [("share", SAMPLE), ("shares",), ("revoke", "x"), ("purge",)])
def test_a_store_that_fails_is_one_line_and_exit_2(
    monkeypatch: pytest.MonkeyPatch, command: tuple[str | Path, ...], code: str
) -> None:
    def failing(_: Store) -> None:
        raise AciError(code)

    monkeypatch.setattr(Store, "transaction", failing)
    done = inside(*command)
    assert (done.code, done.out) == (2, "")
    assert done.err == translator("en")(f"error.{code}") + "\n"


def test_one_link_that_cannot_be_deleted_keeps_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    _, first, _ = run("share", SAMPLE)
    _, second, _ = run("share", SAMPLE, "--manage", first["manage"])
    real = Store.revoke

    def some(store: Store, of: str, **options: Any) -> bool:
        if of == min(first["id"], second["id"]):
            raise AciError("share_not_revoked")
        return real(store, of, **options)

    monkeypatch.setattr(Store, "revoke", some)
    code, done, message = run("revoke", first["manage"])
    assert done == {"revoked": [max(first["id"], second["id"])]}
    assert (code, message) == (2, translator("en")("error.share_not_revoked") + "\n")
