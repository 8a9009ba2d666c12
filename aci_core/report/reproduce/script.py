"""Make the numbers of a report again from the data file.

    python reproduce.py [DATA] [--json OUT]

reads DATA (by default the report's data file in the folder of this script) as the report did,
and prints every result, then headline numbers computed a second time by scipy and statsmodels
from the table of patients, each with that of the report: of the model of all visits (MMRM) the
differences alone, without Kenward and Roger's errors. It exits with 1 where the data are not those
of the report, or where a number differs.
Needs: aci-cohort-explorer (aci_core), pandas, scipy, statsmodels.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    from aci_core.analyses import Row, analyse, prepare
    from aci_core.domain.study.settings import Settings
    from aci_core.ingest import Project, build, read
    from aci_core.ingest.subjects.privacy import privacy
    from aci_core.report.reproduce.second_way import KEYS, Numbers, recompute
except ImportError as error:
    sys.exit(
        f"{error.name} is missing. Have a checkout of ACI Cohort Explorer and run: "
        "pip install CHECKOUT, or: pip install -r CHECKOUT/requirements.txt and "
        "PYTHONPATH=CHECKOUT python reproduce.py DATA"
    )

STUDY: dict[str, Any] = {}  # the content of reproduce.json

NEAR = 1e-6
# Searched, with gradients or standard errors by finite differences.
SEARCHED = dict.fromkeys(
    ("mmrm", "proportional_odds", "proportional_odds_adjusted", "tobit_ratio"), 1e-4
)


def compare(row: Row, numbers: Numbers) -> Iterator[dict[str, Any]]:
    """Compare each number of a row with the one computed a second time."""
    for field, second in numbers.items():
        first = getattr(row, field)
        if first is None and not math.isfinite(second):
            continue
        # A row that was not computed is no headline number.
        if first is not None or row.estimate is not None:
            near = SEARCHED.get(row.method, NEAR)
            same = first is not None and math.isclose(first, second, rel_tol=near, abs_tol=1e-9)
            key = {name: getattr(row, name) for name in KEYS}
            yield {**key, "field": field, "report": first, "second": float(second), "same": same}


def main() -> int:
    """Print the results, then the comparison of the headline numbers."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    # By default the data file of the report in the folder of the script.
    name = STUDY["cohort"]["name"]
    files = sorted(p for p in Path(__file__).parent.iterdir() if name in (p.name, p.stem))
    default = files[0] if files else Path(name)
    options.add_argument("data", type=Path, nargs="?", default=default)
    options.add_argument("--json", metavar="OUT|-")
    args = options.parse_args()
    if not args.data.is_file():
        options.error(f"there is no file {args.data}; name the data file of the report")
    project = Project.from_json(STUDY["project"])
    settings = Settings.from_json(STUDY["settings"])
    raw = read(args.data.read_bytes(), args.data.name, project.reading)
    raw, steps = project.fitted(privacy.remove_identifiers(raw, project.mapping))
    cohort = build(raw, project.mapping, STUDY["cohort"]["reference"], steps)
    if cohort.digest != STUDY["cohort"]["sha256"]:
        print("These are not the data of the report.", file=sys.stderr)
        print(f"report: {STUDY['cohort']['sha256']}\nhere:   {cohort.digest}", file=sys.stderr)
        return 1
    data = prepare(cohort, settings)
    rows = [row for result in analyse(data, settings) for row in result.rows]
    pairs = list(recompute(rows, data, settings))
    checks = [check for row, numbers in pairs for check in compare(row, numbers)]
    if args.json:
        text = json.dumps({"results": [r.to_json() for r in rows], "checks": checks}, indent=1)
        if args.json == "-":
            print(text)
        else:
            Path(args.json).write_text(text, "utf-8")
    else:
        show(rows, checks)
    return int(not all(check["same"] for check in checks))


def show(rows: list[Row], checks: list[dict[str, Any]]) -> None:
    """For a person's eye: a result a line, then the numbers made twice."""
    for row in rows:
        fields = {name: value for name, value in row.to_json().items() if value is not None}
        name = " ".join(str(fields.pop(key)) for key in KEYS if key in fields)
        print(name, *(f"{key}={value}" for key, value in fields.items()))
    print("\nMade a second way, by scipy and statsmodels:")
    for check in checks:
        name = " ".join(str(check[key]) for key in KEYS if check[key] is not None)
        verdict = "same" if check["same"] else "DIFFERENT"
        print(f"{name} {check['field']}: {check['report']} {check['second']} {verdict}")
    same = sum(check["same"] for check in checks)
    print(f"\n{same} of {len(checks)} numbers are the same.")


if __name__ == "__main__":
    sys.exit(main())
