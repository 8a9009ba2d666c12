"""How many patients the analyses lost, in a sentence or two."""

from __future__ import annotations

from aci_core.analyses.flow import Flow
from aci_core.i18n import Translator, labels, numbers
from aci_core.i18n.markdown import literal
from aci_core.words.parts import join


def caption(result: Flow, t: Translator) -> str:
    """Under the diagram: deaths, losses, and the outcome that lacks most."""
    said = []
    if result.by_arm[0].fates:
        died, lost = (
            sum(arm.fate(code) or 0 for arm in result.by_arm) for code in ("died", "lost")
        )
        if died or lost:
            said.append(t("flow.caption_fate", died=numbers.whole(died), lost=numbers.whole(lost)))
    analysed = {
        one.variable: one.n + two.n
        for one, two in zip(*(arm.outcomes for arm in result.by_arm), strict=True)
    }
    if not analysed:
        return join(t, said)
    name, least = min(analysed.items(), key=lambda pair: pair[1])
    if least == result.n:
        said.append(t("flow.caption_all", n=numbers.whole(result.n)))
    else:
        said.append(
            t(
                "flow.caption_some",
                n=numbers.whole(result.n),
                name=literal(
                    labels.in_measure(t, name) if name != "grade" else labels.variable(t, name)
                ),
                k=numbers.whole(least),
                rate=numbers.percent(least / result.n),
            )
        )
    return join(t, said)
