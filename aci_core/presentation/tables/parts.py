"""What the tables share: heads with n, footnotes, cells of a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import LETTERS
from aci_core.presentation.tables.model import Cell, Head, Row

if TYPE_CHECKING:
    from aci_core.analyses.result import Result
    from aci_core.analyses.result import Row as Found

# Told elsewhere in the table: missing patients have a line, the family a note of its own.
_TOLD = frozenset({"missing", "family", "upper_one_sided"})


class Footnotes:
    """Marks of the notes that a table's rows carry, each told once under the table."""

    def __init__(self, t: Translator) -> None:
        self.t = t
        self._marks: dict[str, str] = {}

    def _mark(self, text: str) -> str:
        if text not in self._marks:
            index = len(self._marks)
            turns, place = divmod(index, len(LETTERS))
            self._marks[text] = LETTERS[place] * (turns + 1)
        return self._marks[text]

    def mark(self, *rows: Found | None) -> str:
        """The marks of these rows' notes, in the order of the notes."""
        codes = [(code, row.method) for row in rows if row is not None for code in row.notes]
        told = [(code, of) for code, of in codes if code.partition(":")[0] not in _TOLD]
        texts = dict.fromkeys(format_row.note(self.t, code, of) for code, of in told)
        return "".join(self._mark(text) for text in texts)

    def cell(self, text: str, *rows: Found | None) -> str:
        """The text with the marks of these rows."""
        return text + self.mark(*rows)

    def told(self, text: str, note: str) -> str:
        """The text with a mark of a note of the table's own; an empty note has none."""
        return text + self._mark(note) if note else text

    def lines(self) -> tuple[str, ...]:
        """The notes, one a line, with their marks."""
        return tuple(
            self.t("table.footnote", mark=mark, text=text) for text, mark in self._marks.items()
        )


def arm_head(t: Translator, label: str, n: int | None, spanner: str = "") -> Head:
    """The head of an arm's column, with its n."""
    name = labels.arm(t, label)
    text = name if n is None else t("table.arm_head", arm=name, n=format_number.whole(n))
    return Head(text, "right", spanner)


def heads(t: Translator, *keys: str, first: str = "") -> tuple[Head, ...]:
    """Columns by the keys of their words; the first names the rows."""
    return (
        Head(t(f"table.{first}") if first else "", "left"),
        *(Head(t(f"table.{k}")) for k in keys),
    )


def ci_head(result: Result, t: Translator) -> str:
    """``95% CI`` of the result's level."""
    return format_row.ci_head(t, result.settings.level)


def line(label: str, *texts: str, indent: int = 0, bold: bool = False, muted: bool = False) -> Row:
    """A row whose label is indented or bold and whose numbers are plain."""
    return Row((Cell(label, indent, bold, muted), *(Cell(text, muted=muted) for text in texts)))


def notes(*lines: str | Iterable[str]) -> tuple[str, ...]:
    """Notes in their order, empty ones dropped, none twice."""
    flat: list[str] = []
    for entry in lines:
        flat.extend([entry] if isinstance(entry, str) else entry)
    return tuple(dict.fromkeys(text for text in flat if text))


def direction(result: Result, t: Translator) -> str:
    """Which arm is taken from which."""
    treatment, control = (labels.in_arm(t, arm) for arm in result.arms)
    return t("table.note_direction", treatment=treatment, control=control)


def ratio_direction(result: Result, t: Translator, event: str) -> str:
    """The event that a ratio speaks of, and its reference."""
    treatment, control = (labels.in_arm(t, arm) for arm in result.arms)
    return t("table.note_ratio", event=event, treatment=treatment, control=control)
