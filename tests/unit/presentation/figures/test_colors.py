"""Colours stay apart for the colour blind (Machado 2009), and text reads on its fill (WCAG 2)."""

import math
from itertools import combinations, pairwise

import numpy as np
import pytest

from aci_core.presentation.figures import theme

# Severity 1.0 (Machado GM, Oliveira MM, Fernandes LAF. IEEE TVCG 2009; 15: 1291).
MACHADO = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
DARK = ("#5FD3CA", "#7C8E9C")  # the arms as the dark theme draws them
PAGES = ("#FFFFFF", "#10171C")


def lab(color: str, seen_by: str) -> tuple[float, float, float]:
    rgb = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(MACHADO[seen_by] @ linear, 0, 1)
    xyz = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
         [0.0193339, 0.1191920, 0.9503041]]) @ linear / [0.95047, 1.0, 1.08883]  # fmt: skip
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def ciede2000(one: tuple[float, float, float], two: tuple[float, float, float]) -> float:
    """Sharma G, Wu W, Dalal EN. Color Res Appl 2005; 30: 21."""
    (l1, a1, b1), (l2, a2, b2) = one, two
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    dh = 0.0 if not c1 * c2 else (h2 - h1 + 180) % 360 - 180
    dl, dc = l2 - l1, c2 - c1
    dH = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(dh / 2))
    ml, mc = (l1 + l2) / 2, (c1 + c2) / 2
    mh = h1 + h2 if not c1 * c2 else ((h1 + h2) / 2 + (180 if abs(h1 - h2) > 180 else 0)) % 360
    t = (1 - 0.17 * math.cos(math.radians(mh - 30)) + 0.24 * math.cos(math.radians(2 * mh))
         + 0.32 * math.cos(math.radians(3 * mh + 6))
         - 0.20 * math.cos(math.radians(4 * mh - 63)))  # fmt: skip
    sl = 1 + 0.015 * (ml - 50) ** 2 / math.sqrt(20 + (ml - 50) ** 2)
    sc, sh = 1 + 0.045 * mc, 1 + 0.015 * mc * t
    turn = 60 * math.exp(-(((mh - 275) / 25) ** 2))
    rt = -2 * math.sqrt(mc**7 / (mc**7 + 25**7)) * math.sin(math.radians(turn))
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dH / sh) ** 2 + rt * dc / sc * dH / sh)


def test_the_distance_is_sharmas() -> None:
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)


@pytest.mark.parametrize("eye", MACHADO)
@pytest.mark.parametrize("pair", [(theme.TREATMENT, theme.CONTROL), DARK])
def test_arms_stay_apart(eye: str, pair: tuple[str, str]) -> None:
    assert ciede2000(*(lab(color, eye) for color in pair)) > 14


@pytest.mark.parametrize("eye", MACHADO)
@pytest.mark.parametrize(("good", "bad"), [(1, 1), (2, 1), (3, 1), (2, 2), (1, 3), (3, 4)])
def test_neighbouring_grades_stay_apart(eye: str, good: int, bad: int) -> None:
    colors = theme.grade_colors(good, bad)
    assert len(colors) == good + bad
    for one, two in pairwise(colors):
        assert ciede2000(lab(one, eye), lab(two, eye)) > 10, (one, two)


@pytest.mark.parametrize("eye", MACHADO)
def test_the_seven_grades_of_mrs_are_seven_colours(eye: str) -> None:
    colors = theme.grade_colors(3, 4)
    for one, two in combinations(colors, 2):
        assert ciede2000(lab(one, eye), lab(two, eye)) > 10, (one, two)


def test_longer_scales_have_as_many_different_colours() -> None:
    for good, bad in ((4, 3), (5, 5), (7, 0), (0, 6)):
        colors = theme.grade_colors(good, bad)
        assert len(set(colors)) == good + bad


@pytest.mark.parametrize(("good", "bad"), [(1, 1), (2, 1), (3, 1), (2, 2), (4, 3), (3, 4)])
def test_text_reads_on_every_fill(good: int, bad: int) -> None:
    for fill in theme.grade_colors(good, bad):
        assert theme.contrast(theme.text_on(fill), fill) >= 4.5, fill


def test_marks_are_seen_on_both_pages() -> None:
    for page, colors in zip(PAGES, ((theme.TREATMENT, theme.CONTROL), DARK), strict=True):
        for color in (*colors, theme.ACCENT, theme.BETTER):
            assert theme.contrast(color, page) >= 3.0, (color, page)
