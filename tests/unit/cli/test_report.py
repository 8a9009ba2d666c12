"""``python -m aci_core report``: its files, all or none, the same bytes, its one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aci_core.cli.report import STYLES, write_all
from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.report import FORMATS, SECTIONS
from aci_core.report import STYLES as KNOWN
from tests.command import inside

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = str(ROOT / "sample_data" / "synthetic_156.csv")


@pytest.fixture(autouse=True)
def _without_pictures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")
    monkeypatch.chdir(tmp_path)


def test_it_writes_and_names_the_files() -> None:
    code, out, err = inside("report", SAMPLE, "--out", "a/b", "--format", "docx,xlsx")
    assert (code, err) == (0, "")
    assert out.splitlines() == [str(Path("a/b/report.docx")), str(Path("a/b/report.xlsx"))]
    assert sorted(p.name for p in Path("a/b").iterdir()) == ["report.docx", "report.xlsx"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_input_gives_the_same_bytes(lang: str) -> None:
    for out in ("one", "two"):
        options = ("--out", out, "--lang", lang, "--format", "docx,xlsx")
        assert inside("report", SAMPLE, *options).code == 0
    for name in ("report.docx", "report.xlsx"):
        assert (Path("one") / name).read_bytes() == (Path("two") / name).read_bytes()


@pytest.mark.parametrize(
    "wrong",
    [
        ("--format", "docx,xls"),
        ("--sections", "nothing"),
        ("--style", "lancet"),
        ("--rule", "nothing"),
        ("--reference", "nobody"),
    ],
)
def test_what_is_wrong_is_told_in_a_line_and_nothing_is_written(wrong: tuple[str, str]) -> None:
    code, out, err = inside("report", SAMPLE, "--out", "out", *wrong)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert not Path("out").exists()


def test_out_is_required() -> None:
    code, _, err = inside("report", SAMPLE)
    assert code == 2
    assert "--out" in err


def test_settings_are_obeyed() -> None:
    Path("s.json").write_text(json.dumps({"level": 0.9}), "utf-8")
    arguments = (SAMPLE, "--format", "xlsx")
    assert inside("report", *arguments, "--out", "a")[0] == 0
    assert inside("report", *arguments, "--out", "b", "--settings", "s.json")[0] == 0
    a, b = (Path(out, "report.xlsx").read_bytes() for out in "ab")
    assert a != b


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_all_or_none(
    tmp_path: Path, order: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in order:
        (tmp_path / name).write_bytes(b"old " + name.encode())
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if self.name == ".b.part":  # a disk that is full, a file that another program holds
            raise OSError
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(AciError) as caught:
        write_all(tmp_path, dict.fromkeys(order, b"new"))
    assert caught.value.code == "output_unwritable"
    remaining = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert remaining == {"a": b"old a", "b": b"old b"}


def test_a_folder_in_the_way_is_told_and_stays(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(AciError):
        write_all(tmp_path, {"a": b"1", "b": b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_what_was_there_before_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    assert write_all(tmp_path, {"a": b"new"}) == [tmp_path / "a"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new"}


def test_folders_that_were_made_go_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(AciError):
        write_all(tmp_path / "new", {"a": b"1", "../file/x": b"2"})
    assert not (tmp_path / "new").exists()


def test_what_is_read_is_not_written_over(tmp_path: Path) -> None:
    read = tmp_path / "report.xlsx"
    read.write_bytes(b"data")
    with pytest.raises(AciError) as caught:
        write_all(tmp_path, {"report.xlsx": b"new"}, [read])
    assert caught.value.code == "output_twice"
    assert read.read_bytes() == b"data"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_help_names_every_format_section_and_style(lang: str) -> None:
    t = translator(lang)
    assert all(name in t("report_cli.format") for name in FORMATS)
    assert all(name in t("report_cli.sections") for name in SECTIONS)
    assert all(name in t("report_cli.style") for name in STYLES)
    assert STYLES == KNOWN
