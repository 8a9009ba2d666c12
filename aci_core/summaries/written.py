"""A summary as JSON: nothing in it but numbers, names of columns and levels."""

from __future__ import annotations

import dataclasses

from aci_core.schema import MEASURES, Role
from aci_core.summaries.summary import Summary
from aci_core.summaries.variables import variable_to_json

FORMAT = "aci-summary-1"


def to_json(summary: Summary) -> dict[str, object]:
    """The summary as a JSON object.

    Parameters
    ----------
    summary : Summary

    Returns
    -------
    dict of str to object
        Nothing in it but numbers, names of columns and levels.

    Examples
    --------
    >>> from aci_core.summaries import Summary
    >>> Summary.from_json({"format": "x"})
    Traceback (most recent call last):
    aci_core.errors.AciError: summary_invalid
    """
    used = {c.stem for c in summary.columns if c.role is Role.MEASURE}
    grading = summary.grading
    return {
        "format": FORMAT,
        "arms": list(summary.arms),
        "n": list(summary.n),
        "columns": [
            {
                "name": c.name,
                "role": c.role.value,
                "kind": c.kind.value,
                "stem": c.stem,
                "visit": c.visit,
                "levels": list(c.levels),
            }
            for c in summary.columns
        ],
        "measures": [
            dataclasses.asdict(measure)
            for name, measure in summary.measures.items()
            if name in used and measure != MEASURES.get(name)
        ],
        "grading": None
        if grading is None
        else {
            "rule": grading.rule,
            "best_first": list(grading.scale.best_first),
            "effective": list(grading.scale.effective),
            "visit": grading.visit,
            "outside": grading.outside,
            "ungradable": [list(entry) for entry in grading.ungradable],
        },
        "moments": [
            {"of": variable_to_json(v), "arms": [[m.n, m.mean, m.m2] for m in arms]}
            for v, arms in summary.of_moments.items()
        ],
        "counts": [
            {
                "of": variable_to_json(v),
                "values": c.values.tolist(),
                "treatment": c.treatment.tolist(),
                "control": c.control.tolist(),
            }
            for v, c in summary.of_counts.items()
        ],
        "levels": [
            {"of": name, "table": table.tolist()} for name, table in summary.of_levels.items()
        ],
        "joints": [
            {
                "of": [variable_to_json(v) for v in pair],
                "arms": [[j.x.tolist(), j.y.tolist(), j.n.tolist()] for j in arms],
            }
            for pair, arms in summary.of_joints.items()
        ],
        "crosses": [
            {
                "of": [variable_to_json(v) for v in sorted(terms.plain, key=repr)],
                "categories": sorted(terms.categories),
                "arms": [[c.n, c.means.tolist(), c.products.tolist()] for c in arms],
            }
            for terms, arms in summary.of_crosses.items()
        ],
    }
