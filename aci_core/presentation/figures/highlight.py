"""Highlighting of selected patients in any figure, and patients of selected marks."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from aci_core.presentation.figures import theme
from aci_core.presentation.figures.drawing import Drawing

_EDGE: Final = 3.0  # pixels round a bar or a square that holds a selected patient
_LINE: Final = 2.5
_FEW: Final = 30  # more points of selected patients are drawn with thinner lines
_BEHIND: Final = 0.16  # opacity of the lines of all others


@dataclass(frozen=True, slots=True)
class Marks:
    """Patients, by number, and groups, by place, that marks stand for."""

    patients: frozenset[int]
    groups: frozenset[int]


def selected_marks(customdata: object) -> Marks:
    """Patients and groups of the selected marks, by their ``customdata``.

    Parameters
    ----------
    customdata : list
        One entry a mark; what is not understood stands for nobody.

    Examples
    --------
    >>> selected_marks([3, "g1", [5.0, 20.0, "g2"], [8.1, 7.2, 78], None])
    Marks(patients=frozenset({3}), groups=frozenset({1, 2}))
    """
    entries = [_entry(part) for part in customdata] if isinstance(customdata, list) else []
    return Marks(
        frozenset(part for part in entries if isinstance(part, int)),
        frozenset(int(part[1:]) for part in entries if isinstance(part, str)),
    )


def has_marks_of_patients(drawing: Drawing) -> bool:
    """Whether any mark of the figure stands for a patient or a group of them."""
    if drawing.groups:
        return True
    return any(
        entry is not None for trace in drawing.figure.data for entry in _entries(trace.customdata)
    )


def has_points_of_patients(drawing: Drawing) -> bool:
    """Whether there are several marks of single patients, so that a region can be selected."""
    return any(
        sum(isinstance(entry, int) for entry in _entries(trace.customdata)) > 1
        for trace in drawing.figure.data
    )


def highlight(drawing: Drawing, patients: Collection[int], groups: Collection[int]) -> go.Figure:
    """The figure with the selected patients at full strength and the others faded.

    Bars and squares that hold one of them get an edge: a point they are not.

    Parameters
    ----------
    drawing : Drawing
    patients : collection of int
        Their numbers in the cohort.
    groups : collection of int
        Places of the drawing's groups that hold one of them.
    """
    spec = drawing.figure.to_plotly_json()
    traces: list[dict[str, Any]] = []
    for trace in spec["data"]:
        traces.append(trace)
        entries = _entries(trace.get("customdata"))
        if any(isinstance(entry, int) for entry in entries):
            at = [i for i, entry in enumerate(entries) if entry in patients]
            if "lines" in trace.get("mode", ""):
                traces += _lines(trace, at)
            else:
                _points(trace, at)
        elif any(isinstance(entry, str) for entry in entries):
            _edges(
                trace, [entry is not None and int(str(entry)[1:]) in groups for entry in entries]
            )
    spec["data"] = traces
    return go.Figure(spec, _validate=False)


def _points(trace: dict[str, Any], at: list[int]) -> None:
    trace["selectedpoints"] = at
    selected = {"opacity": 1}
    if trace["type"] != "bar":
        selected["size"] = trace.get("marker", {}).get("size", 6) * 1.7
    trace["selected"] = {"marker": selected}
    trace["unselected"] = {"marker": {"opacity": 0.22}}


def _lines(trace: dict[str, Any], at: list[int]) -> list[dict[str, Any]]:
    """The lines of the selected patients again, above the others and under the means."""
    trace["opacity"] = _BEHIND
    trace["selectedpoints"] = []
    trace["unselected"] = {"marker": {"opacity": 1}}
    if not at:
        return []
    x, y, who_is = (_listed(trace[key]) for key in ("x", "y", "customdata"))
    # Entries of one patient follow each other; a gap ends each line.
    fields: dict[str, list[Any]] = {"x": [], "y": [], "customdata": []}
    for i in at:
        fields["x"].append(x[i])
        fields["y"].append(y[i])
        fields["customdata"].append(who_is[i])
        if i + 1 == len(x) or y[i + 1] is None:
            for values in fields.values():
                values.append(None)
    line = {"color": theme.TEXT, "width": _LINE if len(at) <= _FEW else _LINE / 2}
    keep = ("type", "xaxis", "yaxis", "hovertemplate")
    return [
        {**{k: trace[k] for k in keep if k in trace}, **fields, "mode": "lines+markers",
         "line": line, "marker": {"color": theme.TEXT, "size": 5}, "showlegend": False}
    ]  # fmt: skip


def _edges(trace: dict[str, Any], there: list[bool]) -> None:
    marker = dict(trace.get("marker", {}))
    line = dict(marker.get("line", {}))
    line["color"] = [theme.TEXT if one else line.get("color", theme.CLEAR) for one in there]
    line["width"] = [_EDGE if one else line.get("width", 0) for one in there]
    trace["marker"] = marker | {"line": line}


def _entries(customdata: object) -> list[int | str | None]:
    return [_entry(part) for part in _listed(customdata)]


def _listed(values: object) -> list[Any]:
    """Values as a list, from any form in which Plotly has them."""
    if isinstance(values, Mapping):  # as it writes an array into JSON
        data = base64.b64decode(values["bdata"])
        values = np.frombuffer(data, dtype=values["dtype"])
    if isinstance(values, np.ndarray):
        values = values.tolist()
    return list(values) if isinstance(values, list | tuple) else []


def _entry(part: object) -> int | str | None:
    """A patient's number, a group's name, or None."""
    if isinstance(part, list | tuple):
        last = part[-1] if part else None
        return last if isinstance(last, str) and _is_group(last) else None
    if isinstance(part, bool):
        return None
    if isinstance(part, int) or (isinstance(part, float) and part.is_integer()):
        return int(part)
    return part if isinstance(part, str) and _is_group(part) else None


def _is_group(part: str) -> bool:
    return part[:1] == "g" and part[1:].isdecimal() and len(part) < 9
