"""Text from a file is escaped in figures."""

import dataclasses

import pytest

from aci_core.analyses import Result
from aci_core.presentation.figures.labels import inert, wrap
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.summaries import Arms
from tests.unit.presentation.figures.every_figure import Study, every, spec, texts

EVIL = Arms("<script>alert(1)</script>", '<a href="javascript:x">%{y}')


def renamed(result: Result) -> Result:
    names = dict(zip(result.arms, EVIL, strict=True))
    rows = tuple(
        dataclasses.replace(
            r,
            arm=names.get(r.arm or "", r.arm),
            variable="<b>x</b>" if r.variable == "fever" else r.variable,
            level="<img src=x>" if r.level == "recovered" else r.level,
        )
        for r in result.rows
    )
    extra = {}
    for field in ("means", "lines"):
        if hasattr(result, field):
            extra[field] = tuple(
                dataclasses.replace(x, arm=names.get(x.arm, x.arm)) for x in getattr(result, field)
            )
    if scale := getattr(result, "scale", None):
        grades = tuple("<img src=x>" if g == "recovered" else g for g in scale.best_first)
        extra["scale"] = dataclasses.replace(scale, best_first=grades, effective=grades[:3])
    return dataclasses.replace(result, arms=EVIL, rows=rows, **extra)


@pytest.fixture(scope="module")
def evil(synthetic: Study) -> Study:
    columns = {
        name: renamed(getattr(synthetic, name))
        for name in ("baseline", "response", "outcomes", "factors", "safety")
    }
    return dataclasses.replace(synthetic, **columns)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_of_a_file_are_inert(evil: Study, lang: str) -> None:
    seen = ""
    for name, make in every(evil, translator(lang)).items():
        drawing = make()
        for text in texts(spec(drawing)):
            seen += text
            for tag in ("<script", "<a ", "<img", "<b>x"):
                assert tag not in text, (name, text)
            assert "%{y}" not in text or "hover" in name or "&#37;" not in text
    assert "&lt;script" in seen
    assert "&lt;img" in seen


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_alternative_text_has_the_label_as_written(evil: Study, lang: str) -> None:
    drawing = every(evil, translator(lang))["rates"]()
    assert "<script>" in drawing.alt  # plain text: the page escapes it
    assert "&lt;" not in drawing.alt


def test_a_template_in_a_label_is_not_filled_in() -> None:
    assert "%{" not in inert("%{customdata}")


def test_a_long_label_ends_in_an_ellipsis() -> None:
    text = wrap("a very long label of a column that nobody can read on a phone", 90)
    assert text.count("<br>") == 1
    assert text.endswith("…")


def test_chinese_breaks_without_spaces() -> None:
    assert wrap("美国国立卫生研究院卒中量表", 90) == "美国国立卫生研<br>究院卒中量表"
