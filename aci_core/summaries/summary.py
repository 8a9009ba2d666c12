"""Summary of a cohort: numbers that add up and travel as JSON, without patients' rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from aci_core.domain.arrays import Ints
from aci_core.domain.notes import Code
from aci_core.domain.schema import Column, Kind, Measure
from aci_core.summaries.counts import Counts, Joint
from aci_core.summaries.data import Arms, Data, NotAvailable, Quantiles
from aci_core.summaries.grading import Grading
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.patients import EFFECTIVE, GRADE
from aci_core.summaries.pooled import PooledData, embed
from aci_core.summaries.quantiles import quantiles_of
from aci_core.summaries.questions import Questions, Terms
from aci_core.summaries.variables import Variable

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, eq=False)
class Summary:
    """A Data that holds numbers instead of patients.

    Any other question raises `NotAvailable`: ``needs_counts`` for counts, quantiles and
    pairs, ``needs_patients`` for the rest.

    Parameters
    ----------
    arms, n : Arms
    columns : tuple of Column
        Without texts and without the file's own headers.
    measures : dict of str to Measure
    grading : Grading or None
    of_moments : dict of Variable to Arms of Moments
    of_counts : dict of Variable to Counts
    of_levels : dict of str to ndarray, 2 x k
    of_joints : dict of (Variable, Variable) to Arms of Joint
    of_crosses : dict of Terms to Arms of Cross
        In the order of `Terms.among`.
    """

    arms: Arms[str]
    n: Arms[int]
    columns: tuple[Column, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    grading: Grading | None = None
    of_moments: Mapping[Variable, Arms[Moments]] = field(default_factory=dict, repr=False)
    of_counts: Mapping[Variable, Counts] = field(default_factory=dict, repr=False)
    of_levels: Mapping[str, Ints] = field(default_factory=dict, repr=False)
    of_joints: Mapping[tuple[Variable, Variable], Arms[Joint]] = field(
        default_factory=dict, repr=False
    )
    of_crosses: Mapping[Terms, Arms[Cross]] = field(default_factory=dict, repr=False)

    patients = None

    @classmethod
    def of(cls, data: Data, questions: Questions) -> Summary:
        """The answers of a Data to these questions; what it lacks is left out.

        Parameters
        ----------
        data : Data
        questions : Questions
            `aci_core.analyses.questions` gives those of every analysis.
        """
        # The grades travel with the rule that made them.
        graded = dict.fromkeys((GRADE, EFFECTIVE) if data.grading else ())
        columns = tuple(_bare(c) for c in data.columns if c.kind is not Kind.TEXT)

        def pairs(key: tuple[Variable, Variable]) -> Arms[Joint]:
            return Arms(*(joint.compact() for joint in data.joint(*key)))

        return cls(
            data.arms,
            data.n,
            columns,
            dict(data.measures),
            data.grading,
            _answered(questions.moments, data.moments),
            _answered(questions.counts, data.counts),
            _answered(graded | questions.levels, data.levels),
            _answered(questions.joints, pairs),
            _answered(questions.crosses, lambda terms: data.cross(terms.among(columns))),
        )

    @property
    def questions(self) -> Questions:
        """The questions it can answer."""
        return Questions(
            dict.fromkeys(self.of_moments),
            dict.fromkeys(self.of_counts),
            dict.fromkeys(self.of_levels),
            dict.fromkeys(self.of_joints),
            dict.fromkeys(self.of_crosses),
        )

    def __add__(self, other: Summary) -> Summary:
        """Both cohorts as one; AciError where they do not mean the same, as `PooledData`."""
        return Summary.of(PooledData((self, other)), self.questions | other.questions)

    def moments(self, variable: Variable) -> Arms[Moments]:
        """n, mean and M2 of each arm."""
        return _stored(self.of_moments, variable, "needs_patients")

    def counts(self, variable: Variable) -> Counts:
        """How often each value occurs."""
        return _stored(self.of_counts, variable, "needs_counts")

    def quantiles(self, variable: Variable, probs: Sequence[float]) -> Quantiles:
        """Quantiles of R's type 7, from the counts."""
        return quantiles_of(self.counts(variable), probs)

    def levels(self, column: str) -> Ints:
        """2 x k counts of a category's levels, in their order, treatment first."""
        return _stored(self.of_levels, column, "needs_counts")

    def joint(self, x: Variable, y: Variable) -> Arms[Joint]:
        """Counts of pairs in each arm."""
        return _stored(self.of_joints, (x, y), "needs_counts")

    def cross(self, variables: Sequence[Variable]) -> Arms[Cross]:
        """Centred cross-products in each arm, complete cases."""
        terms = Terms.of(variables)
        stored = _stored(self.of_crosses, terms, "needs_patients")
        known = terms.among(self.columns)
        return Arms(*(embed(cross, known, variables) for cross in stored))

    def by_level(self, column: str) -> Mapping[str, Data]:
        """Not of a summary: its numbers are of all its patients together."""
        by_level: dict[str, Mapping[str, Data]] = {}
        return _stored(by_level, column, "needs_patients")


def _bare(column: Column) -> Column:
    """A column without its header in the file."""
    return Column(
        column.name, column.role, column.kind, "", column.stem, column.visit, column.levels
    )


def _answered(keys: Iterable[K], query: Callable[[K], V]) -> dict[K, V]:
    answers = {}
    for key in keys:
        try:
            answers[key] = query(key)
        except NotAvailable:
            continue
    return answers


def _stored(stored: Mapping[K, V], key: K, code: Code) -> V:
    if key not in stored:
        raise NotAvailable(code)
    return stored[key]
