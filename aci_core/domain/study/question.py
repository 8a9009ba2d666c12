"""A question of the page Explore: what is set against what, split by what, drawn how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

from aci_core.domain.codec import decode, encode
from aci_core.domain.errors import AciError

Chart = Literal["scatter", "cloud", "bars", "heat", "histogram", "course"]
CHARTS: tuple[Chart, ...] = get_args(Chart)
MOST = 12  # questions that a report holds

Name = Annotated[str, Meta(min_length=1, max_length=120)]


class Question(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is asked of the patients.

    Parameters
    ----------
    x : str
        Name of an `analyses.fields.Field`: ``vegf_post``, ``nihss_m3-pre``, ``arm``.
    y : str, optional
        What it is set against.
    by : str, optional
        What splits and colours.
    chart : str, optional
        The one that fits the kinds if left out.
    """

    x: Name
    y: Name | None = None
    by: Name | None = None
    chart: Chart | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """Names of the fields that it asks about.

        Examples
        --------
        >>> Question("age", by="arm").asked
        ('age', 'arm')
        """
        return tuple(name for name in (self.x, self.y, self.by) if name is not None)


def questions_from_json(document: object) -> tuple[Question, ...]:
    """Questions from a parsed JSON list.

    Raises
    ------
    AciError
        ``question_unknown``, ``questions_too_many``.

    Examples
    --------
    >>> questions_from_json([{"x": "age"}, {"x": "age"}])
    (Question(x='age', y=None, by=None, chart=None),)
    """
    if not isinstance(document, list | tuple):
        raise AciError("question_unknown")
    if len(document) > MOST:
        raise AciError("questions_too_many", limit=MOST)
    return tuple(dict.fromkeys(decode(Question, part, "question") for part in document))


def questions_to_json(questions: Sequence[Question]) -> list[dict[str, str]]:
    """Questions as a JSON list."""
    return [encode(one) for one in questions]
