"""Faces of a Result for a page: tables, figures and words, imported when first drawn."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from aci_core.ui import view


def table(name: str, *args: Any, **options: Any) -> Any:
    """A Table: ``table("response.grades", result)``.

    Parameters
    ----------
    name : str
        Module and function under ``aci_core.tables``; called with the page's translator last.
    """
    return _call("tables", name, *args, **options)


def figure(name: str, *args: Any, **options: Any) -> Any:
    """A Drawing: ``figure("response.grades", result)``."""
    return _call("figures", name, *args, **options)


def sentence(name: str, *args: Any, **options: Any) -> str:
    """A sentence in Markdown: ``sentence("response.finding", result)``."""
    return str(_call("words", name, *args, **options))


def _call(package: str, name: str, *args: Any, **options: Any) -> Any:
    module, _, function = name.rpartition(".")
    # Plotly and the like cost a fresh server most of a second: not on a page without figures.
    home = import_module(f"aci_core.{package}.{module}" if module else f"aci_core.{package}")
    return getattr(home, function)(*args, view.words(), **options)
