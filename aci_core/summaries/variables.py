"""Variables of a Data: a column, a difference, a logarithm, a category, any event, a response."""

from __future__ import annotations

from dataclasses import dataclass

from aci_core.efficacy.responders import RESPONDER_RULES


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
    """1 where a categorical column has that category, 0 where it has another."""

    column: str
    category: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """1 where a patient has one of these events, else 0.

    Missing only where no event is known to be there and one is not known.
    """

    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Responder:
    """1 where a patient meets one of `efficacy.RESPONDER_RULES` at a visit, else 0."""

    rule: str
    visit: str


Variable = Var | Diff | Log | Level | AnyOf | Responder


def columns_of(variable: Variable) -> tuple[str, ...]:
    """The columns that a variable is made of.

    Parameters
    ----------
    variable : Variable

    Returns
    -------
    tuple of str
        Canonical names.

    Examples
    --------
    >>> columns_of(Diff("nihss_post", "nihss_pre"))
    ('nihss_post', 'nihss_pre')
    """
    match variable:
        case Diff(later, earlier):
            return later, earlier
        case AnyOf(columns):
            return columns
        case Responder(rule, visit):
            return RESPONDER_RULES[rule].columns(visit)
        case Var(column) | Log(column) | Level(column, _):
            return (column,)


# Written by hand: the codec has no type for an array whose length depends on its first item.
def variable_to_json(variable: Variable) -> list[str]:
    """The variable as a JSON array: its kind, then its columns.

    Parameters
    ----------
    variable : Variable

    Returns
    -------
    list of str

    Examples
    --------
    >>> variable_to_json(Level("sex", "female"))
    ['level', 'sex', 'female']
    """
    match variable:
        case Level(column, category):
            return ["level", column, category]
        case AnyOf(columns):
            return ["any", *columns]
        case Responder(rule, visit):
            return ["responder", rule, visit]
    return [type(variable).__name__.lower(), *columns_of(variable)]


def variable_from_json(entry: object) -> Variable:
    """The variable of a parsed JSON array.

    Parameters
    ----------
    entry : object

    Returns
    -------
    Variable

    Raises
    ------
    ValueError
        Where it is none.

    Examples
    --------
    >>> variable_from_json(["var", "age"])
    Var(column='age')
    """
    match entry:
        case ["var", str(column)]:
            return Var(column)
        case ["diff", str(later), str(earlier)]:
            return Diff(later, earlier)
        case ["log", str(column)]:
            return Log(column)
        case ["level", str(column), str(category)]:
            return Level(column, category)
        case ["responder", str(rule), str(visit)] if rule in RESPONDER_RULES:
            return Responder(rule, visit)
        case ["any", str(), *_] if isinstance(entry, list) and all(
            isinstance(part, str) for part in entry
        ):
            return AnyOf(tuple(entry[1:]))
    raise ValueError("no variable")
