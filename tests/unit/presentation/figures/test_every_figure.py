"""Properties of every figure, on easy and hard cohorts, in both languages."""

import math
import re

import plotly.graph_objects as go
import pytest

from aci_core.presentation.figures import theme
from aci_core.presentation.i18n import LANGUAGES, translator
from tests.unit.analyses.test_contract import CASES
from tests.unit.presentation.figures.every_figure import Study, every, numbers, spec, study, texts

# The markup that figures write themselves; all other text is inert.
MARKUP = re.compile(r'</?(?:b|i|br|span|extra)(?: style="[a-z0-9:;#-]+")?>', re.IGNORECASE)


@pytest.fixture(scope="module", params=[(c, lang) for c in CASES for lang in LANGUAGES], ids=str)
def drawn(request: pytest.FixtureRequest) -> tuple[Study, str]:
    name, lang = request.param
    return study(CASES[name]()), lang


def test_it_is_a_valid_figure_of_its_height_and_says_what_it_shows(
    drawn: tuple[Study, str],
) -> None:
    s, lang = drawn
    for name, make in every(s, translator(lang)).items():
        drawing = make()
        go.Figure(drawing.figure.to_dict())  # checks every field, as drawing it does not
        assert drawing.figure.layout.height == drawing.height, name
        assert len(drawing.alt) > 8, name
        assert "{" not in drawing.alt, name
        assert "<" not in drawing.alt.replace("P <", "").replace("P<", ""), name


def test_its_numbers_are_finite_and_it_is_small(drawn: tuple[Study, str]) -> None:
    s, lang = drawn
    for name, make in every(s, translator(lang)).items():
        drawing = make()
        assert all(math.isfinite(x) for x in numbers(spec(drawing))), name
        assert len(drawing.figure.to_json()) < 100_000, name


def test_only_its_own_markup_is_markup(drawn: tuple[Study, str]) -> None:
    s, lang = drawn
    for name, make in every(s, translator(lang)).items():
        for text in texts(spec(make())):
            assert "<" not in MARKUP.sub("", text), (name, text)


def test_it_leaves_the_finger_alone_and_turns_no_text(drawn: tuple[Study, str]) -> None:
    s, lang = drawn
    for name, make in every(s, translator(lang)).items():
        layout = spec(make())["layout"]
        assert layout["dragmode"] is False, name
        for axis in (key for key in layout if key.startswith(("xaxis", "yaxis"))):
            assert layout[axis]["fixedrange"] is True, name
            assert "title" not in layout[axis], name
        assert "title" not in layout, name
        assert not layout["showlegend"], name  # Plotly's breaks as it will


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_study_gives_the_same_bytes(synthetic: Study, lang: str) -> None:
    t = translator(lang)
    for name, make in every(synthetic, t).items():
        assert make().figure.to_json() == make().figure.to_json(), name


def test_on_the_page_colours_follow_the_theme(synthetic: Study) -> None:
    drawing = every(synthetic, translator("en"))["events"]()
    printed, paged = drawing.figure.to_json(), drawing.themed().to_json()
    assert theme.TREATMENT in printed
    assert theme.CONTROL in printed
    for color in (theme.TREATMENT, theme.CONTROL, theme.PAPER):
        assert color not in paged
    assert '"#000001"' in paged
    # Where the words of the plot stand, nothing has a colour of its own to clash with a theme.
    for annotation in spec(drawing)["layout"]["annotations"]:
        assert "color" not in annotation["font"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_arms_differ_by_shape_as_well_as_by_colour(synthetic: Study, lang: str) -> None:
    made = every(synthetic, translator(lang))
    for name in ("rates", "vegf scatter", "nihss cloud", "nihss course", "events", "nihss lines"):
        pairs = {
            (str(trace["marker"]["color"])[:7], symbol)
            for trace in spec(made[name]())["data"]
            if "symbol" in trace.get("marker", {})
            for symbol in [trace["marker"]["symbol"]]
            if isinstance(symbol, str)
        }
        assert (theme.TREATMENT, "square") in pairs, name
        assert (theme.CONTROL, "circle") in pairs, name
        assert (theme.TREATMENT, "circle") not in pairs, name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_said_in_a_figure_s_place_has_its_numbers(synthetic: Study, lang: str) -> None:
    for name, make in every(synthetic, translator(lang)).items():
        assert re.search(r"\d", make().alt), name
