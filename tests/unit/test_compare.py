"""``scripts/compare.py``: what is the same, what differs and where, what differs on purpose."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from scripts.compare import main, picture_difference, text_difference, zip_difference


def picture(colour: str, size: tuple[int, int] = (10, 10), dot: str | None = None) -> bytes:
    drawn, file = Image.new("RGB", size, colour), io.BytesIO()
    if dot:
        drawn.putpixel((0, 0), tuple(bytes.fromhex(dot)))
    drawn.save(file, "PNG")
    return file.getvalue()


def zipped(**members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return file.getvalue()


def fill(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


SAME = {"json/a.out": b"{}", "pages/a.png": picture("white"), "reports/a.docx": zipped(a="1")}


def diff(tmp_path: Path, changed: dict[str, bytes], *options: str) -> int:
    before, after = fill(tmp_path / "before", SAME), fill(tmp_path / "after", SAME | changed)
    return main(["diff", str(before), str(after), *options])


def test_the_same_is_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert diff(tmp_path, {}) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["part", "same", "within", "allowed", "differs"],
        *([part, "1", "0", "0", "0"] for part in ("json", "pages", "reports")),
    ]


def test_parts_are_compared_alone(tmp_path: Path) -> None:
    changed = {"json/a.out": b"{1}"}
    assert diff(tmp_path, changed, "--parts", "pages,reports") == 0
    assert diff(tmp_path, changed, "--parts", "json") == 1


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"json/a.out": b"{1}"}, "+ {1}"),
        ({"json/b.out": b""}, "only after"),
        ({"reports/a.docx": zipped(a="2")}, "a: line 1, 1 of 1 lines"),
        ({"reports/a.docx": b"no zip"}, "byte 0"),
        ({"pages/a.png": picture("white", dot="fffffe")}, "1.0000 % of pixels"),
    ],
)
def test_whatever_differs_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, bytes], text: str
) -> None:
    assert diff(tmp_path, changed) == 1
    assert text in capsys.readouterr().out


def test_what_differs_on_purpose_is_shown_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    allow = tmp_path / "allow"
    allow.write_text("json/*  # a fault is mended\npages/*.txt  # never happens\n", "utf-8")
    assert diff(tmp_path, {"json/a.out": b"{1}"}, "--allow", str(allow)) == 0
    out = capsys.readouterr().out
    assert "(on purpose: a fault is mended)" in out
    assert "allowed, but nothing differs: pages/*.txt" in out
    assert diff(tmp_path, {"pages/b.png": b""}, "--allow", str(allow)) == 1


def test_a_picture_may_differ_within_the_tolerance(tmp_path: Path) -> None:
    faint, plain = picture("white", dot="fdfefd"), picture("white", dot="000000")
    assert diff(tmp_path, {"pages/a.png": faint}, "--tolerance", "0.01") == 0
    assert diff(tmp_path, {"pages/a.png": faint}, "--tolerance", "0.009") == 1
    assert diff(tmp_path, {"pages/a.png": plain}, "--tolerance", "0.01") == 1
    with Image.open(tmp_path / "after-differences" / "pages" / "a.png") as drawn:
        assert drawn.getpixel((0, 0)) == (220, 0, 0)
        assert drawn.getpixel((1, 1)) != (220, 0, 0)


def test_the_nearest_of_several_captures_counts(tmp_path: Path) -> None:
    other = {"pages/a.png": picture("white", dot="000000")}
    one, two = fill(tmp_path / "one", SAME), fill(tmp_path / "two", SAME | other)
    after = fill(tmp_path / "after", SAME | other)
    assert main(["diff", str(one), str(after)]) == 1
    assert main(["diff", str(one), str(two), str(after)]) == 0


def test_a_picture_that_grew_differs_where_it_grew_in_any_colour() -> None:
    for colour in ("white", "black"):
        result = picture_difference(picture(colour), picture(colour, (10, 20)))
        assert (result.share, result.drawn.size) == (0.5, (10, 20))


def test_a_long_line_is_shown_around_its_difference() -> None:
    words = text_difference("x" * 900 + "one", "x" * 900 + "two")
    assert "one" in words
    assert max(map(len, words.splitlines())) < 120


@pytest.mark.parametrize("member", ["a", "c"])
def test_a_zip_names_the_member_that_came_or_went(member: str) -> None:
    before, after = zipped(a="1", b="2"), zipped(b="2", c="3")
    assert f"{member}: only {'before' if member == 'a' else 'after'}" in zip_difference(
        before, after
    )
