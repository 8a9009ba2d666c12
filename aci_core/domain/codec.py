"""JSON codec: parsed JSON to our types and back, library errors to codes of the catalogue."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from types import UnionType
from typing import Any, Final, TypeVar, get_args, get_origin, overload

import msgspec

from aci_core.domain.errors import AciError, Fact

T = TypeVar("T")

# Maps the library's errors to our codes. For each document: the code of a field, else of the
# kind of error ("$" for no such document at all), else "*"; after a code, the facts of its
# message.
CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "filter": {"*": "filter_unknown"},
    "mapping": {
        "$": "mapping_not_object",
        "unknown": "mapping_unknown_key key known",
        "*": "mapping_type key expected",
    },
    "measure": {"unknown": "mapping_unknown_key key known", "*": "mapping_measure measure key"},
    "project": {"*": "mapping_type key expected"},
    "protocol": {"*": "protocol_part key"},
    "question": {"*": "question_unknown"},
    "reading": {"*": "reading_type key"},
    "settings": {
        "$": "settings_not_object",
        "unknown": "settings_unknown key known",
        "secondary": "settings_list key",
        "covariates": "settings_list key",
        "subgroups": "settings_list key",
        "level": "settings_number key",
        "alpha": "settings_number key",
        "seed": "settings_number key",
        "locked": "settings_lock",
        "deviations": "settings_lock",
        "randomised": "settings_truth key",
        "*": "settings_text key",
    },
    "share": {"*": "share_unreadable"},
    "step": {"$": "step_kind n known", "kind": "step_kind n known", "*": "step_part n key"},
    "summary": {"*": "summary_invalid part"},
}
_EXPECTED = {"object": "object", "array": "list"}  # anything else is some text
_PLACE = re.compile(r" - at `(?:key` in `)?\$([^`]*)`$")
_FIELD = re.compile(r"Object (?:contains (unknown)|missing required) field `(.*)`", re.DOTALL)


def encode(value: object) -> Any:
    """Convert a value to plain JSON: objects to dict, sequences to list, no rounding.

    Examples
    --------
    >>> encode({"weeks": (1, 3)})
    {'weeks': [1, 3]}
    """
    return _tuples_to_lists(msgspec.to_builtins(value, enc_hook=lambda number: number.tolist()))


@overload
def decode(kind: type[T], value: object, document: str, at: str = "", **facts: Fact) -> T: ...
@overload
def decode(  # of a union of types
    kind: UnionType, value: object, document: str, at: str = "", **facts: Fact
) -> Any: ...
def decode(kind: Any, value: object, document: str, at: str = "", **facts: Fact) -> Any:
    """Convert parsed JSON to a value of a type.

    Numbers, texts and truth values are not taken for one another. An unknown key is refused in
    a Struct that forbids it and in a dataclass that is asked for, ignored in one within it.

    Parameters
    ----------
    kind : type
        Whatever msgspec reads; the items of a ``dict[str, ...]`` are read one by one, so that
        an error names the key.
    value : object
    document : str
        A key of `CODES`.
    at : str
        Its place in the document.
    **facts : str, int or float
        Facts of the error, before those determined here.

    Raises
    ------
    AciError
        A code of `CODES`.

    Examples
    --------
    >>> decode(dict[str, int], {"a": 1, "b": "x"}, "reading", "sizes")
    Traceback (most recent call last):
    aci_core.domain.errors.AciError: reading_type
    """
    if get_origin(kind) is dict and isinstance(value, Mapping):
        _, of = get_args(kind)
        items = ((str(key), item) for key, item in value.items())
        return {
            key: decode(of, item, document, f"{at}.{key}" if at else key, **facts)
            for key, item in items
        }
    if dataclasses.is_dataclass(kind) and isinstance(value, Mapping):
        for key in value:
            if key not in _fields(kind):
                raise _decode_error(document, "unknown", key, kind, facts)
    if kind is Any:
        return value
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        text = str(error)
        place = _PLACE.search(text)
        field = _FIELD.match(text[: place.start()] if place else text)
        if field and field[1]:
            named = field[2] if "unknown" in CODES[document] else at or field[2]
            raise _decode_error(document, "unknown", named, kind, facts) from error
        parts = [at, *(re.sub(r"\[[^]]*\]", "", place[1]).split(".") if place else ())]
        key = ".".join(filter(None, (*parts, field and field[2])))
        word = re.match(r"Expected `(\w+)", text)
        expected = _EXPECTED.get(word[1] if word else "", "text")
        raise _decode_error(
            document, key or "$", key, kind, {"expected": expected, **facts}
        ) from error
    except UnicodeEncodeError:  # a text of the wrong type: reported as any other
        return decode(kind, _without_surrogates(value), document, at, **facts)
    except RecursionError as error:
        raise _decode_error(document, "*", at, kind, {"expected": "text", **facts}) from error


def _fields(kind: Any) -> tuple[str, ...]:
    if dataclasses.is_dataclass(kind):
        return tuple(field.name for field in dataclasses.fields(kind))
    return getattr(kind, "__struct_encode_fields__", ())


def _decode_error(
    document: str, problem: str, key: object, kind: Any, facts: Mapping[str, Fact]
) -> AciError:
    codes = CODES[document]
    code, *names = (codes.get(problem) or codes["*"]).split()
    all_facts = {
        "key": str(key)[:60] or document,
        "part": str(key).partition(".")[0][:60] or "format",
        "known": ", ".join(_fields(kind)),
        **facts,
    }
    return AciError(code, **{name: all_facts[name] for name in names})


def _tuples_to_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples_to_lists(item) for key, item in value.items()}
    return [_tuples_to_lists(item) for item in value] if isinstance(value, list | tuple) else value


def _without_surrogates(value: Any, depth: int = 20) -> Any:
    """Replace lone surrogates, which the library rejects, down to a limited depth."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if depth and isinstance(value, Mapping):
        texts = ((_without_surrogates(k), v) for k, v in value.items())
        return {key: _without_surrogates(v, depth - 1) for key, v in texts}
    if depth and isinstance(value, list | tuple):
        return [_without_surrogates(v, depth - 1) for v in value]
    return None if isinstance(value, Mapping | list | tuple) else value
