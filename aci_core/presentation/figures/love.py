"""Love plot: standardised differences at baseline, the largest first."""

from __future__ import annotations

from aci_core.analyses import Result
from aci_core.analyses.baseline import NOTABLE, imbalance
from aci_core.presentation import lookup
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.forest_plot import NAMES, WIDE_NAMES, WIDE_ROW, Entry, forest
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n import labels as names


def balance(result: Result, t: Translator, *, wide: bool = False) -> Drawing:
    """Each characteristic's standardised difference with its interval, the largest first.

    Open circles stand for categories: a size without a direction. `wide` is for a sheet of paper,
    with a line for each.
    """
    rows = sorted(
        result.where("smd"),
        key=lambda r: -1.0 if r.estimate is None else abs(r.estimate),
        reverse=True,
    )
    entries = [
        Entry(
            labels.wrap(names.column(t, row.variable), WIDE_NAMES if wide else NAMES),
            row.estimate,
            row.ci_low,
            row.ci_high,
            format_row.estimate(t, row),
            theme.TREATMENT if abs(row.estimate or 0.0) > NOTABLE else theme.PALE,
            "square" if lookup.has_direction(result, row) else "circle-open",
        )
        for row in rows
    ]
    directed = any(lookup.has_direction(result, row) for row in rows)
    cue = labels.cue("figure.more_in", result, t) if directed else ""
    row = WIDE_ROW if wide else theme.ROW - 10
    figure = forest(entries, zone=NOTABLE, cue=cue, row=row, wide=wide)
    chance = imbalance(result)
    expected = format_number.number(chance.expected, 1)
    text = t(
        "alt.balance",
        ci=labels.ci(result, t),
        n=len(rows),
        beyond=len(chance.beyond),
        chance="" if chance.expected is None else t("alt.balance_chance", expected=expected),
        zone=f"{NOTABLE:g}",
        list=labels.sentence((f"{labels.plain(e.name)} {e.text}" for e in entries), t),
    )
    return figure.drawing(text)
