"""Load a TOML file that is part of a package."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any


def load_toml(package: str, name: str) -> dict[str, Any]:
    """Load the TOML file of that name in a package."""
    return tomllib.loads(resources.files(package).joinpath(name).read_text("utf-8"))
