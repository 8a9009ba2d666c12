"""The different texts of a column of the loaded file."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from aci_core.domain.schema.aliases import clean

if TYPE_CHECKING:
    from aci_core.ui.state.cohort.loaded import Loaded

_LONGEST = 60


def texts_of(loaded: Loaded, header: str) -> dict[str, int]:
    """Count each text of the column, without blanks around it."""
    cells = loaded.raw.frame[loaded.raw.headers.index(header)]
    counts: Counter[str] = Counter()
    for text, n in cells.dropna().value_counts().items():
        counts[clean(str(text))] += int(n)
    return dict(counts.most_common())


def short(text: str) -> str:
    """A text cut to the width of a line."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
