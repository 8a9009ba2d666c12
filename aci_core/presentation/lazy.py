"""Lazy packages: a module is imported when it is first used."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType


def modules_of(package: str) -> Callable[[str], ModuleType]:
    """A package's ``__getattr__``: ``figures.qq`` imports ``aci_core.presentation.figures.qq``.

    The type checker must not see it, else any name would be an attribute of the package:
    the package imports its modules under ``TYPE_CHECKING`` and calls this elsewhere.
    """

    def module(name: str) -> ModuleType:
        full = f"{package}.{name}"
        if name.startswith("_"):
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        try:
            return import_module(full)
        except ModuleNotFoundError as error:
            if error.name != full:
                raise
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None

    return module
