"""Tables of the treatment protocol: planned doses by week, and doses received."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from aci_core.analyses.doses import Doses, Exposure
from aci_core.domain.study.protocol import PRODUCTS
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.format_number import number, percent, power, whole
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.parts import notes


def planned(result: Doses, t: Translator) -> Table:
    """Planned doses of each product: cells, number, weeks; days received where known."""
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
            rows.append(line(label, "", format_row.known(t, day.n, result.step), spread, indent=1))
    heads = (
        Head("", "left"),
        *(Head(t(f"protocol.head_{key}")) for key in ("cells", "doses", "weeks")),
    )
    return Table(
        t("protocol.title"),
        heads,
        tuple(rows),
        notes(t("protocol.note_days") if result.days else "", _note_published(result, t)),
    )


def received(result: Doses, t: Translator) -> Table:
    """Patients by number of doses received, and how many received all planned."""
    ci = format_row.ci_head(t, result.level)
    rows = []
    for product in result.given:
        of = t("protocol.received_head", name=t(f"protocol.{product.name}"), n=product.planned)
        whole_share = percent(product.whole.value)
        limits = format_number.interval(
            product.whole.low, product.whole.high, 1, scale=100, lang=t.lang
        )
        rows.append(line(of, whole(product.as_planned), whole_share, limits, bold=True))
        for doses, k in product.counts:
            label = t("protocol.table_doses", n=number(doses, 0))
            rows.append(
                line(label, whole(k), percent(k / product.n if product.n else None), "", indent=1)
            )
        if product.missing:
            rows.append(line(t("protocol.not_recorded"), whole(product.missing), "", "", indent=1))
    footer = notes(t("protocol.note_received"), _note_published(result, t))
    heads = (Head("", "left"), Head(t("protocol.head_patients")), Head("%"), Head(ci))
    return Table(t("protocol.title_received"), heads, tuple(rows), footer)


def exposure(result: Doses, t: Translator, arms: tuple[str, str]) -> Table:
    """What the file's own columns record as given, by arm: n, and median or counts by level."""
    rows: list[Row] = []
    for one in result.exposures:
        if one.levels:
            rows += _by_level(one, result.step, t)
            continue
        cells = []
        for n, quartiles in zip(one.n, one.quartiles, strict=True):
            if not n:
                cells += [format_number.DASH, t("protocol.not_given")]
                continue
            spread = format_number.DASH  # of few patients in a share of results alone
            if quartiles is not None:
                q1, median, q3 = (number(x, 1) for x in quartiles)
                spread = t("written.median", median=median, q1=q1, q3=q3)
            cells += [format_row.known(t, n, result.step), spread]
        rows.append(line(labels.column(t, one.name), *cells))
    heads = (
        Head("", "left"),
        *(
            Head(t(key), spanner=labels.arm(t, arm))
            for arm in arms
            for key in ("protocol.head_exposure_n", _head_exposure(result))
        ),
    )
    levels = any(one.levels for one in result.exposures)
    below = notes(t("protocol.note_exposure"), t("protocol.note_exposure_levels") if levels else "")
    return Table(t("protocol.title_exposure"), heads, tuple(rows), below)


def _by_level(one: Exposure, step: int, t: Translator) -> Iterator[Row]:
    """A column in words: its n, and each level with its patients, of the arms that have any."""
    cells = (
        (format_row.known(t, n, step), "") if n else (format_number.DASH, t("protocol.not_given"))
        for n in one.n
    )
    yield line(labels.column(t, one.name), *chain.from_iterable(cells))
    for level, counts in one.levels:
        if any(counts):
            texts = (
                f"{whole(k)} ({percent(k / n)})" if n else ""
                for k, n in zip(counts, one.n, strict=True)
            )
            yield line(
                labels.level(t, level), *chain.from_iterable(("", x) for x in texts), indent=1
            )


def _head_exposure(result: Doses) -> str:
    """What stands beside n: medians, counts, or both."""
    kinds = {bool(one.levels) for one in result.exposures}
    if kinds == {True}:
        return "method.count"
    return "protocol.head_both" if len(kinds) > 1 else "method.median_iqr"


def _note_published(result: Doses, t: Translator) -> str:
    return t("protocol.note_plan") if result.published else ""
