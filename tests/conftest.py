"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]

# Fast ones first, so that a mistake is told early; but where several work, long modules come first,
# so that all end together, and those in a browser before all, which wait more than they work.
ORDER = ("aci_core", "contracts", "unit", "golden", "property", "pages", "browser", "deep")
BESIDE = ("browser", "pages", "property", "contracts", "unit", "golden", "aci_core", "deep")
# Modules of browser tests from here on are dealt to a worker of their own: half of the time each.
SECOND_BROWSER = "tests/browser/test_p"

# By no clock, which tells of the machine: no deadline, and slow data are no fault. The same
# examples at each run; more are for `make deep`, where a failure tells how to have it again.
_HOLDS: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [hypothesis.HealthCheck.too_slow],
    "print_blob": True,
}
hypothesis.settings.register_profile("default", derandomize=True, max_examples=50, **_HOLDS)
hypothesis.settings.register_profile("long", max_examples=500, **_HOLDS)
hypothesis.settings.register_profile("deep", max_examples=2000, **_HOLDS)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def _folder(item: pytest.Item) -> str:
    parts = item.path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "tests" else parts[0]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by folder, before -m chooses, and sort by ORDER."""
    order = BESIDE if "PYTEST_XDIST_WORKER" in os.environ else ORDER
    for item in items:
        if (name := _folder(item)) in {"browser", "deep"}:
            item.add_marker(name)
    # A folder that ORDER does not know comes last.
    items.sort(key=lambda item: (*order, _folder(item)).index(_folder(item)))


class _ByFixtures(LoadScopeScheduling):
    """Deal out together what shares fixtures: a server and a browser, twice; a module's own."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if not file.startswith("tests/browser/"):
            return file
        return "browser" if file < SECOND_BROWSER else "second browser"


# Not by marks (--dist=loadgroup), which pytest-xdist 3.8 does not find under pytest 9.
@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Deal the tests out to the workers."""
    return _ByFixtures(config, log)


@pytest.fixture(scope="session", autouse=True)
def _store_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests share goes to no user's data folder; servers they start inherit it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACI_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        patch.delenv("ACI_STORE_URL", raising=False)
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """``shared("data/IST.csv")``: a file of the folder beside the checkout, or the test is skipped.

    Data that must not be in the repository stands there.
    """

    def path(name: str) -> Path:
        file = ROOT.parent / "shared" / name
        if not file.exists():
            pytest.skip(f"../shared/{name} is not here")
        return file

    return path
