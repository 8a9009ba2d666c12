"""The proposed mechanism: each link, and whether this trial measures it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, cast

from aci_core.analyses.factors import SCORE, Factors
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.plan import own_visit
from aci_core.analyses.result import Row
from aci_core.domain.schema import PRE
from aci_core.domain.toml_file import load_toml
from aci_core.summaries import Arms

# Absent: a link that could be measured, of a file that lacks its columns. Withheld: of shared
# results from which it was left out.
Status = Literal["measured", "absent", "withheld", "arms", "proposed"]
STATUSES: Final = ("measured", "absent", "withheld", "arms", "proposed")


@dataclass(frozen=True, slots=True)
class Link:
    """One arrow of the mechanism.

    Parameters
    ----------
    name : str
        Its words stand in the catalogue under ``mechanism.link_<name>``.
    start, end : str
        Boxes.
    status : {"measured", "absent", "withheld", "arms", "proposed"}
    row : Row or None
        The estimate: an adjusted difference of the arms, or a correlation with NIHSS.
    """

    name: str
    start: str
    end: str
    status: Status
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Mechanism:
    """The proposed mechanism, link by link.

    Parameters
    ----------
    arms : Arms of str
    level : float
    links : tuple of Link
    """

    arms: Arms[str]
    level: float
    links: tuple[Link, ...]

    def of(self, status: Status) -> tuple[Link, ...]:
        """Links of that status."""
        return tuple(link for link in self.links if link.status == status)


def mechanism(outcomes: Outcomes, factors: Factors) -> Mechanism:
    """Assign what the file measures to each link that the trial's report proposes.

    An effect on a factor is the adjusted difference at its own visit; a factor's own link
    with NIHSS its Pearson correlation before treatment, where no arm is treated yet.

    Parameters
    ----------
    outcomes : Outcomes
    factors : Factors
    """
    links = []
    for entry in load_toml("aci_core.analyses", "mechanism.toml")["link"]:
        row = None
        if "measure" in entry:
            row = _difference(outcomes, entry["measure"])
        elif "factor" in entry:
            row = factors.get("pearson", entry["factor"], visit=PRE, versus=SCORE)
        known = row is not None and row.estimate is not None
        status = entry["status"]
        if status == "measured" and not known:
            status = "withheld" if row is not None and "withheld" in row.notes else "absent"
        links.append(
            Link(
                entry["name"],
                entry["start"],
                entry["end"],
                cast(Status, status),
                row if known else None,
            )
        )
    return Mechanism(outcomes.arms, outcomes.settings.level, tuple(links))


def _difference(outcomes: Outcomes, measure: str) -> Row | None:
    """The adjusted difference, without a value before treatment the plain one."""
    for method in ("ancova", "welch_t"):
        rows = [r for r in outcomes.where(method, variable=measure) if r.level is None]
        visits = [r.visit for r in rows if r.visit and "-" not in r.visit and r.visit != PRE]
        at = own_visit(outcomes.settings, measure, visits)
        row = outcomes.get(method, measure, visit=at)
        if row is not None and (row.estimate is not None or "withheld" in row.notes):
            return row
    return None
