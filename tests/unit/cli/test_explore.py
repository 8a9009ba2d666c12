"""`explore` on the command line: an answer, the list of fields, what cannot be asked."""

from __future__ import annotations

import json

import pytest

from aci_core.cli import main
from tests.build import ROOT

FILE = str(ROOT / "sample_data/synthetic_156.csv")


def test_the_answer_is_a_sentence_and_its_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explore", FILE, "--x", "vegf_pre", "--y", "nihss_pre", "--by", "arm"]) == 0
    sentence, *lines = capsys.readouterr().out.splitlines()
    assert "−0.388" in sentence
    assert any("pearson" in line and "estimate=-0.388" in line for line in lines)
    assert [line for line in lines if line.startswith("arm = ")] == [
        "arm = treatment", "arm = control",
    ]  # fmt: skip


def test_the_json_tells_each_level_apart(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["explore", FILE, "--x", "arm", "--y", "effective", "--by", "sex", "--json", "-"]
    assert main(arguments) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["question"] == {"x": "arm", "y": "effective", "by": "sex"}
    assert (document["n"], document["missing"]) == (156, 0)
    differences = {r["by"]: r["n"] for r in document["results"] if r["method"] == "risk_difference"}
    assert list(differences) == [None, "male", "female"]
    assert sum(differences[None].values()) == 156
    by_sex = [sum(differences[level].values()) for level in ("male", "female")]
    assert sum(by_sex) == 156


@pytest.mark.parametrize(("lang", "words"), [("en", "Age"), ("zh", "年龄")])
def test_without_a_name_the_fields_are_listed(
    capsys: pytest.CaptureFixture[str], lang: str, words: str
) -> None:
    assert main(["explore", FILE, "--lang", lang]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"age  number  {words}" in lines
    assert any(line.startswith("nihss_post-pre  number") for line in lines)


def test_what_the_file_lacks_stops_with_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explore", FILE, "--x", "height"]) == 2
    result = capsys.readouterr()
    assert result.out == ""
    assert result.err.strip() == "This file has no height to explore."
