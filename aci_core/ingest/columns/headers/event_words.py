"""The file's own word for an adverse event, which stays in every table and report."""

from __future__ import annotations

from collections.abc import Iterator

from aci_core.domain.schema import SERIOUS
from aci_core.domain.schema.aliases import clean, compact, words
from aci_core.ingest.columns.headers import code_legends

# Heaps of events rather than events: the word of one column says too little of them.
_HEAPS = frozenset({"unspecified", SERIOUS, "other", "any", "death", "loss"})


def own_word(header: str, label: str, term: str) -> str:
    """The word by which a column names an event; empty for the canonical name.

    Parameters
    ----------
    header, label : str
        Of the column; the label goes first.
    term : str
        Canonical.

    Examples
    --------
    >>> own_word("肺部感染（0/1）", "", "pneumonia"), own_word("不良反应：腹胀", "", "pneumonia")
    ('肺部感染', '')
    >>> [own_word(header, "", "fever") for header in ("ae_fever", "Fever", "V7", "AE: Pyrexia")]
    ['', '', '', 'Pyrexia']
    """
    if term in _HEAPS:
        return ""
    return next((word for text in (label, header) for word in _naming(text, term)), "")


def _naming(text: str, term: str) -> Iterator[str]:
    """The part of a text that names the event in other words than the canonical name."""
    table = words()
    cleaned = clean(code_legends.without_legend(text[: code_legends.MAX_HEADER]))
    # Letters as they are compared, each with its place in the text.
    letters = [(place, c) for place, sign in enumerate(cleaned) for c in compact(sign)]
    key = "".join(c for _, c in letters)
    starts = (0, *(len(w) for w in table.event_before if key.startswith(w)))
    names = {word for word, event in table.events.items() if event == term}
    for start in starts:
        # Longest first: what is behind the word is a unit or a remark.
        for end in range(len(key), start, -1):
            if key[start:end] in names:
                if key[start:end] != compact(term):
                    yield cleaned[letters[start][0] : letters[end - 1][0] + 1]
                return
