"""Command ``report FILE --out DIR``: files for a paper, slides and an archive."""

from __future__ import annotations

import argparse
import contextlib
import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aci_core.cli.inputs import input_files
from aci_core.cli.terminal import one_line
from aci_core.cli.unread_warning import warn
from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator, translator

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort
    from aci_core.domain.study.settings import Settings
    from aci_core.ingest import Project

STYLES = ("generic", "chinese", "vancouver")


def add_arguments(options: Any, t: Translator) -> None:
    """Add the options of ``report``."""
    options.add_argument("--out", metavar="DIR", required=True, help=t("report_cli.out"))
    options.add_argument("--format", metavar="NAME,NAME", help=t("report_cli.format"))
    options.add_argument("--sections", metavar="NAME,NAME", help=t("report_cli.sections"))
    options.add_argument("--style", choices=STYLES, default="generic", help=t("report_cli.style"))


def run_report(
    args: argparse.Namespace, cohort: Cohort, settings: Settings, project: Project
) -> int:
    """Write the files, all or none, and print their names, and formats that failed on stderr.

    Returns
    -------
    int
        0 also where a format could not be made; AciError where none could.
    """
    from aci_core.report import FORMATS, SECTIONS, Options, Study, build, write_formats
    from aci_core.report.formats import WITH_ROWS, browser_for, validate_names

    t = translator(args.lang)
    warnings.simplefilter("ignore")
    default = [name for name in FORMATS if name not in WITH_ROWS]
    formats = validate_names(_names(args.format) or default)
    options = Options(_names(args.sections) or SECTIONS, args.style)
    with browser_for(formats):  # the browser starts while the analyses run
        output = write_formats(build(Study.of(cohort, settings, project), t.lang, options), formats)
    if not output.files:
        raise next(iter(output.problems.values()))
    for path in write_all(Path(args.out), output.files, input_files(args)):
        print(path)
    warn(cohort, t)
    for problem in output.problems.values():
        print(one_line(t.error(problem)), file=sys.stderr)
    return 0


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def write_all(folder: Path, files: Mapping[str, bytes], read: Sequence[Path] = ()) -> list[Path]:
    """Write every file or none: first under temporary names, then each under its own.

    Parameters
    ----------
    folder : Path
        Created if missing.
    files : dict of str to bytes
    read : sequence of Path
        Files that must not be written over.

    Raises
    ------
    AciError
        ``output_twice``: a file would go over one that was read; ``output_unwritable``.
    """
    paths = [folder / name for name in files]
    for path in paths:
        if any(path.exists() and other.exists() and path.samefile(other) for other in read):
            raise AciError("output_twice", name=str(path))
        if path.is_dir():
            raise AciError("output_unwritable", name=str(path))
    parts = [path.with_name(f".{path.name}.part") for path in paths]
    before = {path: path.with_name(f".{path.name}.old") for path in paths if path.exists()}
    folders: list[Path] = []
    done: list[Path] = []
    try:
        for path in (folder, *(path.parent for path in paths)):
            folders.extend(_make_folders(path))
        for part, data in zip(parts, files.values(), strict=True):
            part.write_bytes(data)
        for path, old in before.items():
            path.replace(old)
            done.append(path)
        for part, path in zip(parts, paths, strict=True):
            part.replace(path)
    except OSError as error:
        # New files are removed only once all old ones are moved aside; then the old are restored.
        _remove(*parts, *(paths if len(done) == len(before) else ()))
        for path in done:
            with contextlib.suppress(OSError):
                before[path].replace(path)
        for path in reversed(folders):
            with contextlib.suppress(OSError):
                path.rmdir()
        raise AciError("output_unwritable", name=str(folder)) from error
    _remove(*before.values())
    return paths


def _remove(*paths: Path) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()


def _make_folders(path: Path) -> list[Path]:
    """Create a folder; return those that were missing, the outermost first."""
    missing = [one for one in (path, *path.parents) if not one.exists()][::-1]
    path.mkdir(parents=True, exist_ok=True)
    return missing
