"""Read the project, cohort and settings that the arguments name."""

from __future__ import annotations

import argparse
import re
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aci_core.cli.terminal import read_bytes, read_json
from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings

_PAIR = re.compile(r"([a-z][a-z0-9_]*)=(.+)", re.DOTALL)  # a column's name, and its header
_MOST = 3
_WITH_CANDIDATES = {
    "no_arm_column": "no_arm_column_likely",
    "two_arm_columns": "two_arm_columns_likely",
}

# What needs pandas is imported where it is used: --help and a wrong option answer at once.
if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort
    from aci_core.ingest import Project
    from aci_core.ingest.layout.raw_table import RawTable


def read_project(args: argparse.Namespace) -> Project:
    """Read the mapping or project file; a separate file of steps replaces its steps."""
    from aci_core.domain.steps import steps_from_json
    from aci_core.ingest import Project

    project = Project()
    for name in _mapping_files(args):
        project = Project.from_json(read_json(name, "mapping_not_json"))
    columns = {pair[2]: pair[1] for one in args.map or () if (pair := _PAIR.fullmatch(one))}
    if columns:
        mapping = project.mapping
        mapping = replace(mapping, columns={**mapping.columns, **columns})
        project = replace(project, mapping=mapping)
    if args.steps is not None:
        steps = steps_from_json(read_json(args.steps, "steps_not_json"))
        # A list of its own is meant for this file.
        project = replace(project, steps=steps, file=None)
    return project


def input_files(args: argparse.Namespace) -> list[Path]:
    """The files that the arguments name as inputs."""
    if args.command == "pool":
        return [Path(name) for name in args.files]
    named = (args.file, *_mapping_files(args), args.steps, args.settings)
    return [Path(name) for name in named if name]


def _mapping_files(args: argparse.Namespace) -> list[str]:
    return [one for one in args.map or () if not _PAIR.fullmatch(one)]


def read_cohort(args: argparse.Namespace, project: Project) -> Cohort:
    """Read the cohort of the file, as the project says."""
    from aci_core.ingest import build, read
    from aci_core.ingest.files.limits import MAX_BYTES
    from aci_core.ingest.subjects.privacy import privacy

    data = read_bytes(args.file, MAX_BYTES)
    raw = read(data, Path(args.file).name, project.reading)
    raw, steps = project.fitted(privacy.remove_identifiers(raw, project.mapping))
    try:
        return build(raw, project.mapping, args.reference, steps)
    except AciError as error:
        if error.code not in _WITH_CANDIDATES:
            raise
        raise _with_candidates(error, raw) from error


def _with_candidates(error: AciError, raw: RawTable) -> AciError:
    """The error with the columns that may be the arm, and the option that says which."""
    from aci_core.domain.cohort import ARM
    from aci_core.ingest.subjects.arms.arm_candidates import arm_candidates

    likely = arm_candidates(raw).likely[:_MOST]
    if not likely:
        return error
    options = [f"--map {shlex.quote(f'{ARM}={header}')}" for header in likely]
    return AciError(_WITH_CANDIDATES[error.code], **error.facts, options=", ".join(options))


def read_settings(args: argparse.Namespace, project: Project, cohort: Cohort) -> Settings:
    """Read the settings of their file, else of the project, and the options; check them."""
    settings = project.settings or Settings()
    if args.settings is not None:
        settings = Settings.from_json(read_json(args.settings, "settings_not_json"))
    if args.rule is not None:
        settings = replace(settings, rule=args.rule)
    if args.command == "summarise":
        from aci_core.federation.centre import travelling

        settings = travelling(settings)
    from aci_core.efficacy import RECORDED, rule_named

    if settings.rule != RECORDED:
        # Cuts that are a preset's get its name; blanks are no part of a name.
        settings = replace(settings, rule=rule_named(settings.rule).name)
    elif cohort.column("grade") is None:
        raise AciError("rule_no_grade")
    from aci_core.domain.study.plan import settled

    return settled(cohort, settings)
