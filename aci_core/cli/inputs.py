"""Read the project, cohort and settings that the arguments name."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aci_core.cli.terminal import read_bytes, read_json
from aci_core.domain.errors import AciError
from aci_core.domain.settings import Settings

# What needs pandas is imported where it is used: --help and a wrong option answer at once.
if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort
    from aci_core.ingest import Project


def read_project(args: argparse.Namespace) -> Project:
    """Read the mapping or project file; a separate file of steps replaces its steps."""
    from aci_core.domain.steps import steps_from_json
    from aci_core.ingest import Project

    project = Project()
    if args.map is not None:
        project = Project.from_json(read_json(args.map, "mapping_not_json"))
    if args.steps is not None:
        steps = steps_from_json(read_json(args.steps, "steps_not_json"))
        # A list of its own is meant for this file.
        project = replace(project, steps=steps, file=None)
    return project


def read_cohort(args: argparse.Namespace, project: Project) -> Cohort:
    """Read the cohort of the file, as the project says."""
    from aci_core.ingest import build, read
    from aci_core.ingest.limits import MAX_BYTES
    from aci_core.ingest.subjects import privacy

    data = read_bytes(args.file, MAX_BYTES)
    raw = read(data, Path(args.file).name, project.reading)
    raw, steps = project.fitted(privacy.remove_identifiers(raw, project.mapping))
    return build(raw, project.mapping, args.reference, steps)


def read_settings(args: argparse.Namespace, project: Project, cohort: Cohort) -> Settings:
    """Read the settings of their file, else of the project, and the options; check them."""
    settings = project.settings or Settings()
    if args.settings is not None:
        settings = Settings.from_json(read_json(args.settings, "settings_not_json"))
    if args.rule is not None:
        settings = replace(settings, rule=args.rule)
    from aci_core.efficacy import RECORDED, rule_named

    if settings.rule != RECORDED:
        # Cuts that are a preset's get its name; blanks are no part of a name.
        settings = replace(settings, rule=rule_named(settings.rule).name)
    elif cohort.column("grade") is None:
        raise AciError("rule_no_grade")
    from aci_core.domain.plan import settled

    return settled(cohort, settings)
