"""Control characters: a few are dropped and told, many are no text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aci_core.domain.errors import AciError
from aci_core.ingest import read
from aci_core.ingest.files.control_characters import refuse_binary, without_controls

TEXT = "id,arm,site\n1,对照组,ward A\n2,观察组,ward\t B\r\n"
_CONTROLS = [*map(chr, range(9)), *map(chr, range(14, 32)), "\x7f"]


@pytest.mark.parametrize("control", ["\0", "\x01", "\x08", "\x1a", "\x1b", "\x1f", "\x7f"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"])
def test_one_is_dropped_and_told(control: str, encoding: str) -> None:
    text = (
        TEXT if encoding != "big5" else TEXT.replace("对照组", "對照組").replace("观察组", "觀察組")
    )
    raw = read(text.replace("ward A", f"wa{control}rd A").encode(encoding), "x.csv")
    assert raw.frame[2].tolist()[0] == "ward A"
    [issue] = [i for i in raw.issues if i.code == "control_characters"]
    assert (issue.severity, dict(issue.facts)) == ("info", {"n": 1})


def test_in_a_small_file_and_far_down_a_large_one() -> None:
    assert read(b"id,arm\n1,a\x01\n2,b\n", "x").frame[1].tolist() == ["a", "b"]
    large = b"arm,a\nx,1\n" * 200_000 + b"\x00y,2\n"
    assert read(large, "x").frame[0].tolist()[-1] == "y"


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"id,arm\n".ljust(60, b"\0"), b"\1\2\3\4"])
def test_many_are_no_text(data: bytes) -> None:
    with pytest.raises(AciError, match="not_text"):
        refuse_binary(data)


@given(st.text(max_size=50), st.lists(st.sampled_from(_CONTROLS), max_size=4))
def test_whatever_else_stays(text: str, controls: list[str]) -> None:
    plain = "".join(c for c in text if c not in _CONTROLS)
    mixed = "".join(controls) + plain
    assert without_controls(mixed.encode("utf-8", "replace")) == (
        plain.encode("utf-8", "replace"),
        len(controls),
    )
    assert without_controls(plain.encode("utf-8", "replace"))[1] == 0
