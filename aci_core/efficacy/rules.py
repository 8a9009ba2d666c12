"""Grading rules as data: the presets of rules.toml, and cuts typed by a user."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from aci_core.domain.cohort import GradeScale
from aci_core.domain.errors import AciError
from aci_core.domain.toml_file import load_toml

RECORDED = "recorded"
_CUT = re.compile(r"^\d{1,3}(\.\d{1,2})?$")
_TYPED_GRADES = {
    1: ("responder", "non_responder"),
    2: ("markedly_effective", "effective", "ineffective"),
    3: ("recovered", "markedly_effective", "effective", "ineffective"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that turns a reduction of NIHSS into a grade.

    Parameters
    ----------
    name : str
        A preset's name, or the cuts as typed.
    kind : {"percent", "points"}
    cuts : tuple of Fraction
        Strictly descending, one fewer than the grades of the living; half-open.
    scale : GradeScale
    or_at_most : int or None
        A score after treatment up to this is the best grade, whatever the reduction.
    validated : (int, int) or None
        Scores before treatment for which the rule was validated.
    preset : bool
    last_above : bool
        The last cut has to be exceeded, not reached.
    death : str or None
        A grade of its own for who died before the visit, the last; None: the last cut's worse.
    """

    name: str
    kind: Literal["percent", "points"]
    cuts: tuple[Fraction, ...]
    scale: GradeScale
    or_at_most: int | None = None
    validated: tuple[int, int] | None = None
    preset: bool = True
    last_above: bool = False
    death: str | None = None

    @property
    def effective_cut(self) -> Fraction:
        """The cut between the grades that count as a response and the others."""
        return self.cuts[len(self.scale.effective) - 1]

    @property
    def of_the_dead(self) -> int:
        """Place of the grade of who died before the visit."""
        return len(self.scale.best_first) - 1


def _load() -> dict[str, Rule]:
    rules = {}
    for name, entry in load_toml("aci_core.efficacy", "rules.toml").items():
        death = entry.get("death")
        grades = (*entry["grades"], *((death,) if death else ()))
        rules[name] = Rule(
            name,
            entry["kind"],
            tuple(Fraction(cut) for cut in entry["cuts"]),
            GradeScale(grades, grades[: entry["effective"]]),
            entry.get("or_at_most"),
            tuple(entry["validated"]) if "validated" in entry else None,
            last_above=entry.get("last_above", False),
            death=death,
        )
    return rules


PRESETS = _load()


def rule_named(name: str) -> Rule:
    """The preset with that name, or a rule from cuts typed as ``"90,46,18"``.

    Parameters
    ----------
    name : str
        One to three cuts of the percent reduction, descending, above 0 and at most 100,
        with at most two decimals.

    Raises
    ------
    AciError
        ``rule_unknown`` or ``rule_cuts``.

    Examples
    --------
    >>> rule_named("80, 40").scale.best_first
    ('markedly_effective', 'effective', 'ineffective')
    """
    name = name.strip()
    if name in PRESETS:
        return PRESETS[name]
    parts = [part.strip() for part in name.replace("\N{FULLWIDTH COMMA}", ",").split(",")]
    if not all(_CUT.match(part) for part in parts):
        raise AciError("rule_unknown", rule=name[:60], known=", ".join(PRESETS))
    cuts = tuple(Fraction(part) for part in parts)
    descending = all(a > b for a, b in pairwise(cuts))
    if len(cuts) not in _TYPED_GRADES or not descending or not 0 < cuts[-1] <= cuts[0] <= 100:
        raise AciError("rule_cuts", rule=name[:60])
    grades = _TYPED_GRADES[len(cuts)]
    typed = ",".join(parts)
    same = next((r for r in PRESETS.values() if r.kind == "percent" and r.cuts == cuts), None)
    # Cuts equal to a preset's are that preset: one rule, one name.
    return same or Rule(typed, "percent", cuts, GradeScale(grades, grades[:-1]), preset=False)
