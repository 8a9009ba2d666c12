"""Commands `summarise` and `pool`: what travels is said, signed, remembered, and asked for."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest

from aci_core.federation.envelope import read
from tests.command import inside
from tests.conftest import ROOT

SAMPLE = ROOT / "sample_data" / "synthetic_long.csv"


@pytest.fixture(scope="module")
def centres(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The file of each of two centres."""
    folder = tmp_path_factory.mktemp("centres")
    rows = list(csv.DictReader(SAMPLE.read_text("utf-8").splitlines()))
    files = {}
    for name, kept in (("West", "AB"), ("East", "C")):
        files[name] = folder / f"{name}.csv"
        with files[name].open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(row for row in rows if row["centre"] in kept)
    return files


def test_signed_and_trusted(centres: dict[str, Path], tmp_path: Path) -> None:
    out, keys = {name: tmp_path / f"{name}.json" for name in centres}, tmp_path / "keys.txt"
    public = []
    for name, file in centres.items():
        key = tmp_path / f"{name}.pem"
        code, said, err = inside("summarise", file, "--out", out[name], "--key", key)
        assert code == 0
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert "What travels" in said
        assert "What stays here" in said
        assert "No ledger is kept" in err
        public += [word for word in err.split() if word.startswith("aci-key-")]
        before = key.read_bytes()
        inside("summarise", file, "--out", out[name], "--key", key)
        assert key.read_bytes() == before  # the key is made once
    assert len(set(public)) == 2
    assert [read(out[name].read_bytes()).signer for name in centres] == public
    keys.write_text("\n".join(public), "utf-8")
    code, text, err = inside("pool", *out.values(), "--trust", keys, "--json", "-")
    assert (code, err) == (0, "")
    assert json.loads(text)["results"]
    code, _, err = inside("pool", *out.values(), "--trust", public[0])
    assert code == 2
    assert "East.json: The summary is signed with a key that is not trusted" in err
    assert "West.json" not in err
    inside("summarise", centres["East"], "--out", out["East"])
    assert (
        "East.json: The summary is not signed" in inside("pool", *out.values(), "--trust", keys).err
    )


def test_a_ledger_remembers_what_was_sent(centres: dict[str, Path], tmp_path: Path) -> None:
    text = centres["West"].read_text("utf-8").splitlines(keepends=True)
    fewer = tmp_path / "fewer.csv"
    fewer.write_text("".join(text[:-1]), "utf-8")
    ledger, out = tmp_path / "sent.json", tmp_path / "West.json"
    options = ("--out", out, "--centre", "West", "--ledger", ledger)
    code, _, err = inside("summarise", fewer, *options)
    assert (code, "ledger" in err) == (0, False)
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600
    first, kept = read(out.read_bytes()).centre.summary, ledger.read_text("utf-8")
    assert "SYN-" not in kept  # no identifier
    code, said, _ = inside("summarise", centres["West"], *options)
    assert code == 0
    assert "sent before" in said
    later = read(out.read_bytes()).centre.summary
    assert len(later.of_moments) < len(first.of_moments)
    assert len(json.loads(ledger.read_text("utf-8"))["sent"]) == 2
    ledger.write_text("{}", "utf-8")
    code, _, err = inside("summarise", fewer, *options)
    assert code == 2
    assert "no ledger" in err


def test_for_oneself_everything_is_in_it(centres: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "all.json"
    code, said, _ = inside("summarise", centres["West"], "--out", out, "--least", "0")
    assert (code, said) == (0, "")
    whole = read(out.read_bytes()).centre.summary
    counts = [c for c in whole.of_counts.values() if ((c.table > 0) & (c.table < 5)).any()]
    assert counts
    code, _, err = inside("summarise", centres["West"], "--out", out, "--least", "2")
    assert code == 2
    assert "--least 3" in err


def test_to_standard_output(centres: dict[str, Path]) -> None:
    code, out, err = inside("summarise", centres["East"], "--out", "-")
    assert code == 0
    assert read(out.encode()).centre.centre == "East"
    assert "What travels" in err


@pytest.mark.parametrize(("option", "word"), [("--key", "private key"), ("--ledger", "ledger")])
def test_a_file_that_is_another(
    centres: dict[str, Path], tmp_path: Path, option: str, word: str
) -> None:
    out = tmp_path / "s.json"
    code, _, err = inside("summarise", centres["East"], "--out", out, option, centres["West"])
    assert code == 2
    assert word in err
    assert not out.exists()


def test_a_damaged_file_is_named(centres: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "East.json"
    inside("summarise", centres["East"], "--out", out)
    out.write_bytes(out.read_bytes().replace(b"East", b"Oest", 1))
    code, _, err = inside("pool", out, out)
    assert code == 2
    assert err.count("East.json: The summary is not as it was made") == 2
