"""Write the script that makes the report's numbers again, and its inputs as JSON."""

from __future__ import annotations

import ast
import json
from importlib import resources
from typing import Any, Final

from aci_core.report.model import Report
from aci_core.stats.freeman_halton import SEED

_PLACE: Final = "STUDY: dict[str, Any] = {}  # the content of reproduce.json"
_PART: Final = "    from aci_core.report.reproduce.second_way import "


def write(report: Report) -> dict[str, bytes]:
    """Write ``reproduce.py``, to be run with the data file, and ``reproduce.json``."""
    made_of = document(report)
    text = json.dumps(made_of, indent=1, ensure_ascii=False, allow_nan=False)
    script = _whole(_source("script"), _source("second_way"))
    if _PLACE not in script:
        raise RuntimeError(_PLACE)
    # ASCII within the script, whatever a file's headers hold.
    inside = json.dumps(made_of, indent=1, allow_nan=False)
    filled = script.replace(_PLACE, f"STUDY: dict[str, Any] = json.loads({_literal(inside)})", 1)
    return {
        "reproduce.py": filled.encode("utf-8"),
        "reproduce.json": (text + "\n").encode("utf-8", "replace"),
    }


def _source(module: str) -> str:
    file = resources.files("aci_core.report.reproduce").joinpath(f"{module}.py")
    return file.read_text("utf-8")


def _whole(script: str, part: str) -> str:
    """The script with the part that it imports in it: one file, which shows all that it does."""
    imports = _imports(part)
    there = {name.name for node in _imports(script) for name in node.names}
    wanted = [n for n in imports if any(name.name not in there for name in n.names)]
    ours = script.splitlines()
    at = next(i for i, line in enumerate(ours) if line.startswith(_PART))
    ours[at : at + 1] = [f"    {ast.unparse(node)}" for node in wanted]
    body = "\n".join(part.splitlines()[imports[-1].end_lineno or 0 :]).strip("\n")
    return "\n".join(ours).replace(_PLACE, f"{_PLACE}\n\n{body}\n", 1) + "\n"


def _imports(source: str) -> list[ast.Import | ast.ImportFrom]:
    return [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Import | ast.ImportFrom)]


def _literal(text: str) -> str:
    """Python literal of a text, one line each."""
    lines = "".join(f"    {line!r}\n" for line in text.splitlines())
    return f"(\n{lines})"


def document(report: Report) -> dict[str, Any]:
    """Content of reproduce.json: digest, settings, how the file is read, versions and seed."""
    study = report.study
    _ = study.patients  # of summaries there is nothing to read again
    whole, chosen = study.whole, study.cohort
    return {
        "cohort": {
            "name": whole.name,
            "sha256": whole.digest,
            "selected_sha256": chosen.digest,
            "n": chosen.n,
            "arms": chosen.n_by_arm,
            "reference": chosen.reference,
            "synthetic": whole.synthetic,
        },
        "settings": study.settings.to_json(),
        "rule": study.used.rule,
        "project": study.project.to_json(),
        "versions": dict(report.meta.versions),
        # Of the Monte Carlo test where a table has too many others to count.
        "seed": SEED,
        "about": list(report.meta.provenance),
    }
