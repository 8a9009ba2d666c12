"""The type checker sees what a page calls: a function renamed elsewhere fails there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.conftest import ROOT

CHECKED = ("aci_core", "pages", "app.py", "dashboard.py", "pyproject.toml")
# The function's file, its name, and a page, or a card of it, that calls it.
RENAMED = (
    ("aci_core/presentation/figures/qq.py", "normal", "aci_core/ui/results/cards/outcome_parts.py"),
    ("aci_core/presentation/tables/outcomes.py", "outcomes", "pages/4_outcomes.py"),
    ("aci_core/presentation/sentences/response.py", "finding", "pages/5_response.py"),
    ("aci_core/ui/state/results.py", "safety", "pages/7_safety.py"),
)


def _named(errors: Sequence[str], name: str, page: str) -> bool:
    return any(line.startswith(page) and f'"{name}"' in line for line in errors)


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """What is checked, with what the checker remembers of it (`make types` comes before)."""
    for name in (*CHECKED, ".mypy_cache"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, tmp_path / name)
    yield tmp_path
    shutil.rmtree(tmp_path)  # some 70 MB


def test_a_renamed_figure_table_or_sentence_fails_the_check(copy: Path) -> None:
    # That there is no error without the renaming is what `make types` says.
    for file, name, _ in RENAMED:
        path = copy / file
        text = path.read_text("utf-8")
        assert text.count(f"\ndef {name}(") == 1
        path.write_text(text.replace(f"\ndef {name}(", f"\ndef {name}_renamed("), "utf-8")
    command = [sys.executable, "-m", "mypy", "--no-error-summary"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    errors = done.stdout.splitlines()
    missed = [name for _, name, page in RENAMED if not _named(errors, name, page)]
    assert missed == [], errors
