"""Finding of a consistency check: a verdict, its facts and its source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from aci_core.domain.errors import Fact

Facts = tuple[tuple[str, Fact], ...]

# Citations are names: they are the same in every language. What a check does and what it
# cannot tell stands in the catalogue under ``consistency_about`` and ``consistency_limits``.
SOURCES = {
    "rate": "Brown NJL, Heathers JAJ. Soc Psychol Personal Sci 2017;8:363-369",
    "grim": "Brown NJL, Heathers JAJ. Soc Psychol Personal Sci 2017;8:363-369",
    "grimmer": "Anaya J. PeerJ Preprints 2016;4:e2400v1; Allard A. Analytic-GRIMMER, 2018",
    "sd": "Bhatia R, Davis C. Am Math Mon 2000;107:353-357",
    "t": "Student. Biometrika 1908;6:1-25; Welch BL. Biometrika 1947;34:28-35",
    "p": "Nuijten MB, et al. Behav Res Methods 2016;48:1205-1226",
    "ancova": "Vickers AJ, Altman DG. BMJ 2001;323:1123-1124",
}
CHECKS = tuple(SOURCES)


class Verdict(StrEnum):
    """Whether the printed numbers are possible."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Finding:
    """Finding of one check of one printed number.

    Parameters
    ----------
    check : str
        One of `CHECKS`.
    verdict : Verdict
    code : str
        Key of its sentence under ``consistency``.
    facts : tuple of (str, str, int or float)
        What the sentence fills in; numbers are formatted by the table or sentence.
    about : str
        Whose number it is: ``treatment``, ``control``, ``pre_treatment``,
        ``pre_control``, or empty.
    """

    check: str
    verdict: Verdict
    code: str
    facts: Facts = ()
    about: str = ""

    @classmethod
    def judged(
        cls, check: str, possible: bool, facts: Facts, about: str = "", code: str = ""
    ) -> Self:
        """A finding that is possible or impossible; its code ends with the verdict."""
        verdict = Verdict.POSSIBLE if possible else Verdict.IMPOSSIBLE
        return cls(check, verdict, f"{code or check}_{verdict.value}", facts, about)

    @property
    def source(self) -> str:
        """The citation."""
        return SOURCES[self.check]

    def to_json(self) -> dict[str, object]:
        """The finding as a JSON object."""
        return {
            "check": self.check,
            "about": self.about or None,
            "verdict": self.verdict.value,
            "code": self.code,
            "facts": dict(self.facts),
            "source": self.source,
        }
