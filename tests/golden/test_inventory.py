"""The README's inventory is true: every method stands in a golden file that contains it."""

from __future__ import annotations

import re
from pathlib import Path

from aci_core.methods import METHODS
from tests.golden.means_cases import read

FOLDER = Path(__file__).parent
# One data set each, whose column `level` is the level of a variable.
STUDIES = ("study", "study_swapped", "study_imputed")
# Inputs and answers that are no family of golden numbers.
NO_FAMILY = ("methods",)


def tables() -> dict[str, dict[str, list[str]]]:
    """Rows of the README's tables by their first cell, which is code, by the table's heading."""
    by_file: dict[str, dict[str, list[str]]] = {}
    heading = ""
    for line in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif line.startswith("| `"):
            name, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            by_file.setdefault(heading, {})[name.strip("`")] = cells
    return by_file


def test_every_method_is_listed_once():
    lines = re.findall(r"(?m)^\| `([a-z0-9_]+)` \|", (FOLDER / "README.md").read_text("utf-8"))
    listed = list(tables()["Methods"])
    assert set(listed) == set(METHODS)
    assert len(lines) == len(listed) + len(tables()["Files"])


def test_every_file_contains_the_method():
    for method, (where,) in tables()["Methods"].items():
        places = where.split("; ")
        assert len(places) >= 3, method
        for place in places:
            file, _, what = place.partition(": ")
            rows = read(file)
            for word in what.split(", "):
                if word.endswith("rows"):
                    name = word.removesuffix("rows").strip() or method
                    of_method = [row for row in rows if row["method"] == name]
                    assert len(of_method) > 0, (method, place)
                else:
                    numbers = [row[word] for row in rows if row[word] not in ("NA", "")]
                    assert len(numbers) >= len(rows) / 3, (method, place)


def test_every_golden_file_is_listed():
    there = {path.stem for path in FOLDER.glob("*.csv") if not path.stem.endswith("_data")}
    assert there - set(NO_FAMILY) == set(tables()["Files"])
    remade = re.search(r"(?s)\$\{\*:-(.*?)\}", (FOLDER / "remake.sh").read_text("utf-8"))
    assert remade is not None
    for file in tables()["Files"]:
        script = re.sub("_(swapped|adjusted|imputed|sparse)$", "", file)
        assert script in remade[1].split()
        head = (FOLDER / f"{script}.R").read_text(encoding="utf-8")
        assert re.search(r"(?m)^#.*(held to|[Tt]olerance|tightened)", head), script


def test_data_sets_and_levels_are_as_many_as_said():
    for file, (sets, levels, *_) in tables()["Files"].items():
        rows = read(file)
        if file in STUDIES:
            assert sets == "1"
            continue
        arms = ("x_t", "n_t", "x_c", "n_c")
        key = ("dataset",) if "dataset" in rows[0] else arms if "x_t" in rows[0] else ("p",)
        assert len({tuple(row[k] for k in key) for row in rows}) == int(sets), file
        column = "confidence" if "confidence" in rows[0] else "level"
        computed = sorted({row[column] for row in rows}) if levels else []
        assert ", ".join(f"{100 * float(level):g}" for level in computed) == levels, file
