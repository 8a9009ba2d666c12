"""What the cells of a column are: numbers, yes and no, or words."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from aci_core.domain.schema import Measure
from aci_core.domain.schema.aliases import canonical_value
from aci_core.ingest.cells import Cells, parse
from aci_core.ingest.values.convert import mostly_numbers
from aci_core.ingest.values.numbers.units import measure_rule

_FEW = 50
# A code with its label (1_Good) is a word.
_SCORE = replace(measure_rule(Measure("")), labels=False)


def content_of(cells: Cells) -> Literal["numbers", "flags", "words", "empty"]:
    """What the cells of a column are, whatever its header.

    ``flags`` are yes and no, or 0 and 1: a score has more than that.
    """
    parsed = parse(cells)
    used = cells.used(parsed.missing)
    if not used.any():
        return "empty"
    few = int(used.sum()) <= _FEW
    texts = [t for t, u in zip(cells.texts, used, strict=True) if u] if few else []
    if few and all(canonical_value("yes_no", text) for text in texts):
        return "flags"
    if few and bool(np.isin(parsed.values[used], (0.0, 1.0)).all()):
        return "flags"
    return "numbers" if mostly_numbers(cells, _SCORE) else "words"
