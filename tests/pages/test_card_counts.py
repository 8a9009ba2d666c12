"""The sidebar counts what can be looked after, the Data page what became of the rows."""

from __future__ import annotations

from collections.abc import Callable

from aci_core.presentation.i18n import translator
from tests.pages.conftest import App
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
    assert any("身份证号" in m.value and ":gray-badge" in m.value for m in running.at.main.markdown)
