"""The meaning of a column: its canonical name and role, and how it was recognised."""

from __future__ import annotations

from dataclasses import dataclass

from aci_core.domain.schema import Role

MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a header.

    Parameters
    ----------
    name : str
        Canonical name.
    role : Role
    stem : str
        Measure, event term or follow-up without its visit.
    visit : str or None
    recognised : str
        ``mapping``, ``canonical``, ``alias``, ``weak`` or ``covariate``.
    unit : str or None
        The unit as the header writes it.
    unclear : bool
        It names a measure, but not clearly its visit or which value.
    outcome : bool
        It is unclear and names an outcome of the treatment: no baseline value.
    numbered : str
        It is unclear: the name that it shares with columns of other numbers, maybe visits.
    later : bool
        It is unclear: told at a time that may be after treatment.
    repeats : str
        It is unclear: header of the outcome that tells its values.
    word : str
        The file's own spelling of a measure that is not known.
    """

    name: str
    role: Role
    stem: str = ""
    visit: str | None = None
    recognised: str = "covariate"
    unit: str | None = None
    unclear: bool = False
    outcome: bool = False
    numbered: str = ""
    later: bool = False
    repeats: str = ""
    word: str = ""
