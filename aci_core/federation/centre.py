"""What one centre sends: its summary, and the plan by which its numbers were made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from msgspec import Meta, Struct

from aci_core import __version__
from aci_core.analyses import questions
from aci_core.analyses.centre_effects import centre_effects
from aci_core.analyses.centres import CENTRE
from aci_core.domain.codec import decode, encode
from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings
from aci_core.summaries import (
    PatientLevelData,
    Questions,
    Recorder,
    Stratified,
    Summary,
    summary_from_json,
    summary_to_json,
)

LONGEST: Final = 60  # of a centre's name
_Name = Annotated[str, Meta(min_length=1, max_length=LONGEST)]


class _Document(Struct, kw_only=True, forbid_unknown_fields=True):
    centre: _Name
    version: Annotated[str, Meta(max_length=20)]
    made: Annotated[str, Meta(pattern=r"^(\d{4}-\d\d-\d\d)?$")]
    synthetic: bool
    settings: dict[str, object]
    summary: dict[str, object]


@dataclass(frozen=True, eq=False, slots=True)
class CentreSummary:
    """One centre of a trial: numbers, and what must agree for them to be added up.

    Parameters
    ----------
    centre : str
        Its name in the trial.
    settings : Settings
        The plan, the confidence level and the filters; nothing else of the settings.
    summary : Summary
        Arms with the reference second, columns with their visits, measures with their units,
        the grading and the answers.
    version : str
        Of the program that made it.
    made : str
        The day, as ISO 8601; empty where it is not said.
    synthetic : bool
        Whether the patients are made up.
    """

    centre: str
    settings: Settings
    summary: Summary
    version: str = __version__
    made: str = ""
    synthetic: bool = False

    @property
    def n(self) -> dict[str, int]:
        """Patients by arm."""
        return dict(zip(self.summary.arms, self.summary.n, strict=True))


def centre_summary(
    data: PatientLevelData, settings: Settings, centre: str, made: str = ""
) -> CentreSummary:
    """The summary of a centre's patients, every answer of every analysis in it.

    What may leave is a question of its own: this is all that there is to choose from.

    Parameters
    ----------
    data : PatientLevelData
    settings : Settings
    centre : str
    made : str
        The day, as ISO 8601.

    Raises
    ------
    AciError
        ``centre_name``: the name is empty, or too long.
    """
    name = " ".join(centre.split())
    if not 0 < len(name) <= LONGEST:
        raise AciError("centre_name", most=LONGEST)
    kept = travelling(settings)
    summary = Summary.of(data, trial_questions(data, kept))
    return CentreSummary(name, kept, summary, made=made, synthetic=data.cohort.synthetic)


def trial_questions(data: PatientLevelData, settings: Settings) -> Questions:
    """Every question that the trial asks of a centre: those of the study, and those by centre."""
    recorder = Recorder(data)
    # Two alike stand for all: of one centre alone nothing by centre is asked.
    centre_effects(Stratified(CENTRE, {"1": recorder, "2": recorder}), settings)
    return questions(data, settings) | recorder.questions


def travelling(settings: Settings) -> Settings:
    """The settings that a summary carries: the trial's, and nothing of one screen.

    A centre is itself the stratum, so that no column of its file is.
    """
    names = {CENTRE, settings.centre}
    return replace(
        settings,
        explored=(),
        centre=None,
        covariates=tuple(name for name in settings.covariates if name not in names),
        subgroups=tuple(name for name in settings.subgroups if name not in names),
    )


def centre_to_json(one: CentreSummary) -> dict[str, object]:
    """The summary of a centre as a JSON object; floats are not rounded."""
    encoded: dict[str, object] = encode(
        _Document(
            centre=one.centre,
            version=one.version,
            made=one.made,
            synthetic=one.synthetic,
            settings=one.settings.to_json(),
            summary=summary_to_json(one.summary),
        )
    )
    return encoded


def centre_from_json(document: object) -> CentreSummary:
    """The summary of a centre from a parsed JSON object.

    Parameters
    ----------
    document : object

    Raises
    ------
    AciError
        ``summary_invalid`` with the part that is none; those of `Settings.from_json`.
    """
    read = decode(_Document, document, "summary")
    settings = travelling(Settings.from_json(read.settings))
    return CentreSummary(
        read.centre,
        settings,
        summary_from_json(read.summary),
        read.version,
        read.made,
        read.synthetic,
    )
