"""Results in, files of a manuscript out: one Report, and a writer for each format."""

from __future__ import annotations

from aci_core.report.build import build
from aci_core.report.formats import FORMATS, Output, write_formats
from aci_core.report.model import SECTIONS, STYLES, Options, Report
from aci_core.report.study import Study

__all__ = [
    "FORMATS",
    "SECTIONS",
    "STYLES",
    "Options",
    "Output",
    "Report",
    "Study",
    "build",
    "write_formats",
]
