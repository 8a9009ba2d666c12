"""Flow of patients (CONSORT): from the file to the patients analysed of each outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aci_core.analyses.adjustment import (
    OF_ORDINAL,
    covariate_names,
    covariate_terms,
    term_name,
)
from aci_core.analyses.doses import DOSE_COLUMNS
from aci_core.analyses.outcomes import measured
from aci_core.analyses.plan import compared_visits
from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.cohort import NON_PATIENT_REASONS, REPEATED_ROW
from aci_core.domain.schema import PRE, Role
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import REASONS
from aci_core.summaries import GRADE, Arms, PatientLevelData, Var

Tally = tuple[tuple[str, int], ...]

# What became of a patient, the first that is so: together they are everybody once.
FATES = ("died", "lost", "unknown", "followed", "losses_unknown")
# Why an outcome lacks a patient, the first that is so.
ABSENT = ("died", "lost", "missing_pre", "missing_post", "missing_covariate")
MOST_REASONS = 5
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Analysed:
    """Patients of an arm in whom one outcome is analysed, and why not the others.

    Parameters
    ----------
    variable : str
        A measure, or ``grade``.
    visit : str or None
    n : int
    absent : tuple of (str, int)
        Reason and patients, of `ABSENT` or of the grades' reasons; none twice.
    """

    variable: str
    visit: str | None
    n: int
    absent: Tally


@dataclass(frozen=True, slots=True)
class ArmFlow:
    """Flow of one arm.

    Parameters
    ----------
    arm : str
    n : int
        Patients in the arm.
    received : tuple of (str, int)
        ``some``, ``none`` or ``unknown`` doses; empty where the file has no doses.
    fates : tuple of (str, int)
        Of `FATES`, in that order, of those the file has a column for; empty where it has neither
        deaths nor losses. Without a column of losses nobody is ``followed``: who is not known to
        have died is of ``losses_unknown``.
    reasons : tuple of (str, int)
        Why patients were lost, in the file's words, the most frequent first; ``""`` where none
        is given and `OTHER` for the rest. Sums to the lost.
    outcomes : tuple of Analysed
    """

    arm: str
    n: int
    received: Tally
    fates: Tally
    reasons: Tally
    outcomes: tuple[Analysed, ...]

    def fate(self, code: str) -> int | None:
        """Patients with that fate, None where the file does not know."""
        return dict(self.fates).get(code)


@dataclass(frozen=True, slots=True)
class Flow:
    """Flow of the patients.

    Parameters
    ----------
    in_file : int or None
        Patients of the file: left out, filtered and in the arms; None where that is not known.
    left_out : tuple of (str, int)
        Reason and patients who are in neither arm.
    filtered : int
        Patients whom the filters leave out.
    arms : Arms of str
    by_arm : Arms of ArmFlow
    randomised : bool
    repeated : int
        Rows of the file that repeat another to the letter, each read once: no patients.
    step : int
        Of shared results: who is not analysed is counted in such steps, rounded down.
    """

    in_file: int | None
    left_out: Tally
    filtered: int
    arms: Arms[str]
    by_arm: Arms[ArmFlow]
    randomised: bool
    repeated: int = 0
    step: int = 1

    @property
    def n(self) -> int:
        """Patients in both arms."""
        return sum(arm.n for arm in self.by_arm)


def flow(data: PatientLevelData, settings: Settings, *, before: int | None = None) -> Flow:
    """Count the patients of a cohort from the file to each outcome.

    Parameters
    ----------
    data : PatientLevelData
    settings : Settings
        Chosen covariates leave out who lacks them, unless the trial is randomised: imputed then.
    before : int, optional
        Patients in the arms before any filter; those of `data` if left out.
    """
    cohort = data.cohort
    left_out = [code for _, code in cohort.left_out if code not in NON_PATIENT_REASONS]
    filtered = (cohort.n if before is None else before) - cohort.n
    fate = _fates(data)
    absent = list(_outcomes(data, settings, fate))
    masks = (data.treated, ~data.treated)
    return Flow(
        cohort.n + filtered + len(left_out),
        tuple(Counter(left_out).most_common()),
        filtered,
        data.arms,
        Arms(*(_arm(data, arm, m, fate, absent) for arm, m in zip(data.arms, masks, strict=True))),
        settings.randomised is True,
        sum(code == REPEATED_ROW for _, code in cohort.left_out),
    )


def _flag(data: PatientLevelData, role: Role) -> Floats | None:
    column = next((c for c in data.columns if c.role is role), None)
    return None if column is None else data.values(Var(column.name))


def _fates(data: PatientLevelData) -> npt.NDArray[np.int8] | None:
    """Index into `FATES` of each patient; None where the file knows nothing of it."""
    died, lost = _flag(data, Role.DIED), _flag(data, Role.LOST)
    known = [x for x in (died, lost) if x is not None]
    if not known:
        return None
    other = "losses_unknown" if lost is None else "followed"
    fate = np.full(len(data.treated), FATES.index(other), dtype=np.int8)
    for x in known:
        fate[np.isnan(x)] = FATES.index("unknown")
    for code, flag in (("lost", lost), ("died", died)):
        if flag is not None:
            fate[flag >= 1] = FATES.index(code)
    return fate


def _known_fates(data: PatientLevelData) -> frozenset[str]:
    """Fates that the file's columns can show."""
    deaths, losses = (_flag(data, role) is not None for role in (Role.DIED, Role.LOST))
    columns = (("died", deaths), ("lost", losses), ("followed", losses), ("unknown", True))
    return frozenset(code for code, has in (*columns, ("losses_unknown", not losses)) if has)


def _outcomes(
    data: PatientLevelData, settings: Settings, fate: npt.NDArray[np.int8] | None
) -> Iterator[tuple[str, str | None, tuple[tuple[str, Mask], ...], Mask]]:
    """Each outcome at its own visit: the patients absent by reason, and those analysed."""
    gone = [(code, fate == FATES.index(code)) for code in ("died", "lost") if fate is not None]
    for name, visits in measured(data).items():
        later = [visit for visit in visits if visit != PRE]
        for at in compared_visits(settings, name, later):
            column = f"{name}_{at}"
            asked = [("missing_post", column)]
            covariates = settings.covariates
            if data.measures[name].ordinal:  # adjusted for severity and age, not for itself
                covariates = covariate_names(data, settings, OF_ORDINAL)
            elif PRE in visits:
                asked.append(("missing_pre", f"{name}_{PRE}"))
            else:
                covariates = ()
            if not settings.randomised:  # else a missing covariate is imputed
                terms = covariate_terms(data, covariates, leave=(column, f"{name}_{PRE}"))
                asked += [("missing_covariate", term_name(term)) for term in terms]
            absent = {code: np.zeros(len(data.treated), dtype=bool) for code, _ in asked}
            for code, source in asked:
                absent[code] |= _missing(data, source)
            out = np.logical_or.reduce(list(absent.values()))
            ranked = [*gone, *((code, absent[code]) for code in ABSENT if code in absent)]
            yield name, at, tuple(_first(ranked, out)), ~out
    grades = data.grades
    if grades is not None:
        without = grades.codes < 0
        reasons = [(r, grades.reasons == code) for code, r in enumerate(REASONS)]
        yield GRADE, grades.visit, tuple(_first(reasons, without)), ~without


def _missing(data: PatientLevelData, column: str) -> Mask:
    missing: Mask = data.cohort.table[column].isna().to_numpy()
    return missing


def _first(reasons: list[tuple[str, Mask]], out: Mask) -> Iterator[tuple[str, Mask]]:
    """Patients who are out, each under the first reason that applies."""
    remaining = out.copy()
    for code, has in reasons:
        yield code, remaining & has
        remaining &= ~has


def _arm(
    data: PatientLevelData,
    arm: str,
    mask: Mask,
    fate: npt.NDArray[np.int8] | None,
    outcomes: list[tuple[str, str | None, tuple[tuple[str, Mask], ...], Mask]],
) -> ArmFlow:
    fates: Tally = ()
    if fate is not None:
        counts = np.bincount(fate[mask], minlength=len(FATES)).tolist()
        reasons = _known_fates(data)
        fates = tuple((code, n) for code, n in zip(FATES, counts, strict=True) if code in reasons)
    lost = mask & (fate == FATES.index("lost")) if fate is not None else None
    return ArmFlow(
        arm,
        int(mask.sum()),
        _received(data, mask),
        fates,
        _reasons(data, lost) if lost is not None else (),
        tuple(
            Analysed(
                name,
                visit,
                int((analysed & mask).sum()),
                tuple((code, n) for code, out in absent if (n := int((out & mask).sum()))),
            )
            for name, visit, absent, analysed in outcomes
        ),
    )


def _received(data: PatientLevelData, mask: Mask) -> Tally:
    names = [c.name for c in data.columns if c.name in DOSE_COLUMNS]
    if not names:
        return ()
    doses = np.stack([data.values(Var(name))[mask] for name in names])
    some = (doses > 0).any(axis=0)
    none = (doses == 0).all(axis=0)
    counts = (("some", some.sum()), ("none", none.sum()), ("unknown", (~some & ~none).sum()))
    return tuple((code, int(n)) for code, n in counts)


def _reasons(data: PatientLevelData, lost: Mask) -> Tally:
    """The file's own words, the most frequent first, ties in the order of the words."""
    column = next((c for c in data.columns if c.role is Role.LOST_REASON), None)
    if column is None or not lost.any():
        return ()
    cells = data.cohort.table[column.name][lost]
    counted = Counter(cells.dropna().astype(str).tolist())
    listed = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    if len(listed) > MOST_REASONS:
        rest = sum(n for _, n in listed[MOST_REASONS - 1 :])
        listed = [*listed[: MOST_REASONS - 1], (OTHER, rest)]
    without_reason = int(cells.isna().sum())
    return (*listed, *([("", without_reason)] if without_reason else []))
