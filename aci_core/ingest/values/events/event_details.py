"""Attributes of adverse events: severity, grade, seriousness, relation as categories."""

from __future__ import annotations

import pyarrow as pa

from aci_core.domain.schema import COUNTED_ATTRIBUTES
from aci_core.domain.schema.aliases import canonical_value
from aci_core.ingest.cells import Cells, format_level
from aci_core.ingest.issues import Issues
from aci_core.ingest.values.codes.categories import category
from aci_core.ingest.values.typed_column import Typed, as_text

# By attribute, the vocabularies of its words, the first that knows one.
_VOCABULARIES = {
    "severity": ("severity",),
    "grade": ("severity",),
    "serious": ("yes_no",),
    "related": ("relation",),
}
_CODED = ("0", "1")


def detail(cells: Cells, name: str, header: str, issues: Issues) -> Typed:
    """Convert an attribute of an event.

    Parameters
    ----------
    cells : Cells
    name : str
        Canonical: ``ae_fever_severity``.
    header : str
    issues : Issues
    """
    attribute = next((a for a in COUNTED_ATTRIBUTES if name.endswith(f"_{a}")), None)
    if attribute is None:
        issues.add("event_attribute", "info", header)
        return as_text(cells)
    return category(_worded(cells, attribute), name, header, issues, free=True)


def _worded(cells: Cells, attribute: str) -> Cells:
    """The cells in the words of the vocabulary, where it knows them."""
    texts = cells.texts
    if len(texts) > 1000:
        return cells
    known = [_word(text, attribute) for text in texts]
    return Cells(cells.codes, pa.array(known, pa.string()))


def _word(text: str, attribute: str) -> str:
    return next(
        (
            word
            for vocabulary in _VOCABULARIES[attribute]
            if (word := canonical_value(vocabulary, format_level(text)))
        ),
        text,
    )
