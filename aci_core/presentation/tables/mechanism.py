"""Tables of the links of the mechanism: status and, where measured, estimate."""

from __future__ import annotations

from aci_core.analyses.mechanism import Link, Mechanism
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.tables.model import Head, Table, line


def key(result: Mechanism, t: Translator) -> Table:
    """Key to the numbers in the figure: each link and what is known of it."""
    rows = tuple(
        line(
            t("mechanism.numbered", n=number, text=t(f"mechanism.link_{link.name}")),
            _status(link, t),
            bold=link.row is not None,
        )
        for number, link in enumerate(result.links, 1)
    )
    heads = (Head(t("mechanism.head_link"), "left"), Head(t("mechanism.head_found"), "left"))
    return Table(t("mechanism.card"), heads, rows)


def _status(link: Link, t: Translator) -> str:
    if link.row is None:
        return t(f"mechanism.{link.status}")
    kind = "r" if link.row.versus else "difference"
    text = t(f"mechanism.found_{kind}", value=format_row.estimate(t, link.row))
    return labels.outcome_at(t, text, _own_visit(link))


def _own_visit(link: Link) -> str | None:
    """The visit of a difference; the name of a correlation has its own."""
    return link.row.visit if link.row is not None and link.row.versus is None else None


def links(result: Mechanism, t: Translator) -> Table:
    """Status, estimate, n and P of each link, numbered as in the figure."""
    rows = []
    for number, link in enumerate(result.links, 1):
        row = link.row
        estimate = format_row.estimate(t, row) if row else ""
        rows.append(
            line(
                labels.outcome_at(
                    t,
                    t("mechanism.numbered", n=number, text=t(f"mechanism.link_{link.name}")),
                    _own_visit(link),
                ),
                t(f"mechanism.{link.status}"),
                estimate,
                format_number.whole(row.total) if row else "",
                format_number.p_value(row.p) if row else "",
            )
        )
    heads = (
        Head(t("mechanism.head_link"), "left"),
        Head(t("mechanism.head_status"), "left"),
        Head(t("mechanism.head_estimate", ci=format_row.ci_head(t, result.level))),
        Head("n"),
        Head("*P*"),
    )
    return Table(t("mechanism.card"), heads, tuple(rows), (t("mechanism.note"),))
