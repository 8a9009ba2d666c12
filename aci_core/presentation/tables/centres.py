"""Tables of several centres: who is in, and the primary outcome in each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aci_core.analyses.centre_effects import VAN_ELTEREN, WITHOUT, CentreEffects
from aci_core.analyses.plan import Endpoint
from aci_core.domain.schema import Column
from aci_core.federation.centre import CentreSummary
from aci_core.federation.envelope import Opened
from aci_core.federation.kept_back import KINDS
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.subgroup_names import Printed, kind, outcome_name, printed
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.parts import (
    Footnotes,
    arm_heads,
    ci_head,
    direction,
    notes,
    ratio_direction,
)

_DIGITS = 12  # of a digest that are printed


def members(opened: Sequence[Opened], t: Translator) -> Table:
    """Who is in: each centre with its patients by arm, and what is known of its file."""
    arms = opened[0].centre.summary.arms
    columns = (*_heads(arms, t), Head(t("table.centre_signed")))
    body = [
        line(
            *_member(one.centre, arms),
            t("table.centre_signed_yes" if one.signer else "table.centre_signed_no"),
        )
        for one in sorted(opened, key=lambda one: one.centre.centre)
    ]
    return Table(t("table.centres_members"), columns, tuple(body))


def in_report(centres: Sequence[CentreSummary], t: Translator) -> Table:
    """Who is in, with the digest of the plan by which each centre made its numbers."""
    arms = centres[0].summary.arms
    columns = (*_heads(arms, t), Head(t("table.centre_plan")))
    body = [line(*_member(one, arms), one.settings.plan_digest[:_DIGITS]) for one in centres]
    sums = [format_number.whole(sum(one.n.get(arm, 0) for one in centres)) for arm in arms]
    body.insert(0, line(t("table.centres_all"), *sums, "", "", "", bold=True))
    return Table(
        t("table.centres_members"), columns, tuple(body), (t("table.note_centre_plan", n=_DIGITS),)
    )


def _heads(arms: Sequence[str], t: Translator) -> tuple[Head, ...]:
    return (
        Head(t("table.centre"), "left"),
        *arm_heads(t, arms),
        Head(t("table.centre_made")),
        Head(t("table.centre_version")),
    )


def _member(one: CentreSummary, arms: Sequence[str]) -> tuple[str, ...]:
    sizes = (format_number.whole(one.n.get(arm, 0)) for arm in arms)
    return one.centre, *sizes, one.made or format_number.DASH, one.version


def kept_back(
    kept: Mapping[str, Mapping[str, Sequence[str]]], columns: Sequence[Column], t: Translator
) -> Table:
    """What each centre keeps back, by the names of columns; no number of them is known."""
    known = {column.name: column for column in columns}

    def listed(names: Sequence[str]) -> str:
        shown = (
            labels.of_column(t, known[name]) if name in known else labels.variable(t, name)
            for name in names
        )
        return t("words.list").join(shown) or format_number.DASH

    heads = (
        Head(t("table.centre"), "left"),
        *(Head(t(f"table.centre_kept_{kind}"), "left") for kind in KINDS),
    )
    body = tuple(
        line(centre, *(listed(of.get(kind, ())) for kind in KINDS)) for centre, of in kept.items()
    )
    return Table(t("table.centres_kept"), heads, body)


def by_centre(result: CentreEffects, t: Translator) -> Table:
    """The primary outcome in each centre, and the effect without it."""
    [outcome] = result.outcomes
    how, marks, of_kind = printed(result, outcome), Footnotes(t), kind(result, outcome)
    columns = (
        Head(t("table.centre"), "left"),
        *(
            Head(head.label, spanner=t(f"table.subgroup_{of_kind}"))
            for head in arm_heads(t, result.arms)
        ),
        Head(t(f"table.subgroup_head_{of_kind}", ci=ci_head(result, t))),
        Head(t("table.centre_without", ci=ci_head(result, t))),
    )
    rows = tuple(_rows(result, outcome, how, marks, t))
    return Table(
        t("table.centres_title", outcome=outcome_name(t, outcome)),
        columns,
        rows,
        notes(
            t(f"table.note_centres_{of_kind}"),
            _ranked(result, outcome, t),
            t("table.note_centres_without"),
            ratio_direction(result, t, t("table.event_better_grade"))
            if how.ratio
            else direction(result, t),
            marks.lines(),
        ),
    )


def _ranked(result: CentreEffects, outcome: Endpoint, t: Translator) -> str:
    """Van Elteren's test beside the odds ratio; nothing where it was not made."""
    row = result.row(VAN_ELTEREN, outcome)
    if row is None or row.p is None:
        return ""
    return t("table.note_van_elteren", test=format_row.test(t, row))


def _rows(
    result: CentreEffects, outcome: Endpoint, how: Printed, marks: Footnotes, t: Translator
) -> Iterator[Row]:
    whole = result.overall(outcome)
    sizes = whole.n if whole is not None and not isinstance(whole.n, int) else None
    in_arms = [
        t("table.n_of", n=format_number.whole(sizes[arm])) if sizes else format_number.DASH
        for arm in result.arms
    ]
    text = marks.cell(how.text(t, whole), whole)
    yield line(t("table.all_centres"), *in_arms, text, "", bold=True)
    for centre in result.centres:
        row = result.within(outcome, result.columns[0], centre)
        without = result.row(WITHOUT, outcome, centre)
        yield line(
            labels.level(t, centre),
            *(_described(result, outcome, centre, arm, t) for arm in result.arms),
            marks.cell(how.text(t, row), row),
            marks.cell(how.text(t, without), without),
            indent=1,
        )


def _described(
    result: CentreEffects, outcome: Endpoint, centre: str, arm: str, t: Translator
) -> str:
    """Mean and SD, or median and quartiles, of a centre's arm, with n."""
    at = {"visit": outcome.visit, "arm": arm, "level": centre, "versus": result.column}
    ratio = result.ratio(outcome)
    row = result.get("median_iqr" if ratio else "mean_sd", outcome.variable, **at)
    if row is None or row.estimate is None:
        return format_number.DASH
    text = (
        format_row.median(t, row, 0)
        if ratio
        else format_row.mean_sd(t, row, format_number.digits(row.sd))
    )
    return t("table.value_n", value=text, n=format_number.whole(row.total))
