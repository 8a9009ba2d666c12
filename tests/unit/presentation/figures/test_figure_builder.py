"""Legend of the figure builder: even rows within a phone's width."""

import pytest

from aci_core.presentation.figures.figure_builder import FigureBuilder, legend_height

SHORT = ["痊愈", "显效", "有效", "无效"]
LONG = ["Recovered", "Markedly effective", "Effective", "Ineffective"]


def rows(names: list[str]) -> list[int]:
    """How many entries each row has."""
    figure = FigureBuilder(100, left=40)
    figure.legend_below([(name, "#123456") for name in names])
    notes = figure.figure().layout.annotations
    assert [note.text.rpartition(" ")[2] for note in notes] == [n.split()[-1] for n in names]
    drops = [note.yshift for note in notes]
    assert all(note.xshift >= -40 for note in notes)
    return [drops.count(drop) for drop in sorted(set(drops), reverse=True)]


@pytest.mark.parametrize(
    ("names", "lengths"),
    [
        (SHORT, [4]),
        (LONG, [2, 2]),
        ([*LONG, "No grade"], [2, 2, 1]),
        ([*SHORT, "未判定"], [5]),
        (["A name of some patience" for _ in range(4)], [1, 1, 1, 1]),
        (["Alone"], [1]),
        ([], []),
    ],
)
def test_rows_are_even(names: list[str], lengths: list[int]) -> None:
    assert rows(names) == lengths


def test_its_height_is_that_of_its_rows() -> None:
    assert legend_height(SHORT) < legend_height(LONG) < legend_height(LONG * 2)
