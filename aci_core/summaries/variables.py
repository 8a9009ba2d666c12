"""What a summary may be asked of: a column, a difference, a logarithm, a category."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Var:
    """A number column."""

    column: str


@dataclass(frozen=True, slots=True)
class Diff:
    """`later` minus `earlier`, patient by patient."""

    later: str
    earlier: str


@dataclass(frozen=True, slots=True)
class Log:
    """Natural logarithm of a column; values <= 0 are missing."""

    column: str


@dataclass(frozen=True, slots=True)
class Level:
    """1 where a category column has that level, 0 where it has another."""

    column: str
    level: str


Variable = Var | Diff | Log | Level
