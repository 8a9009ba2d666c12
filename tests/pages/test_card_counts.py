"""The sidebar counts what can be looked after, the Data page what became of the rows."""

from __future__ import annotations

from collections.abc import Callable

from aci_core.presentation.i18n import translator
from tests.pages.conftest import App, unfolded
from tests.pages.test_data import _upload

ROWS = "patient_id,arm,nihss_pre,nihss_post\n" + "\n".join(
    f"P{i},{'治疗组' if i % 2 else '对照组'},{9 + i},{3 + i}" for i in range(12)
)


def _badges(running: App) -> list[str]:
    return [m.value for m in running.at.sidebar.markdown]


def test_what_nobody_can_do_anything_about_is_not_counted(app: Callable[..., App]) -> None:
    running = app("en")
    running.open("data")
    named = ROWS.replace("nihss_post", "nihss_post,身份证号").replace("\n", ",\n", 0)
    head, *lines = named.splitlines()
    text = "\n".join([head, *(f"{line},1101011990010{i:05}" for i, line in enumerate(lines))])
    _upload(running.at, "named.csv", text.encode())
    counted = translator("en")("cohort.to_check_one")
    unfolded(running.at, "notes")
    assert "身份证号" in running.text  # the notice stays on the page
    assert not any(counted in badge for badge in _badges(running))


def test_a_row_of_totals_is_no_patient_left_out(app: Callable[..., App]) -> None:
    running = app("zh")
    running.open("data")
    _upload(running.at, "total.csv", f"{ROWS}\n合计,,14,8\n".encode())
    message = [metric.delta for metric in running.at.metric]
    assert message[0] == translator("zh")("data.left_out_totals_one")


def test_card_tile_and_list_count_what_is_to_check_alike(app: Callable[..., App]) -> None:
    """Errors and warnings that ask for something: a column dropped for privacy is a note."""
    running = app("en")
    running.open("data")
    head, *lines = ROWS.splitlines()
    rows = [f"{line},1101011990010{i:05}" for i, line in enumerate(lines)]
    text = (
        "\n".join([f"{head},身份证号", *rows])
        .replace(",9,3,", ",99,3,")
        .replace(",14,8,", ",1x,8,")
    )
    _upload(running.at, "odd.csv", text.encode())
    t = translator("en")
    tile = next(m for m in running.at.metric if m.label == t("data.issues"))
    assert tile.value == "2"
    assert tile.delta == t("data.count_error", n=2)
    assert any(t("cohort.to_check", n=2) in badge for badge in _badges(running))
    assert any(t("data.count_error", n=2) in m.value for m in running.at.main.markdown)
    unfolded(running.at, "notes")
    assert any("身份证号" in m.value and ":gray-badge" in m.value for m in running.at.main.markdown)


def test_the_tile_names_the_column_that_is_not_used(app: Callable[..., App]) -> None:
    t, running = translator("en"), app("en")
    running.open("data")
    head, *lines = ROWS.splitlines()
    rows = [f"{line},{('many', 'some')[i % 2] if i % 3 else 4}" for i, line in enumerate(lines)]
    _upload(running.at, "words.csv", "\n".join([f"{head},bi_post", *rows]).encode())
    [tile] = [metric for metric in running.at.metric if metric.label == t("data.columns")]
    assert (tile.value, tile.delta) == ("5", t("data.stopped_columns_one", columns="bi_post"))


def test_the_tile_says_that_a_row_gives_a_visit_again(app: Callable[..., App]) -> None:
    t, running = translator("en"), app("en")
    running.open("data")
    rows = [
        f"p{i},{('stem', 'control')[i % 2]},{visit},{9 + i % 5 - k}"
        for i in range(12)
        for k, visit in enumerate(("baseline", "3 months"))
    ]
    text = "\n".join(["id,group,visit,nihss", *rows, "p3,control,3 months,5"])
    _upload(running.at, "long.csv", text.encode())
    [tile] = [metric for metric in running.at.metric if metric.label == t("data.patients")]
    said = t("data.left_out_reason_one", reason=t("left_out.long_twice"))
    assert (tile.value, tile.delta) == ("12", said)


def test_the_tile_counts_the_columns_of_the_file_and_not_those_made_of_them(
    app: Callable[..., App],
) -> None:
    t, running = translator("en"), app("en")
    running.open("data")
    head, *lines = ROWS.splitlines()
    rows = [
        f"{line},{120 + i}/{70 + i},{'发热、头痛' if i % 3 else '无'}"
        for i, line in enumerate(lines)
    ]
    text = "\n".join([f"{head},血压,不良反应", *rows])
    _upload(running.at, "made.csv", text.encode())
    cohort = running.at.session_state["_loaded"].cohort
    assert len(cohort.columns) == 8
    tile = next(metric for metric in running.at.metric if metric.label == t("data.columns"))
    assert tile.value == "6"
