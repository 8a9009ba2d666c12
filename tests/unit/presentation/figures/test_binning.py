"""Figures of very many patients are binned, and say so."""

import numpy as np
import pytest

from aci_core.presentation.figures import raincloud, scatter, spaghetti, theme
from aci_core.presentation.figures.binned import binned
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences import captions
from tests.build import cohort_of
from tests.unit.presentation.figures.every_figure import Study, every, spec, study

N = 6_000


@pytest.fixture(scope="module")
def crowd() -> Study:
    rng = np.random.default_rng(20261123)
    pre = rng.integers(4, 30, N)
    return study(
        cohort_of(
            nihss_pre=pre.tolist(),
            nihss_post=np.maximum(pre - rng.integers(-2, 9, N), 0).tolist(),
            vegf_pre=np.round(rng.normal(200, 40, N).clip(1), 1).tolist(),
            vegf_post=np.round(rng.normal(260, 40, N).clip(1), 1).tolist(),
        )
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_points_become_marks_that_count_patients(crowd: Study, lang: str) -> None:
    t = translator(lang)
    d = scatter.factor(crowd.factors, "vegf", "pre", t)
    shown = [x for x in spec(d)["data"] if x["mode"] == "markers"]
    assert sum(sum(trace["text"]) for trace in shown) == N
    assert sum(len(trace["x"]) for trace in shown) < 2_000
    text = t("figure.binned", n="6,000")
    assert text in d.alt
    assert any(text == a["text"] for a in spec(d)["layout"]["annotations"])


def test_marks_of_the_arms_stand_beside_one_another(crowd: Study) -> None:
    d = scatter.factor(crowd.factors, "vegf", "pre", translator("en"))
    one, two = ({*x["x"]} for x in spec(d)["data"] if x["mode"] == "markers")
    assert not one & two


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_large(crowd: Study, lang: str) -> None:
    for name, make in every(crowd, translator(lang)).items():
        assert len(make().figure.to_json()) < 300_000, name


def test_no_patient_is_drawn_alone(crowd: Study) -> None:
    t = translator("en")
    for d in (
        spaghetti.lines(crowd.outcomes, "nihss", "post", t),
        raincloud.raincloud(crowd.outcomes, "nihss", None, t),
    ):
        assert not [x for x in spec(d)["data"] if len(x.get("customdata", ())) > 4]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bundled_lines_say_that_none_can_be_picked(crowd: Study, lang: str) -> None:
    t = translator(lang)
    d = spaghetti.lines(crowd.outcomes, "nihss", "post", t)
    text = t("figure.bundled", n="6,000")
    assert text in d.alt
    assert any(text == a["text"] for a in spec(d)["layout"]["annotations"])


def test_a_caption_tells_of_patients_where_each_is_drawn(crowd: Study, synthetic: Study) -> None:
    t = translator("en")
    for of, each in ((synthetic, True), (crowd, False)):
        text = captions.outcomes(of.outcomes, "nihss", "post", t)
        assert ("each patient" in text) is each
        assert ("drawn together" in text) is not each
    assert "each patient" in captions.factors(synthetic.factors, "vegf", "pre", t)
    assert "each patient" not in captions.factors(crowd.factors, "vegf", "pre", t)


def test_few_who_got_worse_are_drawn_thinner_than_the_many_who_got_better() -> None:
    pre = np.tile([10, 12, 14, 16], 1600)
    post = np.where(np.arange(len(pre)) % 100 == 0, pre + 2, pre // 2)
    s = study(cohort_of(nihss_pre=pre.tolist(), nihss_post=post.tolist()))
    lines = [
        trace["line"]
        for trace in spec(spaghetti.lines(s.outcomes, "nihss", "post", translator("en")))["data"]
        if trace["mode"] == "lines"
    ]
    widest = {
        color: max(line["width"] for line in lines if line["color"] == color)
        for color in (theme.BETTER, theme.WORSE)
    }
    assert widest[theme.WORSE] < 1 < widest[theme.BETTER]


def test_few_lines_are_not_said_to_be_bundled(synthetic: Study) -> None:
    t = translator("en")
    assert "bundles" not in spaghetti.lines(synthetic.outcomes, "nihss", "post", t).alt


def test_five_thousand_are_still_drawn_one_by_one_in_less_than_a_megabyte() -> None:
    rng = np.random.default_rng(1)
    n = theme.RAW_POINTS
    pre = rng.integers(4, 30, n)
    s = study(cohort_of(nihss_pre=pre.tolist(), nihss_post=(pre // 2).tolist(),
                        vegf_pre=rng.normal(200, 40, n).clip(1).tolist()))  # fmt: skip
    for name, make in every(s, translator("zh")).items():
        assert len(make().figure.to_json()) < 1_000_000, name


def test_twenty_thousand_patients_with_everything_are_small_too() -> None:
    rng = np.random.default_rng(20261124)
    n = 20_000
    columns: dict[str, list[object]] = {"arm": rng.choice(["treatment", "control"], n).tolist()}
    for visit in ("pre", "post", "m3"):
        for name, low, high in (("nihss", 0, 40), ("bi", 0, 20), ("mrs", 0, 6)):
            values = rng.integers(low, high + 1, n) * (5 if name == "bi" else 1)
            columns[f"{name}_{visit}"] = values.tolist()
        for name in ("vegf", "bfgf", "perfusion"):
            columns[f"{name}_{visit}"] = np.round(rng.lognormal(5, 0.4, n), 2).tolist()
    columns["nihss_pre"] = rng.integers(1, 40, n).tolist()
    gone = rng.random(n) < 0.1
    for name in [x for x in columns if x.endswith("_m3")]:
        columns[name] = [None if g else v for g, v in zip(gone, columns[name], strict=True)]
    columns["lost"] = gone.astype(int).tolist()
    columns["age"] = rng.integers(40, 90, n).tolist()
    for name in ("nsc_doses", "msc_doses"):
        columns[name] = rng.integers(0, 7, n).tolist()
    columns["nsc_day_1"] = rng.integers(1, 8, n).tolist()
    columns["ae_fever"] = (rng.random(n) < 0.1).astype(int).tolist()
    sizes = {
        name: len(make().themed().to_json().encode())
        for name, make in every(study(cohort_of(**columns)), translator("en")).items()
    }
    assert len(sizes) > 50
    assert {"missing", "waterfall", "vegf scatter", "vegf influence", "flow"} <= set(sizes)
    assert {name: size for name, size in sizes.items() if size >= 1_000_000} == {}


def test_a_score_keeps_its_place_and_every_patient_is_in_one_cell() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.integers(0, 20, 500).astype(float), rng.normal(size=500)
    centres, counts = binned(x, y, 24)
    assert counts.sum() == 500
    assert set(centres[:, 0]) == set(x)
    assert len(set(centres[:, 1])) <= 24


def test_every_cell_of_a_long_score_holds_as_many_scores() -> None:
    x = np.repeat(np.arange(43.0), 10)
    _, counts = binned(x, np.zeros(430), 24)
    assert set(counts[:-1]) == {20}


@pytest.mark.parametrize(("k", "zero"), [(6, True), (7, False)])
def test_a_matrix_of_many_measures_writes_its_numbers_short(k: int, zero: bool) -> None:
    rng = np.random.default_rng(4)
    names = ("nihss", "bi", "perfusion", "cbf", "mtt", "vegf", "bfgf")[:k]
    columns = {f"{name}_pre": rng.integers(2, 9, 60) * 5 for name in names}
    columns["nihss_pre"] //= 2
    s = study(cohort_of(**{name: values.tolist() for name, values in columns.items()}))
    d = every(s, translator("en"))["pre matrix"]()
    cells = [a["text"].strip("<b>/") for a in spec(d)["layout"]["annotations"] if "." in a["text"]]
    numbers = [text for text in cells if text.lstrip("−").replace(".", "").isdigit()]
    assert len(numbers) == k * (k - 1) // 2
    assert all(text.lstrip("−").startswith("0.") == zero for text in numbers)
