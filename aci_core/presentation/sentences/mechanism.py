"""Sentences on the mechanism: how many of its links the file measures."""

from __future__ import annotations

from aci_core.analyses.mechanism import Mechanism
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import bold
from aci_core.presentation.sentences.parts import join


def finding(result: Mechanism, t: Translator) -> str:
    """Links measured, not testable in two arms, and proposed."""
    sentence = t(
        "mechanism.finding",
        n=len(result.links),
        measured=bold(str(len(result.of("measured")))),
        arms=len(result.of("arms")),
        proposed=len(result.of("proposed")),
    )
    absent = len(result.of("absent"))
    withheld = len(result.of("withheld"))
    return join(
        t,
        [
            sentence,
            t("mechanism.lacking", n=absent) if absent else "",
            t("mechanism.left_out", n=withheld) if withheld else "",
        ],
    )
