"""Facts of the session's cohort that no analysis gives: what is unread or asked, patients left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from aci_core.domain.errors import AciError
from aci_core.ui.state import results
from aci_core.ui.state.choices import view
from aci_core.ui.state.session import session

if TYPE_CHECKING:
    from aci_core.checks import OpenQuestion, UnreadColumn
    from aci_core.selection import Widening


def unread() -> tuple[UnreadColumn, ...]:
    """Columns with cells that were not read; none of a share of results only."""
    whole = session.cohort()
    if whole is None or not whole.unread or results.shared_results_only() is not None:
        return ()

    def make() -> tuple[UnreadColumn, ...]:
        from aci_core.checks import unread_cells

        return unread_cells(whole)

    return results.cached((whole.digest, "unread"), make)


def questions() -> tuple[OpenQuestion, ...]:
    """What is asked of the file and not answered; nothing of a share of results only."""
    whole = session.cohort()
    if whole is None or results.shared_results_only() is not None:
        return ()

    def make() -> tuple[OpenQuestion, ...]:
        from aci_core.checks import open_questions

        return open_questions(whole)

    return results.cached((whole.digest, "questions"), make)


def deaths_without_mrs() -> int:
    """Patients recorded as dead whose mRS is blank; 0 in a share of results only."""
    whole = session.cohort()
    if whole is None or results.shared_results_only() is not None or not whole.usable("died"):
        return 0

    def make() -> int:
        from aci_core.checks import deaths_without_mrs

        return deaths_without_mrs(whole)

    return results.cached((whole.digest, "deaths without mrs"), make)


def n_after_filters() -> Mapping[str, int] | None:
    """Number of patients of each arm after filters; None without filters or on an error."""
    if not view.filters() or session.cohort() is None:
        return None
    try:
        return results.selected().cohort.n_by_arm
    except AciError:  # nobody left, an unknown column: the page says so itself
        return None


def grade_names() -> tuple[str, ...]:
    """Grades of the rule in use, best first; of the whole cohort, without filters."""
    whole = session.cohort()
    if whole is None:
        return ()
    criterion = view.analysed().criterion

    def make() -> tuple[str, ...]:
        from aci_core.efficacy import grade

        grades = grade(whole, criterion)
        return grades.scale.best_first if grades is not None else ()

    return results.cached((whole.digest, "grade names", criterion), make)


def widenings() -> tuple[Widening, ...]:
    """For each filter, the numbers left by it only, and by all others."""
    whole, chosen = session.cohort(), view.analysed()
    if whole is None:
        return ()

    def make() -> tuple[Widening, ...]:
        from aci_core.selection import widenings

        return widenings(whole, chosen.filters, chosen.criterion)

    return results.cached((whole.digest, "widened", chosen.filters, chosen.criterion), make)
