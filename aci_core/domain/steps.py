"""Steps: a user's corrections of a file, as data.

`aci_core.ingest.apply_steps` applies them to the text of cells, before it is parsed. The file is
never changed: a step is undone by removing it.
"""

from __future__ import annotations

from typing import Annotated, Any, get_args

from msgspec import Meta, Struct, structs

from aci_core.domain.codec import decode, encode
from aci_core.domain.errors import AciError

MAX_STEPS = 10_000
MAX_TEXT = 1000
# A lone surrogate, which JSON may hold, is not valid in a cell.
Text = Annotated[str, Meta(max_length=MAX_TEXT, pattern=r"^[^\ud800-\udfff]*\Z")]
NotBlank = Annotated[str, Meta(max_length=MAX_TEXT, pattern=r"(?s)^(?=.*\S)[^\ud800-\udfff]*\Z")]
RowNumber = Annotated[int, Meta(ge=1, le=2_000_000)]
Factor = Annotated[float, Meta(ge=-1e9, le=1e9)]


class Step(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """One step; its parts in JSON are its fields after ``kind``."""

    def to_json(self) -> dict[str, Any]:
        """The step as a JSON object."""
        document: dict[str, Any] = encode(self)
        return document


class SetCell(Step, frozen=True, tag="set", rename={"header": "column"}):
    """Set a cell to `text`, or empty it if None.

    Parameters
    ----------
    row : int
        As a spreadsheet counts.
    header : str
    text : str or None
    """

    row: RowNumber
    header: NotBlank
    text: Text | None


class ConfirmCell(Step, frozen=True, tag="confirm", rename={"header": "column"}):
    """Confirm that a cell which looks unlikely is right: it is asked about no longer.

    Parameters
    ----------
    row : int
        As a spreadsheet counts.
    header : str
    """

    row: RowNumber
    header: NotBlank


class ScaleColumn(Step, frozen=True, tag="scale", rename={"header": "column"}):
    """Multiply every number of a column by `factor`.

    Parameters
    ----------
    header : str
    factor : float
    """

    header: NotBlank
    factor: Factor


class ScaleWhere(Step, frozen=True, tag="scale_where", rename={"header": "column"}):
    """Multiply a column by `factor` in the rows where another column has a given text.

    Parameters
    ----------
    header : str
    factor : float
    where : str
        Header of the column that selects the rows.
    text : str
        Text in that column; compared without case, width and spaces.
    """

    header: NotBlank
    factor: Factor
    where: NotBlank
    text: NotBlank


class OmitRow(Step, frozen=True, tag="omit"):
    """Leave out a patient.

    Parameters
    ----------
    row : int
        As a spreadsheet counts.
    """

    row: RowNumber


class OmitHidden(Step, frozen=True, tag="omit_hidden"):
    """Leave out the rows that the workbook hides, by a filter or by hand."""


class OmitWhere(Step, frozen=True, tag="omit_where", rename={"header": "column"}):
    """Leave out the rows where a column has a given text.

    Parameters
    ----------
    header : str
    text : str
        Compared without case, width and spaces.
    """

    header: NotBlank
    text: NotBlank


class FillDown(Step, frozen=True, tag="fill_down", rename={"header": "column"}):
    """Fill empty cells of a column with the value above.

    Parameters
    ----------
    header : str
    """

    header: NotBlank


class FillBlank(Step, frozen=True, tag="fill_blank", rename={"header": "column"}):
    """Read the empty cells of a column as `text`.

    Parameters
    ----------
    header : str
        Also of a column that lists events in words: it was not in each of them.
    text : str
    """

    header: NotBlank
    text: NotBlank


class ReplaceText(
    Step, frozen=True, tag="replace", rename={"header": "column", "old": "text", "new": "with"}
):
    """Replace the text `old` in a column by `new`, or empty the cells if None.

    Parameters
    ----------
    header : str
    old : str
        Compared without case, width and spaces.
    new : str or None
    """

    header: NotBlank
    old: NotBlank
    new: Text | None


_KINDS = (
    SetCell
    | ConfirmCell
    | ScaleColumn
    | ScaleWhere
    | OmitRow
    | OmitHidden
    | OmitWhere
    | FillDown
    | FillBlank
    | ReplaceText
)
_KNOWN = ", ".join(kind.__struct_config__.tag for kind in get_args(_KINDS))


def steps_from_json(document: object) -> tuple[Step, ...]:
    """Steps from a parsed JSON list.

    Raises
    ------
    AciError
        ``steps_not_list``, ``steps_too_many``, ``step_kind`` or ``step_part``; an error never
        quotes a cell's text.

    Examples
    --------
    >>> steps_from_json([{"kind": "scale", "column": "BI", "factor": 5}])
    (ScaleColumn(header='BI', factor=5.0),)
    """
    if not isinstance(document, list | tuple):
        raise AciError("steps_not_list")
    if len(document) > MAX_STEPS:
        raise AciError("steps_too_many", limit=MAX_STEPS)
    return tuple(_step(part, place) for place, part in enumerate(document, 1))


def _step(document: object, place: int) -> Step:
    step: Step = decode(_KINDS, document, "step", n=place, known=_KNOWN)
    parts = structs.asdict(step)
    if parts.get("factor") == 0:
        raise AciError("step_part", n=place, key="factor")
    texts = {name: text.strip() or None for name, text in parts.items() if isinstance(text, str)}
    return structs.replace(step, **texts)
