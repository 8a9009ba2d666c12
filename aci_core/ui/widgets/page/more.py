"""More: what a page holds beside its first sight; a part costs nothing until it is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aci_core.presentation.i18n import Translator
from aci_core.ui.state.choices import choice_widgets
from aci_core.ui.state.choices.choices import part_of
from aci_core.ui.widgets.page import layout


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a page, behind its name.

    Parameters
    ----------
    name : str
        Its words stand under ``more``; kept in the address.
    draw : callable
        Called where it is opened.
    dissent : str
        How it disagrees with what the page finds, in Markdown: marks its name and stands beneath.
    """

    name: str
    draw: Callable[[], None]
    dissent: str = ""


def draw(t: Translator, page: str, parts: Sequence[Part]) -> None:
    """Draw the names of the parts, what disagrees with the finding, and the part that is opened."""
    by_name = {part.name: part for part in parts}

    def label(name: str) -> str:
        return t("more.marked" if by_name[name].dissent else "more.plain", name=t(f"more.{name}"))

    opened = choice_widgets.opened(part_of(page), tuple(by_name), label="choice.more", format=label)
    for part in parts:
        if part.dissent:
            layout.caption(t("more.dissent", name=t(f"more.{part.name}"), text=part.dissent))
    if opened:
        by_name[opened].draw()
