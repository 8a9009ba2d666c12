"""Pictures by a real browser: sizes, letters, fonts, and the same bytes again."""

from __future__ import annotations

import io
import os
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from aci_core.domain.study.settings import Settings
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.i18n import translator
from aci_core.report import Study, build, figure_files
from aci_core.report.pictures import render
from aci_core.report.renderer import shared_browser
from tests.browser import chromium
from tests.unit.made import cohort

MM = 174.0


@pytest.fixture(scope="module")
def engine() -> Iterator[None]:
    path = chromium.find()
    if path is None:
        pytest.fail("no Chromium: bash scripts/chromium.sh .venv finds or installs one")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BROWSER_PATH", path)
        yield


def processes() -> set[int]:
    """The browsers that this process started, and that have not ended."""
    result = set()
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = file.read_text("utf-8").rpartition(")")[2].split()[:2]
            command = (file.parent / "cmdline").read_bytes()
            if int(parent) == os.getpid() and state != "Z" and b"--headless" in command:
                result.add(int(file.parent.name))
    return result


def _wait_ended(browsers: set[int]) -> None:
    """Until these have ended, which takes a process that was told to some time."""
    until = time.monotonic() + 60
    while browsers & processes():
        assert time.monotonic() < until
        time.sleep(0.1)  # nothing tells it


@pytest.fixture(scope="module")
def files(engine: None) -> dict[str, bytes]:
    study = Study.of(cohort("synthetic_zh.csv"), Settings())
    return figure_files.write(build(study, "zh"))


def of(files: dict[str, bytes], kind: str) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name.endswith(f".{kind}")}


def test_every_figure_is_there_in_four_kinds_and_has_its_caption(files: dict[str, bytes]) -> None:
    study = Study.of(cohort("synthetic_zh.csv"), Settings())
    shown = build(study, "zh").figures
    for kind in ("svg", "pdf", "png", "tiff"):
        assert len(of(files, kind)) == len(shown) >= 8
    captions = files["figures/captions.txt"].decode("utf-8")
    for picture in shown:
        assert picture.label in captions
        assert picture.draw().alt.split("。")[0] in captions


def test_bitmaps_are_174_mm_wide_at_their_dots(files: dict[str, bytes]) -> None:
    for kind, dpi in (("png", 300), ("tiff", 600)):
        for data in of(files, kind).values():
            with Image.open(io.BytesIO(data)) as picture:
                result = picture.info["dpi"][0]
                assert result == pytest.approx(dpi, abs=0.5)
                assert picture.width / result * 25.4 == pytest.approx(MM, abs=0.1)
                low, high = picture.convert("L").getextrema()
                assert (low < 60, high) == (True, 255)


def test_vectors_are_174_mm_wide_and_hold_chinese_letters(files: dict[str, bytes]) -> None:
    for data in of(files, "svg").values():
        text = data.decode("utf-8")
        assert 'width="174.00mm"' in text
        assert translator("zh")("app.synthetic_note") in text
        # No address but those of the XML itself: nothing is fetched to show it.
        assert set(re.findall(r"https?://[^\"' )]+", text)) <= {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }
    for data in of(files, "pdf").values():
        (box,) = {
            tuple(map(float, result))
            for result in re.findall(rb"MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
        }
        assert box[0] / 72 * 25.4 == pytest.approx(MM, abs=0.5)
        # Letters are inside the file: as a subset of a font, or drawn glyph by glyph.
        fonts = data.count(b"/Type /Font\n")
        inside = data.count(b"/FontFile") + data.count(b"/Subtype /Type3")
        assert fonts > 0
        assert inside > 0


def bars() -> Drawing:
    return build(Study.of(cohort("synthetic_zh.csv"), Settings()), "en").figures[3].draw()


def test_all_who_draw_at_the_same_time_have_one_browser_and_none_stays(engine: None) -> None:
    before = processes()
    with shared_browser(), ThreadPoolExecutor(3) as threads:
        made = list(threads.map(lambda _: render([bars()], kind="svg"), range(3)))
        assert len(processes() - before) == 1
    assert made[0] == made[1] == made[2]
    _wait_ended(processes() - before)


def test_another_browser_takes_the_place_of_one_that_ends(engine: None) -> None:
    before = processes()
    with shared_browser():
        first = render([bars()])
        (ours,) = processes() - before
        os.kill(ours, signal.SIGKILL)
        assert render([bars()]) == first
        _wait_ended({ours})
    _wait_ended(processes() - before)


@pytest.mark.deep
def test_the_same_figures_give_the_same_bytes(files: dict[str, bytes]) -> None:
    again = figure_files.write(build(Study.of(cohort("synthetic_zh.csv"), Settings()), "zh"))
    assert {name for name in files if files[name] != again.get(name)} == set()
