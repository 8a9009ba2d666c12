"""A summary that somebody damaged or made up: refused with a code, or equal in meaning."""

from __future__ import annotations

import copy
import hashlib
import json
import time
import tracemalloc
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aci_core.analyses import prepare
from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings
from aci_core.federation.envelope import FORMAT, MOST_BYTES, read, refuse_twice, write
from aci_core.federation.leaving.leaving import for_outsiders
from aci_core.federation.signature import key_of, new_key, public_text, trusted
from tests.build import sample
from tests.examples import examples

CHOSEN = Settings(covariates=("age", "sex"))
KEY = key_of(new_key())


@cache
def _file(centre: str = "West") -> bytes:
    data = prepare(sample("synthetic_156.csv"), CHOSEN)
    return write(for_outsiders(data, CHOSEN, centre, "2026-12-01").centre)


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_file())["centre"]
    return document


def _sealed(document: object) -> bytes:
    """As somebody who knows the format would write it: with the right checksum."""
    payload = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(payload).hexdigest()
    return f'{{"format":"{FORMAT}","sha256":"{digest}","centre":'.encode() + payload + b"}\n"


def _code(data: bytes, trust: frozenset[str] = frozenset()) -> tuple[str, dict[str, Any]]:
    with pytest.raises(AciError) as error:
        read(data, trust)
    return error.value.code, error.value.facts


# --------------------------------------------------------------------------- there and back


def test_it_comes_back_to_the_last_bit() -> None:
    opened = read(_file())
    assert write(opened.centre) == _file()
    assert (opened.centre.centre, opened.centre.made) == ("West", "2026-12-01")
    assert opened.signer is None
    assert opened.sha256 == json.loads(_file())["sha256"]
    # One that was written by hand, with the right checksum, is read as well.
    assert read(_sealed(_document())).sha256 == opened.sha256


@settings(max_examples=examples(300))
@given(st.data())
def test_a_byte_that_changed_is_noticed(data: st.DataObject) -> None:
    file = bytearray(_file())
    place = data.draw(st.integers(0, len(file) - 2))
    file[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != file[place]))
    try:
        opened = read(bytes(file))
    except AciError:
        return
    assert write(opened.centre) == _file()


def _places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document)
        if isinstance(document, list)
        else ()
    )
    return [path, *(place for key, part in items for place in _places(part, (*path, key)))]


_JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 200),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([10**30, -1, 0.5, 1e308, "", "x", [], {}, [[]]]),
)


@settings(max_examples=examples(400))
@given(st.data())
def test_whatever_is_put_in_its_place_is_refused_or_means_the_same(data: st.DataObject) -> None:
    document = copy.deepcopy(_document())
    *path, last = data.draw(st.sampled_from(_places(document)[1:]))
    parent = document
    for key in path:
        parent = parent[key]
    change = data.draw(st.sampled_from(["junk", "drop", "twice", "nudge"]))
    if change == "drop":
        parent.pop(last)
    elif change == "twice" and isinstance(parent, list):
        parent.insert(last, copy.deepcopy(parent[last]))
    elif change == "nudge" and isinstance(parent[last], float):
        parent[last] *= data.draw(st.sampled_from([-1.0, 2.0, 1e6, 0.0]))
    else:
        parent[last] = data.draw(_JUNK)
    try:
        opened = read(_sealed(document))
    except AciError:
        return
    # What was read says just what stands there, and could be true of some patients.
    assert json.loads(write(opened.centre))["centre"] == document


def test_a_mean_whose_square_is_no_number() -> None:
    document = copy.deepcopy(_document())
    for variable in document["summary"]["moments"]:
        for arm in variable["arms"]:
            arm[1] = 2e154
    assert _code(_sealed(document))[0] == "summary_impossible"


# ------------------------------------------------------------------------------ what is refused


def test_a_file_that_is_none() -> None:
    for junk in (b"", b"{}", b"null", b"\xff\xfe", b"PK\x03\x04", b'{"format":"aci"}', b"[1]"):
        assert _code(junk)[0] == "summary_invalid"


def test_another_schema_is_named() -> None:
    code, facts = _code(_file().replace(b'"aci-centre-1"', b'"aci-centre-2"'))
    assert (code, facts["found"], facts["known"]) == ("summary_schema", "aci-centre-2", FORMAT)


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.replace(b'"centre":"West"', b'"centre":"East"'),
        lambda file: file.replace(b'"synthetic":true', b'"synthetic":false'),
        lambda file: json.dumps(json.loads(file), indent=1).encode(),  # an editor's
    ],
)
def test_a_file_that_was_changed(damage: Any) -> None:
    assert damage(_file()) != _file()
    assert _code(damage(_file()))[0] == "summary_damaged"


def test_a_key_that_stands_twice() -> None:
    payload = json.dumps(_document(), ensure_ascii=False, separators=(",", ":"))
    twice = payload.replace('"centre":"West"', '"centre":"East","centre":"West"', 1).encode()
    digest = hashlib.sha256(twice).hexdigest()
    file = f'{{"format":"{FORMAT}","sha256":"{digest}","centre":'.encode() + twice + b"}"
    assert _code(file)[0] == "summary_damaged"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number(number: str) -> None:
    payload = json.dumps(_document(), ensure_ascii=False, separators=(",", ":"))
    mean = str(_document()["summary"]["moments"][0]["arms"][0][1])
    payload = payload.replace(mean, number, 1)
    digest = hashlib.sha256(payload.encode()).hexdigest()
    file = f'{{"format":"{FORMAT}","sha256":"{digest}","centre":{payload}}}'.encode()
    assert _code(file)[0] == "summary_invalid"


def _changed(change: Any) -> bytes:
    document = copy.deepcopy(_document())
    change(document["summary"])
    return _sealed(document)


def _cross(summary: Any, *, levels: bool = False) -> Any:
    return next(
        c for c in summary["crosses"] if bool(c["categories"]) == levels and len(c["of"]) > 1
    )


def _symmetric(summary: Any, value: float) -> None:
    products = _cross(summary)["arms"][0][2]
    products[0][1] = products[1][0] = value


def _indefinite(summary: Any) -> None:
    """Each pair may be so, not the three together."""
    cross = next(c for c in summary["crosses"] if len(c["of"]) > 2)
    products = np.array(cross["arms"][0][2])
    size = np.sqrt(np.diag(products))
    r = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    products[:3, :3] = r * np.outer(size[:3], size[:3])
    cross["arms"][0][2] = products.tolist()


def _of(summary: Any, part: str, name: str) -> Any:
    return next(one for one in summary[part] if one["of"] == ["var", name])


@pytest.mark.parametrize(
    ("change", "code", "part"),
    [
        (lambda s: s["levels"][0]["table"][0].__setitem__(0, -1), "summary_invalid", "levels"),
        (lambda s: s["n"].__setitem__(0, 3), "summary_invalid", "moments"),
        (lambda s: s["n"].__setitem__(0, 78.5), "summary_invalid", "n"),
        (lambda s: _symmetric(s, 1e9), "summary_invalid", "crosses"),
        (lambda s: _cross(s)["arms"][0][2][0].__setitem__(1, 0.0), "summary_invalid", "crosses"),
        (lambda s: _of(s, "moments", "nihss_post")["arms"][0].__setitem__(1, 99.0),
         "summary_impossible", "moments"),
        (lambda s: _of(s, "moments", "nihss_post")["arms"][0].__setitem__(2, 1e6),
         "summary_impossible", "moments"),
        (lambda s: _of(s, "moments", "nihss_post")["arms"][0].__setitem__(1, 5.0),
         "summary_impossible", "crosses"),
        (lambda s: _of(s, "moments", "nihss_post")["arms"][0].__setitem__(0, 70),
         "summary_impossible", "crosses"),
        (_indefinite, "summary_impossible", "crosses"),
        (lambda s: _cross(s, levels=True)["arms"][0][1].__setitem__(-1, 0.987),
         "summary_impossible", "crosses"),
        (lambda s: next(x for x in s["levels"] if x["of"] == "effective")["table"][0].reverse(),
         "summary_impossible", "levels"),
    ],
)  # fmt: skip
def test_numbers_that_no_patients_have(change: Any, code: str, part: str) -> None:
    found, facts = _code(_changed(change))
    assert (found, facts["part"]) == (code, part)


# ----------------------------------------------------------------------------------------- size


@pytest.mark.parametrize(
    "bomb",
    [
        b"[" * (10 << 20),
        b'{"format":"aci-centre-1","sha256":"","centre":' + b"[" * (3 << 20),
        b'{"a":' * (2 << 20),
        b'{"format":"aci-centre-1","sha256":"","centre":[' + b"[]," * (1 << 20) + b"0]}",
        b'{"format":"aci-centre-1","sha256":"","centre":[' + b'"ab",' * (700 << 10) + b"0]}",
        b"0" * (100 << 20),
    ],
    ids=["nesting", "nested inside", "objects", "empty lists", "texts", "100 MB"],
)
def test_a_bomb_is_refused_at_once(bomb: bytes) -> None:
    tracemalloc.start()
    began = time.thread_time()  # its own work, not the machine's
    try:
        code, _ = _code(bomb)
        took, (_, most) = time.thread_time() - began, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert code in ("summary_too_large", "summary_invalid", "summary_damaged")
    assert took < 3
    assert most < 100e6


def test_the_largest_that_is_read_is_read_within_memory() -> None:
    document = copy.deepcopy(_document())
    document["summary"]["columns"][0]["levels"] = ["ab"] * ((MOST_BYTES - 60_000) // 5)
    file = _sealed(document)
    tracemalloc.start()
    try:
        assert _code(file)[0] == "summary_invalid"
        assert tracemalloc.get_traced_memory()[1] < 150e6
    finally:
        tracemalloc.stop()


# ------------------------------------------------------------------------------------ signature


def test_a_signature_says_who_made_it() -> None:
    signed, public = write(read(_file()).centre, KEY), public_text(KEY)
    assert read(signed).signer == public
    assert read(signed, trusted(f"{public}\n")).signer == public
    other = frozenset({public_text(key_of(new_key()))})
    assert _code(signed, other) == ("summary_untrusted", {"key": public})
    assert _code(_file(), other)[0] == "summary_unsigned"


def test_a_signature_of_other_numbers_is_refused() -> None:
    signed = json.loads(write(read(_file()).centre, KEY))
    other = json.loads(_file("East"))
    other["signature"] = signed["signature"]
    text = json.dumps(other, ensure_ascii=False, separators=(",", ":"))
    assert _code(text.encode())[0] == "summary_signature"
    stranger = {
        **signed,
        "signature": {**signed["signature"], "key": public_text(key_of(new_key()))},
    }
    text = json.dumps(stranger, ensure_ascii=False, separators=(",", ":"))
    assert _code(text.encode())[0] == "summary_signature"


@pytest.mark.parametrize("junk", [b"", b"x", b"-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_key_file_that_is_none(junk: bytes) -> None:
    with pytest.raises(AciError, match="key_unreadable"):
        key_of(junk)


@pytest.mark.parametrize("junk", ["aci-key-", "aci-key-AAAA", "x", "aci-key-" + "é" * 43])
def test_a_public_key_that_is_none(junk: str) -> None:
    with pytest.raises(AciError, match="key_public"):
        trusted(junk)


# ---------------------------------------------------------------------------------------- twice


def test_a_summary_is_added_once() -> None:
    west, east = read(_file()), read(_file("East"))
    with pytest.raises(AciError) as error:
        refuse_twice([west, west])
    assert error.value.code == "summary_twice"
    with pytest.raises(AciError) as error:  # the same numbers by another name
        refuse_twice([west, east])
    assert error.value.facts == {"first": "West", "second": "East"}
    refuse_twice([west])
