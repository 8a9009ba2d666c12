"""Why these methods: what a careful reader would ask, answered page by page."""

from __future__ import annotations

from itertools import count

from aci_core.i18n import Translator


def notes(page: str, t: Translator, *, randomised: bool = True) -> tuple[str, ...]:
    """The notes of a page, one paragraph each, in the order of the catalogue's numbers.

    Parameters
    ----------
    page : str
        ``baseline``, ``outcomes``, ``response``, ``factors``, ``safety`` or ``overview``.
    t : Translator
    randomised : bool
        Whether baseline P values are hidden or shown, and why.

    Examples
    --------
    >>> from aci_core.i18n import translator
    >>> notes("nothing", translator("en"))
    ()
    """
    design = "randomised" if randomised else "observed"
    return (*_numbered(f"why.{page}", t), *_numbered(f"why.{page}_{design}", t))


def text(page: str, t: Translator, *, randomised: bool = True) -> str:
    """The notes of a page as one Markdown text."""
    return "\n\n".join(notes(page, t, randomised=randomised))


def _numbered(section: str, t: Translator) -> tuple[str, ...]:
    found = []
    for number in count(1):
        if not t.has(f"{section}.{number}"):
            break
        found.append(t(f"{section}.{number}"))
    return tuple(found)
