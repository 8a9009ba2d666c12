"""Commands `summarise` and `pool`: three hospitals and a coordinator."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.command import inside

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def summaries(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A summary of each centre of the long sample."""
    folder = tmp_path_factory.mktemp("centres")
    text = (ROOT / "sample_data" / "synthetic_long.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    made = []
    for centre in ("A", "B", "C"):
        with (folder / f"{centre}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(row for row in rows if row["centre"] == centre)
        made.append(folder / f"{centre}.json")
        done = inside("summarise", folder / f"{centre}.csv", "--out", made[-1])
        assert done.code == 0, done.err
    return made


def test_the_pooled_trial_has_its_centres_and_what_is_between_them(summaries: list[Path]) -> None:
    code, out, _ = inside("pool", *summaries, "--json", "-")
    assert code == 0
    document = json.loads(out)
    assert [one["centre"] for one in document["centres"]] == ["A", "B", "C"]
    by_arm = [one["n"] for one in document["centres"]]
    assert document["cohort"]["arms"] == {
        arm: sum(n[arm] for n in by_arm) for arm in ("treatment", "control")
    }
    rows = document["results"]
    between = {row["method"] for row in rows if row["analysis"] == "centres"}
    assert {"ancova", "interaction", "cochran_q", "i_squared", "leave_one_out"} <= between
    assert {"baseline", "outcomes", "factors", "safety"} <= {row["analysis"] for row in rows}
    assert document["settings"]["rule"] == "pct_90_46_18"


def test_as_lines_for_a_reader(summaries: list[Path]) -> None:
    code, out, _ = inside("pool", *summaries)
    assert code == 0
    assert "centres nihss m6 centre ancova" in out


def test_no_patient_is_in_a_summary(summaries: list[Path]) -> None:
    for path in summaries:
        assert "SYN-" not in path.read_text("utf-8")


def test_what_differs_is_told_line_by_line(summaries: list[Path], tmp_path: Path) -> None:
    other = tmp_path / "D.json"
    csv_file = summaries[2].with_suffix(".csv")
    plan = tmp_path / "plan.json"
    plan.write_text('{"level": 0.9, "alpha": 0.01}', "utf-8")
    done = inside("summarise", csv_file, "--settings", plan, "--centre", "Dalian", "--out", other)
    assert done.code == 0
    code, out, err = inside("pool", *summaries[:2], other)
    assert (code, out) == (2, "")
    first, *lines = err.splitlines()
    assert "2" in first
    assert len(lines) == 2
    assert all(line.startswith("Dalian:") for line in lines)
    assert inside("pool", *summaries[:2], other, "--lang", "zh").err.splitlines()[1] != lines[0]


def test_one_alone_or_the_same_twice_or_what_is_none_is_refused(
    summaries: list[Path], tmp_path: Path
) -> None:
    junk = tmp_path / "junk.json"
    junk.write_text("{}", "utf-8")
    for files in (summaries[:1], [*summaries, summaries[0]], [summaries[0], junk]):
        code, out, err = inside("pool", *files)
        assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_no_input_is_written_over(summaries: list[Path]) -> None:
    before = summaries[0].read_bytes()
    assert inside("pool", *summaries, "--json", summaries[0]).code == 2
    file = summaries[0].with_suffix(".csv")
    assert inside("summarise", file, "--out", file).code == 2
    assert summaries[0].read_bytes() == before


def test_a_summary_needs_its_place() -> None:
    assert inside("summarise", ROOT / "sample_data" / "synthetic_156.csv").code == 2


def test_a_report_of_the_pooled_trial_by_the_ending_of_its_name(
    summaries: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")  # pictures take seconds
    names = [tmp_path / "trial.docx", tmp_path / "made" / "trial.html"]
    code, out, err = inside("pool", *summaries, *(x for n in names for x in ("--report", n)))
    assert (code, err) == (0, "")
    assert out.splitlines() == [str(name) for name in names]
    assert "of 3 centres" in names[1].read_text("utf-8")


@pytest.mark.parametrize("name", ["trial.pdf", "trial", "script.py"])
def test_a_report_that_no_summary_makes_is_refused(
    summaries: list[Path], tmp_path: Path, name: str
) -> None:
    code, out, err = inside("pool", *summaries, "--report", tmp_path / name)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert ".docx, .xlsx, .pptx, .html" in err
    assert not list(tmp_path.iterdir())


def test_a_link_of_the_pooled_trial_is_of_results_alone(
    summaries: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACI_DATA_DIR", str(tmp_path / "data"))
    code, out, err = inside("pool", *summaries, "--link")
    assert (code, err) == (0, "")
    made = json.loads(out)
    assert made["kind"] == "results"
    assert made["path"] == f"/overview?c={made['token']}"
    [one] = json.loads(inside("shares", "--manage", made["manage"]).out)["shares"]
    assert one["id"] == made["id"]
