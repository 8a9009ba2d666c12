"""Protocols of the data an analysis reads: `Data`, and `PatientLevelData` with rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.cohort import Cohort
from aci_core.domain.notes import Code, note
from aci_core.domain.schema import Column, Measure
from aci_core.efficacy import Grades
from aci_core.summaries.counts import Counts, Joint
from aci_core.summaries.grading import Grading
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.variables import Variable

T = TypeVar("T")


class NotAvailable(Exception):  # noqa: N818 - not an error: the answer to a question
    """Raised where a Data does not hold what was asked; `note` is the code its row carries."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.note = note(code)


class Arms(NamedTuple, Generic[T]):
    """A pair of things, one for each arm."""

    treatment: T
    control: T


class Quantiles(NamedTuple):
    """Quantiles of each arm and of both together, each of shape (m,)."""

    treatment: Floats | None
    control: Floats | None
    overall: Floats | None


class Rows(NamedTuple):
    """Values patient by patient, rows with a missing one left out.

    `treated` is bool, shape (m,); `patients` the rows' places in the cohort's table.
    """

    treated: Mask
    patients: Ints
    columns: tuple[Floats, ...]


class Data(Protocol):
    """A cohort as an analysis sees it: moments, counts, cross-products, quantiles.

    Patients in memory, saved summaries, typed numbers and sums of several all
    answer the same questions.

    Raises
    ------
    NotAvailable
        By any question whose answer this kind does not hold.
    """

    @property
    def arms(self) -> Arms[str]:
        """Labels, treatment and reference."""

    @property
    def n(self) -> Arms[int]:
        """Patients in each arm."""

    @property
    def columns(self) -> Sequence[Column]:
        """The usable columns."""

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Known measures."""

    def moments(self, variable: Variable) -> Arms[Moments]:
        """n, mean and M2 of each arm.

        Parameters
        ----------
        variable : Variable

        Returns
        -------
        Arms of Moments
            Over the patients who have a value, in its unit.
        """

    def counts(self, variable: Variable) -> Counts:
        """Value counts.

        Parameters
        ----------
        variable : Variable

        Returns
        -------
        Counts
            By arm, missing values left out.
        """

    def quantiles(self, variable: Variable, probs: Sequence[float]) -> Quantiles:
        """Quantiles of R's type 7 of each arm and of both together; None of nobody, NaN unknown.

        Parameters
        ----------
        variable : Variable
        probs : sequence of float, length m
            Between 0 and 1.

        Returns
        -------
        Quantiles
        """

    def levels(self, column: str) -> Ints:
        """2 x k counts of a category's levels, in their order, treatment first.

        Parameters
        ----------
        column : str

        Returns
        -------
        ndarray of int, shape (2, k)
        """

    def joint(self, x: Variable, y: Variable) -> Arms[Joint]:
        """Counts of pairs in each arm.

        Parameters
        ----------
        x, y : Variable

        Returns
        -------
        Arms of Joint
            Patients who have both.
        """

    def cross(self, variables: Sequence[Variable]) -> Arms[Cross]:
        """Centred cross-products in each arm, complete cases.

        Parameters
        ----------
        variables : sequence of Variable, length p

        Returns
        -------
        Arms of Cross
        """

    def by_level(self, column: str) -> Mapping[str, Data]:
        """The patients of each level of a category, as Data of their own.

        Parameters
        ----------
        column : str

        Returns
        -------
        dict of str to Data
            By level, in their order.
        """

    @property
    def grading(self) -> Grading | None:
        """The grades in use; `levels` then answers for ``grade`` and ``effective``."""

    @property
    def patients(self) -> PatientLevelData | None:
        """The same cohort patient by patient; None where no rows are held."""


class PatientLevelData(Data, Protocol):
    """A cohort whose patients are held one by one, with the table they were read into."""

    @property
    def cohort(self) -> Cohort:
        """The patients' typed table, with what is known of its columns."""

    @property
    def allocated(self) -> PatientLevelData:
        """All who were allocated, whatever the filters on what came later; itself without such."""

    @property
    def grades(self) -> Grades | None:
        """Each patient's grade; None where nobody can be graded."""

    def require_means(self, *columns: str) -> None:
        """Refuse where a mean of one of these columns would rest on limits.

        Parameters
        ----------
        *columns : str

        Raises
        ------
        NotAvailable
            ``beyond_limits``.
        """

    def rows(self, variables: Sequence[Variable]) -> Rows:
        """Values of the patients who have all of these variables.

        Parameters
        ----------
        variables : sequence of Variable

        Returns
        -------
        Rows
        """

    def values(self, variable: Variable) -> Floats:
        """A variable patient by patient, NaN missing; shape (n,).

        Parameters
        ----------
        variable : Variable

        Returns
        -------
        ndarray of float, shape (n,)
            Not for writing to.
        """

    @property
    def treated(self) -> Mask:
        """Which patients are in the treatment arm; shape (n,)."""

    @property
    def ordinals(self) -> Ints:
        """Each patient's number in the whole cohort; shape (n,)."""
