"""Cells that hold a code and its label: 1_yes, 0=no, 2 - 女, 1.男, (2) moderate, ①有."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aci_core.domain.schema.aliases import canonical_value, clean, value_key
from aci_core.ingest.cells import Cells, Mask, is_missing
from aci_core.ingest.issues import Issues
from aci_core.ingest.values.numerals import to_digits

# Code and label, with a sign between them; before a Chinese word the sign may be left out.
_CODE_FIRST = re.compile(
    r"^[(\[]?(?P<code>[0-9]{1,2}) ?(?:[_=:.、,;)\]\-–—―~]+ ?|(?=[\u4e00-\u9fff]))"
    r"(?P<label>[^\d\W].*)$"
)
# Label and code: yes_1, 是(1). Only of words that are known.
_LABEL_FIRST = re.compile(
    r"^(?P<label>.*[^\W\d_]) ?(?:[_=:\-–—] ?|[(\[])(?P<code>[0-9]{1,2})[)\]]?$"
)
_ORDERED = re.compile(r"^.{1,4}[级度期型]$")
_FEWEST = 2
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Labelled:
    """A cell's code and label."""

    code: int
    label: str


def code_and_label(text: str) -> Labelled | None:
    """The code and the label of a text; None if it has not both.

    Examples
    --------
    >>> [code_and_label(t) for t in ("1_yes", "2 - 女", "①有", "3 months", "2b", "1.5T")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [Labelled(code=1, label='yes'), Labelled(code=2, label='女'), Labelled(code=1, label='有'),
     None, None, None]
    """
    match = _CODE_FIRST.match(clean(text))
    return None if match is None else Labelled(int(match["code"]), match["label"].strip())


def canonical_of_cell(vocabulary: str, text: str) -> str | None:
    """The canonical value of a cell: by its text, or by its label where a code stands with it.

    Examples
    --------
    >>> [canonical_of_cell("yes_no", t) for t in ("是", "1_yes", "0 - 否", "否(0)", "2_maybe")]
    ['yes', 'yes', 'no', 'no', None]
    """
    known = canonical_value(vocabulary, text)
    if known is not None:
        return known
    shown = clean(text)
    match = _CODE_FIRST.match(shown) or _LABEL_FIRST.match(shown)
    return None if match is None else canonical_value(vocabulary, match["label"])


def has_label(vocabulary: str, text: str) -> bool:
    """Whether a text is known by the label that a code stands with."""
    return canonical_value(vocabulary, text) is None and (
        canonical_of_cell(vocabulary, text) is not None
    )


def label_missing(text: str) -> bool:
    """Whether the label of a code says that there is no value: 9_unknown, 9=不详."""
    both = code_and_label(text)
    return both is not None and is_missing(both.label)


def report(cells: Cells, read: Mask, header: str, issues: Issues) -> None:
    """Report the texts of which one part was read, the label or the code."""
    used = np.flatnonzero(read & (cells.counts > 0))
    if used.size:
        shown = "; ".join(cells.distinct[int(i)].as_py() for i in used[:_SHOWN])
        count = int(cells.counts[used].sum())
        issues.add("code_and_label", "info", header, value=shown, count=count)


def labelled(texts: Sequence[str]) -> list[Labelled] | None:
    """Code and label of each text, if each code has one label and each label one code.

    Parameters
    ----------
    texts : sequence of str
        The distinct texts of a column, without those for a missing value.

    Returns
    -------
    list of Labelled or None
        None if a text has not both, or one code stands with two labels: 3天, 5天.

    Examples
    --------
    >>> [one.label for one in labelled(["1.LAA", "2.CE"]) or ()], labelled(["3天", "5天"])
    (['LAA', 'CE'], None)
    """
    both = [code_and_label(text) for text in texts]
    known = [one for one in both if one is not None]
    if len(known) < len(both):
        return None
    pairs = {(one.code, value_key(one.label)) for one in known}
    codes, labels = {code for code, _ in pairs}, {label for _, label in pairs}
    one_to_one = len(codes) == len(labels) == len(pairs) >= _FEWEST
    return known if one_to_one else None


def degree_key(text: str) -> str:
    """Key of a degree, however its number is written: Ⅱ级, II级, 二级 and 2级 are one.

    Examples
    --------
    >>> [degree_key(t) for t in ("Ⅱ级", "二级", "2级", "一般")]
    ['2级', '2级', '2级', '一般']
    """
    key = value_key(text)
    return to_digits(key) if _ORDERED.match(key) else key
