"""One choice of a visitor, and its text in a URL. No Streamlit here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from aci_core.domain.errors import AciError
from aci_core.domain.study.filters import Filter, filters_from_json, sets_from_json
from aci_core.domain.study.question import Question, questions_from_json, questions_to_json
from aci_core.ui.state.choices.plan_record import deviations_of, deviations_to_text, lock_of

Value = str | int | tuple[int, int] | tuple[str, ...]
Kind = Literal[
    "code", "name", "typed", "whole", "range", "names", "filters", "sets", "lock", "deviations",
    "questions",
]  # fmt: skip

# What a link may carry where the codes are the file's own: short, one line, no control character.
_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,120}")
_WHOLE = re.compile(r"-?[0-9]{1,10}")
BETWEEN = "~"
_LONGEST_FILTERS = 4000
_LONGEST_QUESTIONS = 8000  # as many as a report holds, of the longest names


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice.

    Parameters
    ----------
    name : str
        Its key in URL and session; its label is ``choice.<name>``, its help
        ``choice_help.<name>`` in the catalogue.
    kind : str
        ``code``: one of `codes`; ``name``: a name of the file's own; ``typed``: a text that the
        visitor types, which may be empty; ``whole``: a whole number; ``range``: two whole numbers
        in order; ``names``: several names in order; ``filters``, ``sets``: as JSON; ``lock``,
        ``deviations``: the record of a locked plan; ``questions``: of exploration, as JSON.
    default : Value
        Not written. Empty text stands for the first option of the moment.
    codes : tuple of str
        Of a `code`.
    low, high : int
        Of a `whole` or a `range`.
    """

    name: str
    kind: Kind
    default: Value
    codes: tuple[str, ...] = ()
    low: int = 0
    high: int = 0

    def read(self, text: str) -> Value:
        """Parse a link's text; the default for junk."""
        match self.kind:
            case "code":
                return text if text in self.codes else self.default
            case "name":
                return text if _NAME.fullmatch(text) else self.default
            case "typed":
                # A field that was filled in and is emptied stays empty.
                if text == BETWEEN:
                    return ""
                return text if _NAME.fullmatch(text) else self.default
            case "whole":
                number = self._whole(text)
                return self.default if number is None else number
            case "range":
                ends = [self._whole(part) for part in text.split(BETWEEN)]
                match sorted(end for end in ends if end is not None):
                    case [low, high] if len(ends) == 2:
                        return low, high
                return self.default
            case "filters" | "sets" | "deviations" | "questions":
                return _CANONICAL[self.kind](text)
            case "lock":
                return text if lock_of(text) else self.default
            case "names":
                parts = tuple(dict.fromkeys(text.split(BETWEEN)))
                return parts if all(_NAME.fullmatch(part) for part in parts) else self.default

    def write(self, value: Value) -> str:
        """Format a value for a link."""
        if isinstance(value, tuple):
            return BETWEEN.join(str(part) for part in value)
        if self.kind == "typed":
            return str(value) or BETWEEN
        return str(value)

    def _whole(self, text: str) -> int | None:
        if not _WHOLE.fullmatch(text):
            return None
        number = int(text)
        return number if self.low <= number <= self.high else None


def canonical_filters(text: str) -> str:
    """Normalise a link's text of filters; empty for junk.

    Examples
    --------
    >>> canonical_filters('[{"column": "age", "low": 60}]'), canonical_filters("x")
    ('[{"column":"age","low":60.0}]', '')
    """
    try:
        filters = filters_from_json(json.loads(text[:_LONGEST_FILTERS]))
    except (AciError, ValueError, RecursionError):
        return ""
    return filters_to_text(filters)


def canonical_sets(text: str) -> str:
    """Normalise a link's text of a user's sets; empty for junk."""
    try:
        sets = sets_from_json(json.loads(text[:_LONGEST_FILTERS]))
    except (AciError, ValueError, RecursionError):
        return ""
    return sets_to_text(sets)


def sets_to_text(sets: Mapping[str, Sequence[Filter]]) -> str:
    """Format a user's sets for a link; empty for none."""
    parts = {name: [one.to_json() for one in filters] for name, filters in sets.items()}
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")) if parts else ""


def filters_to_text(filters: Sequence[Filter]) -> str:
    """Format filters for a link; empty for none."""
    if not filters:
        return ""
    parts = [one.to_json() for one in filters]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def filters_of(text: str) -> tuple[Filter, ...]:
    """Parse a link's filters; none of an empty text."""
    return filters_from_json(json.loads(text)) if text else ()


def questions_to_text(questions: Sequence[Question]) -> str:
    """Format exploratory questions for a link; empty for none."""
    if not questions:
        return ""
    return json.dumps(questions_to_json(questions), ensure_ascii=False, separators=(",", ":"))


def questions_of(text: str) -> tuple[Question, ...]:
    """Parse a link's exploratory questions; none for junk.

    Examples
    --------
    >>> questions_of('[{"x": "age"}]'), questions_of("x")
    ((Question(x='age', y=None, by=None, chart=None),), ())
    """
    try:
        return questions_from_json(json.loads(text[:_LONGEST_QUESTIONS])) if text else ()
    except (AciError, ValueError, RecursionError):
        return ()


# Of kinds that are JSON: the text as we write it, empty for junk.
_CANONICAL: Mapping[str, Callable[[str], str]] = {
    "filters": canonical_filters,
    "sets": canonical_sets,
    "deviations": lambda text: deviations_to_text(deviations_of(text)),
    "questions": lambda text: questions_to_text(questions_of(text)),
}
