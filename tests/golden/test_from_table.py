"""Typed numbers give the golden numbers of the contract, by the command line too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aci_core.cli import main
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES
from aci_core.published.from_table import from_table

GOLDEN: dict[tuple[str, ...], dict[str, dict[str, float]]] = {
    ("counts", "67/78", "54/78"): {
        "pearson_chi2": {"statistic": 6.225266, "p": 0.012594},
        "yates_chi2": {"statistic": 5.304368, "p": 0.021272},
        "n1_chi2": {"statistic": 6.185360, "p": 0.012881},
        "fisher_exact": {
            "p": 0.020442, "estimate": 2.689825, "ci_low": 1.147158, "ci_high": 6.660789,
        },
        "risk_difference": {"estimate": 0.166667, "ci_low": 0.035493, "ci_high": 0.291663},
        "risk_difference_mn": {"ci_low": 0.036256, "ci_high": 0.295315},
        "nnt": {"estimate": 6.0, "ci_low": 3.43, "ci_high": 28.17},
        "risk_ratio": {"estimate": 1.240741, "ci_low": 1.043497, "ci_high": 1.475268},
        "risk_ratio_koopman": {"ci_low": 1.048602, "ci_high": 1.497597},
        "odds_ratio": {"estimate": 2.707071, "ci_low": 1.218073, "ci_high": 6.016252},
        "smd": {"estimate": 0.407746, "ci_low": 0.090656, "ci_high": 0.724836},
    },
    ("grades", "20,25,22,11", "10,20,24,24"): {
        "fisher_exact": {"p": 0.03193837},
        "pearson_chi2": {"statistic": 8.804417, "p": 0.03200753},
        "linear_by_linear": {"statistic": 8.510266, "p": 0.003531},
        "proportional_odds": {
            "estimate": 2.355296, "ci_low": 1.322374, "ci_high": 4.195045, "statistic": 2.908741,
        },
        "win_odds": {"estimate": 1.704, "ci_low": 1.190179, "ci_high": 2.439647, "p": 0.003605},
        "smd": {"estimate": 0.489140, "ci_low": 0.0, "ci_high": 0.760748},
    },
    ("means", "78,8.2,3.1", "78,10.4,3.5"): {
        "welch_t": {
            "statistic": -4.155707, "df": 151.786193, "p": 5.398358e-5,
            "estimate": -2.2, "ci_low": -3.245929, "ci_high": -1.154071,
        },
        "student_t": {"p": 5.361573e-5},
        "hedges_g": {"estimate": -0.662199, "ci_low": -0.984531, "ci_high": -0.339867},
        "smd": {"estimate": -0.665446, "ci_low": -0.987860, "ci_high": -0.343031},
    },
    ("correlation", "-0.388", "156"): {
        "pearson": {"estimate": -0.388, "ci_low": -0.513813, "ci_high": -0.245849},
    },
    ("correlation", "-0.5", "78"): {"pearson": {"ci_low": -0.6502, "ci_high": -0.3122}},
    ("rate", "85.9%", "78"): {
        "wilson": {"ci_low": 0.764860, "ci_high": 0.919390},
        "clopper_pearson": {"ci_low": 0.761661, "ci_high": 0.927442},
    },
}  # fmt: skip


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["from-table", *arguments, "--json", "-"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("typed", GOLDEN, ids=" ".join)
def test_the_golden_numbers(typed: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    rows = run(capsys, *typed)["results"]
    for method, wanted in GOLDEN[typed].items():
        (row,) = [r for r in rows if r["method"] == method and not r["arm"] and not r["level"]]
        for field, value in wanted.items():
            digits = 1e-3 if method == "nnt" else 1e-4 if abs(value) > 0.1 else 2e-4
            assert row[field] == pytest.approx(value, rel=digits), (method, field)


def test_a_row_has_the_fields_of_the_contract_and_a_name_of_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fields = ["analysis", "variable", "visit", "arm", "level", "versus", "method"]
    for typed in GOLDEN:
        rows = run(capsys, *typed)["results"]
        assert all(list(row)[:7] == fields and len(row) == 20 for row in rows)
        assert len({tuple(row[f] for f in fields) for row in rows}) == len(rows)


def test_what_a_paper_does_not_print_is_said() -> None:
    table = from_table("means", ("78,8.2,3.1", "78,10.4,3.5"), Settings())
    notes = {row.method: row.note for row in table.result.rows}
    assert notes["mann_whitney"] == notes["median_iqr"] == "needs_counts"
    four = ("78,12.2,4.1", "78,12.4,4.5", "78,8.2,3.1", "78,10.4,3.5")
    rows = from_table("means", four, Settings()).result.rows
    plain = next(r for r in rows if r.method == "ancova" and r.level is None)
    assert (plain.note, plain.estimate) == ("needs_patients", None)
    assumed = [r for r in rows if r.method == "ancova" and r.level]
    assert len(assumed) == 20
    # Without a correlation it is Student's difference with one degree of freedom less.
    assert assumed[0].estimate == pytest.approx(-2.2)
    assert assumed[0].df == 153


def test_level_and_language(capsys: pytest.CaptureFixture[str]) -> None:
    document = run(capsys, "rate", "85.0%", "78", "--lang", "zh", "--level", "99")
    assert document["settings"]["level"] == 0.99
    assert document["results"] == []
    assert document["checks"][0]["verdict"] == "impossible"
    assert "不" in document["checks"][0]["says"] or "没有" in document["checks"][0]["says"]


@pytest.mark.parametrize(
    "typed",
    [
        ("counts", "67/78"),
        ("counts", "67", "54/78"),
        ("counts", "79/78", "54/78"),
        ("counts", "0/0", "54/78"),
        ("counts", "6.5/78", "54/78"),
        ("counts", "67/78", "54/78", "--t", "4"),
        ("counts", "67/78", "54/78", "--p", "1.2"),
        ("counts", "67/78", "54/78", "--level", "abc"),
        ("counts", "67/78", "54/78", "--level", "nan"),
        ("counts", "67/78", "54/78", "--range", "1,2"),
        ("grades", "1,2", "1,2,3"),
        ("grades", "1", "1"),
        ("grades", "0,0", "1,2"),
        ("grades", "1,,2", "1,2,3"),
        ("means", "78,8.2", "78,10.4,3.5"),
        ("means", "78,8.2,-3.1", "78,10.4,3.5"),
        ("means", "0,8.2,3.1", "78,10.4,3.5"),
        ("means", "1,8.2,3.1", "78,10.4,3.5"),
        ("means", "78,8.2,3.1", "78,10.4,3.5", "78,1,1"),
        ("means", "78,8.2,3.1", "78,10.4,3.5", "--range", "42,0"),
        ("means", "78,8.2,3.1", "78,10.4,3.5", "--step", "0"),
        ("means", "78,8.2,3.1", "78,10.4,3.5", "--adjusted", "1"),
        ("correlation", "-1.2", "156"),
        ("correlation", "0.5", "3"),
        ("rate", "101%", "78"),
        ("rate", "abc", "78"),
        ("rate", "85.9%", "0"),
        ("rate", "85.9%", "99999999999999999999"),
        ("nothing", "1", "2"),
        ("counts",),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_no_such_table_is_told_in_one_line(
    typed: tuple[str, ...], lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["from-table", *typed, "--lang", lang])
    except SystemExit as ended:
        code = int(str(ended.code))
    output = capsys.readouterr()
    assert code == 2
    assert output.out == ""
    assert len(output.err.splitlines()) == 1
    assert "{" not in output.err
