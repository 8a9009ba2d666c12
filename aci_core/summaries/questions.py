"""Record the questions asked of a Data, whose answers a summary must hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aci_core.domain.arrays import Ints
from aci_core.domain.schema import Column, Measure
from aci_core.summaries.counts import Counts, Joint
from aci_core.summaries.data import Arms, Data, NotAvailable, Quantiles
from aci_core.summaries.grading import Grading
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.variables import Level, Variable


@dataclass(frozen=True, slots=True)
class Terms:
    """Variables of the cross-products of complete cases, in no order.

    Parameters
    ----------
    plain : frozenset of Variable
    categories : frozenset of str
        Category columns; every level of theirs is a term, so that parts with other
        levels add up.
    """

    plain: frozenset[Variable]
    categories: frozenset[str] = frozenset()

    @classmethod
    def of(cls, variables: Sequence[Variable]) -> Terms:
        """The terms of these variables."""
        return cls(
            frozenset(v for v in variables if not isinstance(v, Level)),
            frozenset(v.column for v in variables if isinstance(v, Level)),
        )

    def among(self, columns: Sequence[Column]) -> tuple[Variable, ...]:
        """The variables in one fixed order, with the levels that these columns have."""
        levels = {c.name: c.levels for c in columns}
        categories = sorted(self.categories)
        return (
            *sorted(self.plain, key=repr),
            *(Level(name, category) for name in categories for category in levels.get(name, ())),
        )


@dataclass(slots=True)
class Questions:
    """Questions asked of a Data, each once, in their order.

    Dictionaries without values, for sets that keep their order.
    """

    moments: dict[Variable, None] = field(default_factory=dict)
    counts: dict[Variable, None] = field(default_factory=dict)
    levels: dict[str, None] = field(default_factory=dict)
    joints: dict[tuple[Variable, Variable], None] = field(default_factory=dict)
    crosses: dict[Terms, None] = field(default_factory=dict)

    def __or__(self, other: Questions) -> Questions:
        return Questions(
            self.moments | other.moments,
            self.counts | other.counts,
            self.levels | other.levels,
            self.joints | other.joints,
            self.crosses | other.crosses,
        )


class Recorder:
    """A Data that passes every question on and records it.

    Quantiles are recorded as counts, from which a summary makes them.

    Examples
    --------
    >>> from aci_core.published.typed_data import Typed
    >>> from aci_core.summaries import Var
    >>> recorder = Recorder(Typed.means((78, 8.2, 3.1), (78, 10.4, 3.5)))
    >>> recorder.moments(Var("score_post")).treatment.n
    78
    >>> list(recorder.questions.moments)
    [Var(column='score_post')]
    """

    patients = None  # a summary will have none

    def __init__(self, data: Data) -> None:
        self._data = data
        self.questions = Questions()

    @property
    def arms(self) -> Arms[str]:
        """As of the data."""
        return self._data.arms

    @property
    def n(self) -> Arms[int]:
        """As of the data."""
        return self._data.n

    @property
    def columns(self) -> Sequence[Column]:
        """As of the data."""
        return self._data.columns

    @property
    def measures(self) -> Mapping[str, Measure]:
        """As of the data."""
        return self._data.measures

    @property
    def grading(self) -> Grading | None:
        """As of the data."""
        return self._data.grading

    def moments(self, variable: Variable) -> Arms[Moments]:
        """As of the data."""
        self.questions.moments[variable] = None
        return self._data.moments(variable)

    def counts(self, variable: Variable) -> Counts:
        """As of the data."""
        self.questions.counts[variable] = None
        return self._data.counts(variable)

    def quantiles(self, variable: Variable, probs: Sequence[float]) -> Quantiles:
        """As of the data."""
        self.questions.counts[variable] = None
        return self._data.quantiles(variable, probs)

    def levels(self, column: str) -> Ints:
        """As of the data."""
        self.questions.levels[column] = None
        return self._data.levels(column)

    def joint(self, x: Variable, y: Variable) -> Arms[Joint]:
        """As of the data."""
        self.questions.joints[x, y] = None
        return self._data.joint(x, y)

    def cross(self, variables: Sequence[Variable]) -> Arms[Cross]:
        """As of the data."""
        self.questions.crosses[Terms.of(variables)] = None
        return self._data.cross(variables)

    def by_level(self, column: str) -> Mapping[str, Data]:  # noqa: ARG002 - as asked of any Data
        """Not of the data: a summary cannot hold it."""
        raise NotAvailable("needs_patients")
