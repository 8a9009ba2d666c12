"""The Nasty type (a file and what is expected of it), and the patients of most nasty files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests import files

HEAD = (
    "编号",
    "组别",
    "年龄",
    "性别",
    "治疗前NIHSS评分",
    "治疗后NIHSS评分",
    "治疗前BI",
    "治疗后BI",
)
PATIENTS = tuple(
    (f"P{i}", "观察组" if i % 2 else "对照组", 60 + i, "男" if i % 3 else "女", 9 + i % 5,
     3 + i % 4, 40 + 5 * (i % 6), 70 + 5 * (i % 5))
    for i in range(1, 13)
)  # fmt: skip
EIGHT = ("patient_id", "arm", "age", "sex", "nihss_pre", "nihss_post", "bi_pre", "bi_post")
BASE = (HEAD, *PATIENTS)
Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Nasty:
    """A file and what is expected of it.

    Parameters
    ----------
    name : str
        The file's name, which may lie.
    make : callable
        Its bytes.
    error : str
        Code of the refusal; empty where a cohort comes of it.
    n : int
        Patients of the cohort.
    has : tuple of str
        Canonical columns that it must have.
    lacks : tuple of str
        Columns that it must not have.
    told : tuple of str
        Codes of issues that it must tell.
    arms : tuple of str
        Treatment and control, where the file settles them.
    same : bool
        The cohort is to be that of the plain file, value by value.
    """

    name: str
    make: Callable[[], bytes] = field(repr=False)
    error: str = ""
    n: int = 12
    has: tuple[str, ...] = ("age", "sex", "nihss_pre", "nihss_post", "bi_pre", "bi_post")
    lacks: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    arms: tuple[str, ...] = ("观察组", "对照组")
    same: bool = False


def text(rows: Rows, *, by: str = ",", end: str = "\n") -> str:
    """Rows as delimited text."""
    return end.join(by.join(str(cell) for cell in row) for row in rows) + end


def coded(rows: Rows, encoding: str, **options: str) -> Callable[[], bytes]:
    """The same as bytes of an encoding."""
    return lambda: text(rows, **options).encode(encoding)


def plain(content: str) -> Callable[[], bytes]:
    """A text as UTF-8."""
    return content.encode


def changed(place: tuple[int, int], cell: object, rows: Rows = BASE) -> Rows:
    """The rows with one cell changed."""
    made = [list(row) for row in rows]
    made[place[0]][place[1]] = cell
    return made


def with_column(header: str, cells: Sequence[object], rows: Rows = BASE) -> Rows:
    """The rows with a column more."""
    column = [header, *(cells[i % len(cells)] for i in range(len(rows) - 1))]
    return [[*row, cell] for row, cell in zip(rows, column, strict=True)]


def book(rows: Rows, **options: Sequence[str]) -> Callable[[], bytes]:
    """A workbook of one sheet."""
    return lambda: files.xlsx({"Sheet1": rows}, **options)
