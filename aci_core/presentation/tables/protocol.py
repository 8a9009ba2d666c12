"""Planned against received, and the planned doses by week, as a table."""

from __future__ import annotations

from aci_core.analyses.doses import Doses
from aci_core.domain.protocol import PRODUCTS
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n.format_number import number, percent, power, whole
from aci_core.presentation.tables.model import Head, Table
from aci_core.presentation.tables.parts import line, notes


def planned(result: Doses, t: Translator) -> Table:
    """Each kind of cells: a dose, its weeks, how many are planned; days received where known."""
    plan = result.protocol
    rows = []
    for name in PRODUCTS:
        weeks = plan.weeks_of(name)
        listed = t("alt.comma").join(map(str, weeks)) or format_number.DASH
        rows.append(
            line(t(f"protocol.{name}"), power(plan.product(name).cells), str(len(weeks)), listed)
        )
        for day in (d for d in result.days if d.name == name):
            spread = f"{number(day.median, 1)} ({number(day.q1, 1)}–{number(day.q3, 1)})"
            label = t("protocol.table_day", n=day.number)
            rows.append(line(label, "", whole(day.n), spread, indent=1))
    heads = (
        Head("", "left"),
        *(Head(t(f"protocol.head_{key}")) for key in ("cells", "doses", "weeks")),
    )
    return Table(
        t("protocol.title"),
        heads,
        tuple(rows),
        notes(t("protocol.note_days") if result.days else "", _whose(result, t)),
    )


def received(result: Doses, t: Translator) -> Table:
    """How many patients received how many doses, and all that was planned."""
    ci = format_row.ci_head(t, result.level)
    rows = []
    for given in result.given:
        of = t("protocol.received_head", name=t(f"protocol.{given.name}"), n=given.planned)
        whole_share = percent(given.whole.value)
        limits = format_number.interval(
            given.whole.low, given.whole.high, 1, scale=100, lang=t.lang
        )
        rows.append(line(of, whole(given.as_planned), whole_share, limits, bold=True))
        for doses, k in given.counts:
            label = t("protocol.table_doses", n=number(doses, 0))
            rows.append(
                line(label, whole(k), percent(k / given.n if given.n else None), "", indent=1)
            )
        if given.missing:
            rows.append(line(t("protocol.not_recorded"), whole(given.missing), "", "", indent=1))
    told = notes(t("protocol.note_received"), _whose(result, t))
    heads = (Head("", "left"), Head(t("protocol.head_patients")), Head("%"), Head(ci))
    return Table(t("protocol.title_received"), heads, tuple(rows), told)


def _whose(result: Doses, t: Translator) -> str:
    return t("protocol.note_plan") if result.published else ""
