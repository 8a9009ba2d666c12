"""Figures of a report as files for a journal, with their captions."""

from __future__ import annotations

from typing import Final

from aci_core.report import pictures
from aci_core.report.inline import clean, plain
from aci_core.report.model import Picture, Report

# A bitmap for slides and drafts; the journal's own at twice the dots.
DOTS: Final[dict[pictures.Kind, int]] = {"svg": 0, "pdf": 0, "png": 300, "tiff": 600}


def write(report: Report) -> dict[str, bytes]:
    """Write each figure in each format, and captions and alternative texts as one text file.

    Raises
    ------
    AciError
        As `pictures.render_kinds`.
    """
    shown = report.figures
    drawings = [picture.draw() for picture in shown]
    mark = report.t("app.synthetic_note") if report.meta.synthetic else ""
    rendered = pictures.render_kinds(drawings, DOTS, mark=mark)
    files: dict[str, bytes] = {}
    lines = [clean(plain(report.title)), ""]
    for n, (picture, drawing, by_kind) in enumerate(
        zip(shown, drawings, rendered, strict=True), start=1
    ):
        for kind, data in by_kind.items():
            files[f"figures/{n:02d}_{picture.key}.{kind}"] = data
        lines += [caption(report, picture), clean(drawing.alt), ""]
    lines += report.meta.provenance
    files["figures/captions.txt"] = ("\n".join(lines) + "\n").encode("utf-8")
    return files


def caption(report: Report, picture: Picture) -> str:
    """Caption of a figure as plain text."""
    words = {"label": picture.label, "title": plain(picture.title)}
    return report.t("figure_file.caption", **words, caption=plain(picture.caption))
