"""Notes on why these methods, by page."""

from __future__ import annotations

from itertools import count

from aci_core.domain.study.settings import DESIGNS
from aci_core.presentation.i18n import Translator


def notes(
    page: str, t: Translator, *, randomised: bool | None = True, dosed: bool = False
) -> tuple[str, ...]:
    """The notes of a page, one paragraph each, in the order of the catalogue's numbers.

    Parameters
    ----------
    page : str
        ``baseline``, ``outcomes``, ``response``, ``factors``, ``safety`` or ``overview``.
    t : Translator
    randomised : bool or None
        Whether baseline P values are hidden or shown, and why.
    dosed : bool
        Whether events are counted per injection.

    Examples
    --------
    >>> from aci_core.presentation.i18n import translator
    >>> notes("nothing", translator("en"))
    ()
    """
    also = (DESIGNS[randomised], *(("dosed",) if dosed else ()))
    return tuple(
        x for of in (page, *(f"{page}_{k}" for k in also)) for x in _numbered(f"why.{of}", t)
    )


def text(page: str, t: Translator, *, randomised: bool | None = True) -> str:
    """The notes of a page as one Markdown text."""
    return "\n\n".join(notes(page, t, randomised=randomised))


def _numbered(section: str, t: Translator) -> tuple[str, ...]:
    notes = []
    for number in count(1):
        if not t.has(f"{section}.{number}"):
            break
        notes.append(t(f"{section}.{number}"))
    return tuple(notes)
