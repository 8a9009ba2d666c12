"""Sentences on a centre's summary: what travels, what stays behind, and what that costs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from aci_core.analyses.responders import RESPONDER
from aci_core.domain.schema import ANY, Column, Role
from aci_core.federation.leaving.costs import Cost
from aci_core.federation.leaving.leaving import Leaving
from aci_core.presentation.i18n import Translator, labels
from aci_core.summaries import EFFECTIVE, GRADE, Arms

_LISTED = 8  # columns by name; the others are counted


class Lists(NamedTuple):
    """Lines under three headings; text of the file stands in them as it was written."""

    travels: tuple[str, ...]
    stays: tuple[str, ...]
    costs: tuple[str, ...]


def lists(leaving: Leaving, t: Translator) -> Lists:
    """What travels, what stays behind, and what that costs."""
    summary = leaving.centre.summary
    names = {column.name: _name(t, column) for column in leaving.data.columns}
    names |= {name: labels.variable(t, name) for name in (GRADE, EFFECTIVE, ANY, RESPONDER)}

    def listed(columns: Iterable[str]) -> str:
        words = tuple(dict.fromkeys(names.get(name, name) for name in columns))
        text = t("words.list").join(words[:_LISTED])
        more = len(words) - _LISTED
        return text if more <= 0 else t("travel.more", columns=text, n=more)

    def by_arm(n: Arms[int]) -> str:
        pairs = zip(n, summary.arms, strict=True)
        return t("words.list").join(
            t("travel.arm", n=count, arm=labels.arm(t, arm)) for count, arm in pairs
        )

    def cost(one: Cost) -> str:
        n = "" if one.n is None else by_arm(one.n)
        return t(f"travel_cost.{one.code}", columns=listed(one.columns), n=n)

    models = leaving.models
    travels = (
        t("travel.patients", arms=by_arm(summary.n)),
        *([t("travel.response")] if EFFECTIVE in summary.of_levels else ()),
        *([t("travel.means", columns=listed(leaving.means))] if leaving.means else ()),
        *([t("travel.counts", columns=listed(leaving.counts))] if leaving.counts else ()),
        *([t("travel.models_one")] if models == 1 else ()),
        *([t("travel.models_more", n=models)] if models > 1 else ()),
        t("travel.plan"),
    )
    stays = (
        t("travel.rows"),
        t("travel.extremes"),
        t("travel.few", most=leaving.least - 1),
    )
    costs = tuple(cost(one) for one in _together(leaving.costs))
    return Lists(travels, stays, costs or (t("travel.nothing"),))


def _name(t: Translator, column: Column) -> str:
    """A column without its visit and unit."""
    if column.role is Role.MEASURE:
        return labels.measure(t, column.stem)
    if column.role in (Role.FOLLOWUP, Role.EVENT):
        return labels.variable(t, column.stem)
    return labels.name_and_unit(t, column.name)[0]


def _together(costs: Iterable[Cost]) -> Iterable[Cost]:
    """The costs, those of emptied cells as one: all columns, and the numbers of the worst."""
    costs = tuple(costs)
    emptied = [one for one in costs if one.code == "emptied" and one.n is not None]
    if emptied:
        columns = tuple(name for one in emptied for name in one.columns)
        worst = max((one.n for one in emptied if one.n is not None), key=sum)
        costs = (
            *(one for one in costs if one.code == "left_out"),
            Cost("emptied", columns, worst),
            *(one for one in costs if one.code not in ("left_out", "emptied")),
        )
    return costs
