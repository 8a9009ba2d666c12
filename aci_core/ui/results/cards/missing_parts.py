"""Missing scores of the primary outcome: who has none, and what other assumptions make of it."""

from __future__ import annotations

from functools import partial

from aci_core.ui.state import results, supplementary
from aci_core.ui.widgets.page import cards, layout
from aci_core.ui.widgets.page.presenters import (
    Translator,
    drawing,
    figures,
    sentences,
    tables,
)


def draw(t: Translator) -> None:
    """Draw the finding, the comparison under each assumption, the map, and who is missing."""
    made = results.sensitivity()
    with layout.card("sensitivity"):
        cards.heading(t("card.sensitivity"))
        layout.sentence(sentences.sensitivity.finding(made, t))
        if made.assumed:
            _assumed(t, made)
    scores = supplementary.missing_scores()
    if scores is not None:
        with layout.card("missing_scores"):
            cards.heading(t("card.missing_scores"))
            cards.figure(drawing(figures.missing.scores, scores, t), key="missing_scores")
            cards.as_table(t, tables.missing.scores(scores, t), "missing_scores")


def _assumed(t: Translator, made: results.Sensitivity) -> None:
    """Draw the estimates and the map; what is drawn at random takes its place when it is made."""
    left, right = layout.pair()
    with left:
        place = layout.replaceable()
        with place.container():
            _estimates(t, made, "sensitivity_seen")
    with right:
        if made.tipping_map is not None:
            cards.subfigure(
                t("card.tipping"), drawing(figures.sensitivity.tipping, made, t), key="tipping"
            )
            layout.caption(sentences.sensitivity.map_caption(made, t))
    whole = _resampled(t, made)
    if whole.resampled:
        with place.container():
            _estimates(t, whole, "sensitivity")
    cards.as_table(t, tables.sensitivity.sensitivity(whole, t), "sensitivity")


def _estimates(t: Translator, made: results.Sensitivity, key: str) -> None:
    cards.figure(drawing(figures.sensitivity.estimates, made, t), key=key)
    layout.caption(sentences.sensitivity.caption(made, t))


def _resampled(t: Translator, made: results.Sensitivity) -> results.Sensitivity:
    """With what is drawn at random: made before, or now unless the visitor stops it."""
    before = results.resampled_before()
    if before is not None:
        return before
    if not made.resamples:
        return made
    make = partial(results.resampled_sensitivity, made)
    return layout.stoppable(t, "sensitivity", results.sensitivity_key(), make) or made
