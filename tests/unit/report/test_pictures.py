"""Pictures: processing of the browser's output, and errors without a browser."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from aci_core.domain.errors import AciError
from aci_core.presentation.figures.grades import grades
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.report import pictures, renderer
from tests.unit.made import studied

SIZE = (174.0, 60.0)


def drawing(lang: str = "en"):
    _, _, results = studied("synthetic_zh.csv")
    return grades(results["response"], translator(lang))


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (0, 0, 0, 0)).save(out, "PNG")
    return out.getvalue()


def test_ids_of_an_svg_are_the_same_in_every_run_and_coordinates_stay() -> None:
    def svg(token: str) -> str:
        return (
            f'<svg width="740" height="256"><defs id="defs-{token}"><clipPath id="clip{token}xy"/>'
            f'</defs><g clip-path="url(#clip{token}xy)"/><path d="M 123456,7"/></svg>'
        )

    one, two = (pictures._svg(svg(token), 3, SIZE) for token in ("4c7fa5", "123456"))
    assert one == two
    assert 'id="clipfigure03xy"' in one
    assert "url(#clipfigure03xy)" in one
    assert "M 123456,7" in one
    assert '<svg width="174.00mm" height="60.00mm">' in one


def test_a_pdf_loses_its_dates_and_keeps_its_offsets() -> None:
    def pdf(day: str) -> bytes:
        return (
            b"<</Title (Kaleido-fier)\n/CreationDate (D:" + day.encode() + b"+00'00')\n"
            b"/ModDate (D:" + day.encode() + b"+00'00')>>\nstartxref\n99"
        )

    one, two = pdf("20260101000000"), pdf("20271231235959")
    assert pictures._pdf(one, 2) == pictures._pdf(two, 2)
    assert len(pictures._pdf(one, 2)) == len(one)
    assert b"/Title (Fig 2)" in pictures._pdf(one, 2)
    assert b"Date" not in pictures._pdf(one, 2)


@pytest.mark.parametrize("kind", ["png", "tiff"])
@pytest.mark.parametrize("smaller", [1, 2])
def test_bitmaps_print_at_their_size(kind: pictures.Kind, smaller: int) -> None:
    made = pictures._bitmap(png(round(SIZE[0] / 25.4 * 600), 300), kind, smaller, SIZE[0])
    with Image.open(io.BytesIO(made)) as picture:
        picture.load()
        assert picture.height == 300 / smaller
        assert picture.info["dpi"][0] == pytest.approx(600 / smaller, abs=0.5)
        assert picture.width / picture.info["dpi"][0] * 25.4 == pytest.approx(SIZE[0], abs=0.05)
        assert picture.mode == "RGB"
        assert picture.info.get("compression") == ("tiff_lzw" if kind == "tiff" else None)


def test_dots_that_do_not_divide_are_refused() -> None:
    with pytest.raises(ValueError, match="450"):
        pictures.render_kinds([drawing()], {"png": 450, "tiff": 600})


def test_letters_are_eight_points_on_paper() -> None:
    points = 12 / pictures.PIXELS_A_MM * 72 / 25.4
    assert points == pytest.approx(8.0)


def test_a_figure_goes_on_white_and_is_itself_unchanged() -> None:
    made = drawing()
    before = made.figure.to_json()
    spec = pictures._on_paper(made)
    assert spec["layout"]["paper_bgcolor"] == "#FFFFFF"
    assert "Arial" in spec["layout"]["font"]["family"]
    uids = [trace["uid"] for trace in spec["data"]]
    assert len(set(uids)) == len(uids) > 0
    assert made.figure.to_json() == before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_browser_the_command_that_installs_one_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str
) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "none"))
    with pytest.raises(AciError) as caught:
        pictures.render([drawing()])
    assert caught.value.code == "no_picture_engine"
    assert renderer.install_command() in translator(lang).error(caught.value)


def test_a_browser_that_does_not_start_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "chrome"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("BROWSER_PATH", str(broken))
    with pytest.raises(AciError) as caught:
        pictures.render([drawing()])
    assert caught.value.code == "picture_engine_failed"


def test_a_browser_that_fails_once_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    works, mark = renderer.find_browser(), tmp_path / "failed"
    assert works is not None
    flaky = tmp_path / "chrome"
    flaky.write_text(
        f'#!/bin/sh\n[ -e {mark} ] || {{ touch {mark}; exit 1; }}\nexec {works} "$@"\n'
    )
    flaky.chmod(0o755)
    monkeypatch.setenv("BROWSER_PATH", str(flaky))
    (picture,) = pictures.render([drawing()], kind="svg")
    assert mark.exists()
    assert picture.startswith(b"<svg")


def test_the_command_is_one_that_the_machine_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer.shutil, "which", lambda name: None)
    command = Path(renderer.install_command())
    assert command.name == "choreo_get_chrome"
    assert command.exists()


def test_a_picture_narrower_than_a_column_is_refused() -> None:
    with pytest.raises(ValueError, match="80"):
        pictures.render([drawing()], width_mm=80)
