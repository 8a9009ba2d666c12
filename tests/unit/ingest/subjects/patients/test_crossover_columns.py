"""Cross-over trials told side by side: orders of treatments, scores by period, washout."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from aci_core import cli
from aci_core.domain.errors import AciError
from aci_core.ingest import ColumnMapping, load
from aci_core.presentation.i18n import LANGUAGES, translator
from tests.build import csv_of_rows

_RANDOM = random.Random(20250917)
N = 20


def file_of(head: Sequence[str], orders: Sequence[str]) -> bytes:
    """A file of two orders (or arms) in the second column, and scores under the other headers."""
    rows = [
        [f"S{i:02}", orders[i % 2], *(_RANDOM.randint(4, 18) for _ in head[2:])] for i in range(N)
    ]
    return csv_of_rows(head, rows)


# Files whose column holds the orders.
SIDE_BY_SIDE = [
    (["id", "sequence", "NIHSS_P1_pre", "BI_P1_post", "NIHSS_P2_pre", "BI_P2_post"], ["AB", "BA"]),
    (["编号", "组别", "第一周期NIHSS", "第二周期NIHSS"], ["试验-对照", "对照-试验"]),
    (["subject", "Group", "period1 NIHSS", "period2 NIHSS"], ["TR", "RT"]),
    (["编号", "给药顺序", "治疗前NIHSS", "治疗后NIHSS"], ["先A后B", "先B后A"]),
    (["id", "arm", "nihss_pre", "washout days"], ["drug then placebo", "placebo then drug"]),
]  # fmt: skip
# Files whose headers alone tell: those of one score by period, and the one beside them.
BY_HEADERS = [
    (["id", "Sequence group", "mRS period 1", "mRS period 2"], ["1", "2"], (2, 3), 1),
    (["编号", "组别", "第1阶段NIHSS", "洗脱期", "第2阶段NIHSS"], ["甲组", "乙组"], (2, 4), 3),
    (["编号", "给药顺序", "第一周期BI", "第二周期BI"], ["A组", "B组"], (2, 3), 1),
    (["id", "arm", "NIHSS P1", "NIHSS P2", "wash-out"], ["drug", "placebo"], (2, 3), 4),
]


@pytest.mark.parametrize(("head", "orders"), SIDE_BY_SIDE)
def test_periods_side_by_side_are_refused(head: Sequence[str], orders: Sequence[str]) -> None:
    with pytest.raises(AciError) as refused:
        load(file_of(head, orders), "x.csv")
    assert (refused.value.code, refused.value.facts) == ("crossover_wide", {"column": head[1]})
    assert all(head[1] in translator(lang).error(refused.value) for lang in LANGUAGES)


@pytest.mark.parametrize(("head", "arms", "scores", "sign"), BY_HEADERS)
def test_no_column_is_said_to_hold_an_order_where_headers_alone_tell(
    head: Sequence[str], arms: Sequence[str], scores: tuple[int, int], sign: int
) -> None:
    with pytest.raises(AciError) as refused:
        load(file_of(head, arms), "x.csv")
    shown = ", ".join(head[place] for place in scores)
    facts = {"headers": shown, "sign": head[sign], "column": head[1]}
    assert (refused.value.code, refused.value.facts) == ("crossover_periods", facts)
    for lang in LANGUAGES:
        said = translator(lang).error(refused.value)
        assert all(name in said for name in (shown, head[sign], head[1]))
    mapping = ColumnMapping(columns={head[1]: "arm"})  # as the message says
    assert set(load(file_of(head, arms), "x.csv", mapping).arms) == set(arms)


def test_the_command_line_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(file_of(*SIDE_BY_SIDE[0]))
    for command in ("check", "analyse"):
        assert cli.main([command, str(file)]) == 2
        output = capsys.readouterr()
        assert (output.out, "cross-over" in output.err) == ("", True)


PARALLEL = [
    # Two orders of treatment that are compared as arms, and no period: 先化疗, 先放疗.
    (["id", "arm", "nihss_pre", "nihss_post"], ["chemo then radio", "radio then chemo"]),
    (["id", "arm", "nihss_pre", "nihss_post"], ["TR", "CR"]),
    # Cycles of a medicine, and a washout before the trial.
    (["编号", "组别", "第一周期剂量", "第二周期剂量", "NIHSS治疗前"], ["试验组", "对照组"]),
    (["id", "arm", "washout days", "nihss_pre", "nihss_post"], ["drug", "placebo"]),
    (["id", "arm", "nihss_pre", "nihss_post", "P1 latency", "P2 latency"], ["drug", "placebo"]),
]  # fmt: skip


@pytest.mark.parametrize(("head", "arms"), PARALLEL)
def test_parallel_groups_are_none(head: Sequence[str], arms: Sequence[str]) -> None:
    assert set(load(file_of(head, arms), "x.csv").arms) == set(arms)


def test_who_says_that_the_orders_are_groups_compares_them() -> None:
    head, orders = SIDE_BY_SIDE[3]
    cohort = load(file_of(head, orders), "x.csv", ColumnMapping(columns={head[1]: "arm"}))
    assert (cohort.n, set(cohort.arms)) == (N, set(orders))
