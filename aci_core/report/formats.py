"""Formats of a report, and the writing of several at once."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import PurePath

from aci_core.domain.errors import AciError
from aci_core.report import renderer
from aci_core.report.model import Report

Files = dict[str, bytes]
Writer = Callable[[Report], Files]


def _docx(report: Report) -> Files:
    from aci_core.report.docx.write import write

    return write(report)


def _xlsx(report: Report) -> Files:
    from aci_core.report.xlsx.write import write

    return write(report)


def _pptx(report: Report) -> Files:
    from aci_core.report.pptx.write import write

    return write(report)


def _html(report: Report) -> Files:
    from aci_core.report.html.write import write

    return write(report)


def _script(report: Report) -> Files:
    from aci_core.report.reproduce.write import write

    return write(report)


def _check(report: Report) -> Files:
    from aci_core.report.reproduce.check_r import write

    return write(report)


def _figures(report: Report) -> Files:
    from aci_core.report.figure_files import write

    return write(report)


# In the order in which the page offers them; libraries are imported when a format is written. A
# new format is a line here, its module, and its name and help under `report_format` and
# `report_format_help` in the catalogue.
FORMATS: dict[str, Writer] = {
    "docx": _docx,
    "xlsx": _xlsx,
    "pptx": _pptx,
    "html": _html,
    "script": _script,
    "check": _check,
    "figures": _figures,
}
# Formats with rows of patients, without identifiers: made only where asked for by name.
WITH_ROWS = frozenset({"check"})
# Formats that can be made of a pooled trial, which has no patients to run a script over.
OF_SUMMARIES = ("docx", "xlsx", "pptx", "html")
# Formats with pictures, which a browser draws.
PICTURED = frozenset({"docx", "figures"})


@dataclass(frozen=True, slots=True)
class Output:
    """Files of a report, and the formats that could not be made.

    Parameters
    ----------
    files : dict of str to bytes
        By name, in the order of the formats.
    problems : dict of str to AciError
        By format: the part that the machine lacks, or ``report_failed``: an error of ours.
    """

    files: Mapping[str, bytes]
    problems: Mapping[str, AciError]


def validate_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of formats, each once; refuse unknown ones.

    Raises
    ------
    AciError
        ``report_format``.
    """
    for name in names:
        if name not in FORMATS:
            raise AciError("report_format", name=name[:60], known=", ".join(FORMATS))
    return tuple(dict.fromkeys(names))


def browser_for(formats: Sequence[str]) -> AbstractContextManager[None]:
    """Start the browser now where a format has pictures, and keep it open for all of them."""
    return renderer.shared_browser() if PICTURED & set(formats) else nullcontext()


def iter_formats(report: Report, formats: Sequence[str]) -> Generator[tuple[str, Files | AciError]]:
    """Yield each format with its files, or with the error where it could not be made.

    Raises
    ------
    AciError
        ``report_format``: no such format; raised before any is written.
    """
    names = validate_names(formats)
    with browser_for(names):
        for name in names:
            try:
                yield name, FORMATS[name](report)
            except AciError as error:
                yield name, error
            except Exception as error:  # noqa: BLE001
                # An error of ours in one format takes no other with it.
                yield name, _failure(report, name, error)


def _failure(report: Report, name: str, error: Exception) -> AciError:
    """An error of the program: its kind and place, never its text, which may hold a value."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    label = report.t(f"report_format.{name}")
    return AciError("report_failed", name=label, kind=type(error).__name__, place=place)


def write_formats(report: Report, formats: Sequence[str]) -> Output:
    """Write several formats of a report.

    Parameters
    ----------
    report : Report
    formats : sequence of str
        Names of `FORMATS`.

    Raises
    ------
    AciError
        ``report_format``.
    """
    files: Files = {}
    problems: dict[str, AciError] = {}
    for name, result in iter_formats(report, formats):
        if isinstance(result, AciError):
            problems[name] = result
        else:
            files.update(result)
    return Output(files, problems)
