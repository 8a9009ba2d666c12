"""Which encoding a file has, and which it is told to have."""

from __future__ import annotations

import pytest

from aci_core.domain.errors import AciError
from aci_core.ingest import read
from aci_core.ingest.files.encoding import NAMES, as_utf8
from aci_core.ingest.files.sheet import Reading
from aci_core.presentation.i18n import LANGUAGES, translator


@pytest.mark.parametrize(
    ("text", "encoding", "detected"),
    [
        ("编号,组别\n1,对照组\n", "gb18030", "gb18030"),
        ("編號,組別\n1,對照組\n", "big5", "big5hkscs"),
        # Chinese only in single letters or signs among English
        ("id,arm,sex\n1,control,男\n2,treatment,女\n", "gb18030", "gb18030"),
        ("id,arm,note\n1,a,±\n2,b,≥3\n", "gb18030", "gb18030"),
        ("id,arm,note\n1,a,5℃\n2,b,②\n", "gb18030", "gb18030"),
        # Western files, of which some are GB18030 by accident
        ("id;Gruppe;Größe\n1;Kontrolle;5\n2;männlich;4\n", "cp1252", "cp1252"),
        ("id;groupe;âge;côté\n1;témoin;70;été\n", "latin-1", "cp1252"),
        ("id;arm;Straße;süß\n1;a;Müller;b\n", "cp1252", "cp1252"),
        ("id,arm,sexe\n1,control,féminin\n2,treatment,âgé\n", "cp1252", "cp1252"),
        ("id,arm,dose\n1,a,señor niño corazón\n2,b,Ñandú\n", "cp1252", "cp1252"),
        ("id,arm,dose\n1,a,5µg\n2,b,±3\n", "cp1252", "cp1252"),
    ],
)
def test_detected(text: str, encoding: str, detected: str) -> None:
    utf8, start, name = as_utf8(text.encode(encoding))
    assert (name, utf8[start:].decode()) == (detected, text)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("utf-8", "utf-8"),
        ("UTF8", "utf-8"),
        ("gbk", "gb18030"),
        ("GB2312", "gb18030"),
        ("big5", "big5hkscs"),
        ("latin-1", "cp1252"),
        ("utf-16-le", "utf-16-le"),
        ("shift_jis", "cp932"),
    ],
)
def test_told(wanted: str, name: str) -> None:
    text = "id,arm\n1,é\n" if name == "cp1252" else "id,arm\n1,中\n"
    raw = read(text.encode(wanted), "x.csv", Reading(encoding=wanted))
    assert raw.encoding == raw.reading.encoding == name
    assert raw.frame[1].tolist() == [text[-2]]


def test_what_was_found_may_be_told_again() -> None:
    for encoding in ("utf-8-sig", "utf-16", "gb18030", "cp1252"):
        data = ("id,arm\n1,é\n" if encoding == "cp1252" else "编号,组别\n1,中\n").encode(encoding)
        first = read(data, "x")
        again = read(data, "x", first.reading)
        assert again.reading == first.reading
        assert again.headers == first.headers


def test_a_mark_goes_when_the_encoding_is_told() -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        data = "id,arm\n1,中\n".encode(encoding)
        wanted = Reading(encoding=encoding.removesuffix("-sig"))
        assert read(data, "x", wanted).headers == ("id", "arm")


@pytest.mark.parametrize("wanted", ["klingon", "rot13", "utf-7", "zlib", "\0", "../x"])
def test_an_unknown_name(wanted: str) -> None:
    with pytest.raises(AciError, match="encoding_name") as caught:
        as_utf8(b"a,b\n", wanted)
    for lang in LANGUAGES:
        assert "gb18030" in translator(lang).error(caught.value)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ("é".encode("latin-1") + b",b\n", "utf-8"),
        (b"a,b\n\xff\xff", "big5"),
        (b"a\n1", "utf-16-be"),
    ],
)
def test_one_that_does_not_fit(data: bytes, wanted: str) -> None:
    with pytest.raises(AciError, match="encoding_fails") as caught:
        as_utf8(data, wanted)
    assert caught.value.facts == {"encoding": wanted}


def test_text_with_zeros_is_no_text_in_any_encoding() -> None:
    with pytest.raises(AciError, match="not_text"):
        as_utf8("id,arm\n".encode("utf-16-le"), "utf-8")


def test_every_name_that_is_offered_is_known() -> None:
    for name in NAMES:
        assert as_utf8("a,b\n".encode(name), name)[2]
