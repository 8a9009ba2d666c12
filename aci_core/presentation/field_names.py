"""Names of what may be asked of a cohort, and of its levels, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aci_core.domain.cohort import ARM
from aci_core.domain.schema import Role
from aci_core.domain.schema.visits import PRE
from aci_core.presentation.i18n import Translator, labels

if TYPE_CHECKING:  # a name of a type: a page's frame waits for no analysis
    from aci_core.analyses.fields import Field


def heading(t: Translator, field: Field) -> str:
    """A field as a heading, without its unit: ``VEGF after treatment``, ``Age``."""
    return _name(t, field, inside=False)


def inside(t: Translator, field: Field) -> str:
    """A field inside a sentence: ``VEGF after treatment``, ``age``."""
    return _name(t, field, inside=True)


def with_unit(t: Translator, field: Field) -> str:
    """A field as a heading, with its unit where it has one: of an axis."""
    unit = unit_of(t, field)
    name = heading(t, field)
    return t("table.with_unit", name=name, unit=unit) if unit else name


def unit_of(t: Translator, field: Field) -> str:
    """The unit of a number; empty where it has none worth printing."""
    if field.kind not in ("number", "course"):
        return ""
    if field.measure is not None:
        return labels.unit(t, field.measure)
    return labels.name_and_unit(t, field.name)[1]


def level(t: Translator, field: Field, code: str) -> str:
    """A level of a field."""
    if field.name == ARM:
        return labels.arm(t, code)
    if field.source == "graded" and field.kind == "ordered":
        return labels.grade(t, code)
    return code if field.kind == "ordered" else labels.level(t, code)


def level_inside(t: Translator, field: Field, code: str) -> str:
    """A level inside a sentence: ``treatment``, ``Male``."""
    return labels.in_arm(t, code) if field.name == ARM else level(t, field, code)


def _name(t: Translator, field: Field, *, inside: bool) -> str:
    measure = labels.in_measure if inside else labels.measure
    if field.name == ARM:
        return t("explore.arm_inside" if inside else "table.arm")
    if field.source == "missing":
        return t("explore.missing_of", name=_of_column(t, field, inside=inside))
    if field.source == "course":
        return measure(t, field.name)
    if field.source == "change" and field.column is not None:
        visit = labels.in_visit(t, str(field.column.visit))
        key = "explore.change_inside" if inside else "explore.change"
        return t(key, name=labels.in_measure(t, field.column.stem), visit=visit)
    if field.source != "column":
        name = labels.in_variable if inside else labels.variable
        return name(t, field.name)
    return _of_column(t, field, inside=inside)


def _of_column(t: Translator, field: Field, *, inside: bool) -> str:
    column = field.column
    if column is None:
        return field.name
    if column.role is Role.MEASURE and column.visit:
        measure = labels.in_measure if inside else labels.measure
        return labels.at_visit(t, measure(t, column.stem), column.visit)
    if column.role is Role.FOLLOWUP and column.visit not in (None, PRE):
        name = labels.in_variable if inside else labels.variable
        return labels.at_visit(t, name(t, column.stem), column.visit)
    if column.role is Role.EVENT:
        name = labels.in_variable if inside else labels.variable
        return name(t, column.stem)
    return labels.in_column(t, column.name) if inside else labels.name_and_unit(t, column.name)[0]
