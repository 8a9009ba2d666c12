"""Model of a table: cells of formatted text, rows, column heads and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Parameters
    ----------
    text : str
        As printed. ``*P*`` is set in italics, nothing else is markup.
    indent : int
        Steps to the right, for a level below its variable.
    bold, muted : bool
        A heading or a result to look at first; a remark.
    tone : {"", "good", "bad"}
        A verdict: green or red behind words that say the same.
    """

    text: str
    indent: int = 0
    bold: bool = False
    muted: bool = False
    tone: Literal["", "good", "bad"] = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one column.

    Parameters
    ----------
    label : str
    align : {"left", "right", "center"}
        Numbers stand right, words left.
    spanner : str
        Heading that neighbouring columns share: ``Before treatment``.
    """

    label: str
    align: Align = "right"
    spanner: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; a row with fewer cells than columns spans the rest with its last cell."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its notes.

    Parameters
    ----------
    title : str
    columns : tuple of Head
        The first column names the rows.
    rows : tuple of Row
    notes : tuple of str
        Under the table, in order: methods, abbreviations, what was left out.
    """

    title: str
    columns: tuple[Head, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def line(*texts: str, indent: int = 0, bold: bool = False, muted: bool = False) -> Row:
    """A row of plain texts; indent and weight are those of its first cell.

    Examples
    --------
    >>> line("Male", "40 (51.3)", indent=1).cells[0]
    Cell(text='Male', indent=1, bold=False, muted=False, tone='')
    """
    first, *rest = texts
    return Row((Cell(first, indent, bold, muted), *(Cell(text, muted=muted) for text in rest)))


def spanners(columns: Sequence[Head]) -> tuple[tuple[str, int], ...]:
    """Runs of neighbouring columns under one spanner, with their length.

    Examples
    --------
    >>> spanners((Head(""), Head("a", spanner="A"), Head("b", spanner="A")))
    (('', 1), ('A', 2))
    """
    runs: list[tuple[str, int]] = []
    for head in columns:
        if runs and runs[-1][0] == head.spanner:
            runs[-1] = (head.spanner, runs[-1][1] + 1)
        else:
            runs.append((head.spanner, 1))
    return tuple(runs)
