"""What was not read, in what is shared: counts with rows, nothing with results alone."""

from __future__ import annotations

import pyarrow as pa

from aci_core.analyses.study import ANALYSES, analyse, prepare
from aci_core.checks import checked, open_questions, unread_cells
from aci_core.domain.steps import OmitRow, ReplaceText, SetCell
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping, load
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences.unread import of_results
from aci_core.sharing import Terms, open_link, payload, share
from aci_core.sharing.payload import Results, Rows
from aci_core.sharing.results.disclosure_control import withhold, without_patients
from aci_core.sharing.results.results_json import can_write
from aci_core.sharing.results.supplementary_results import supplement
from aci_core.sharing.rows.deidentify import deidentify
from aci_core.sharing.store import open_store
from tests.build import cohort_of, csv_of

COHORT = cohort_of(
    nihss_pre=[60, 5, 6, 7, 8, 9], sex=["男", "女", "男", "难", "女", "男"], age=[60, 61] * 3
)


def test_rows_keep_the_counts_and_no_cell() -> None:
    content = payload.to_bytes(Rows(deidentify(COHORT), ColumnMapping(), Settings()))
    opened = payload.from_bytes(content)
    before, after = unread_cells(COHORT), unread_cells(opened.cohort)
    assert [c.cells[0].value for c in before] == ["60", "难"]
    assert [(c.name, c.n_unread, c.by_arm, c.n) for c in after] == [
        (c.name, c.n_unread, c.by_arm, c.n) for c in before
    ]
    assert [c.cells for c in after] == [(), ()]


STEPS = (
    SetCell(2, "nihss_pre", "6"),
    ReplaceText("sex", "难", "男"),
    SetCell(3, "age", "63"),
    OmitRow(7),
)
COLUMNS = {
    "arm": ["treatment", "control"] * 6,
    "nihss_pre": ["60?zqx", 5, 6, 7, 8, 9] * 2,
    "nihss_post": [3, 4, 5, 5, 7, 8] * 2,
    "sex": ["男", "女", "男", "难", "女", "男"] * 2,
    "age": [60, 61] * 6,
}
CORRECTED = load(csv_of(COLUMNS), "a.csv", steps=STEPS)


def test_rows_keep_the_number_of_corrections_and_no_cell() -> None:
    content = payload.to_bytes(Rows(deidentify(CORRECTED), ColumnMapping(), Settings()))
    after = payload.from_bytes(content).cohort.corrections
    # The age is not told: it may be above 90.
    assert [(c.header, c.n, c.cells) for c in after] == [
        ("nihss_pre", 1, ()),
        ("sex", 2, ()),
        ("", 1, ()),
    ]


def test_results_alone_tell_nothing_of_single_cells() -> None:
    whole = prepare(CORRECTED, Settings())
    assert [c.cells[0].old for c in CORRECTED.corrections] == ["60?zqx", "难", "61", None]
    assert [c.column for c in CORRECTED.unread] == ["nihss_pre"]
    every = dict(zip(ANALYSES, analyse(whole, Settings()), strict=True))
    results = {name: result for name, result in every.items() if can_write(result)}
    left, gone = withhold(results, whole.cohort, 5)
    more = supplement(whole, Settings(), left, CORRECTED.n, 5)
    cohort = without_patients(deidentify(whole.cohort), gone)
    content = payload.to_bytes(Results(cohort, Settings(), left, more, 5))
    opened = payload.from_bytes(content).cohort
    assert (opened.unread, opened.corrections, opened.steps, opened.issues) == ((), (), (), ())
    head = payload._HEAD.unpack_from(content)
    size = head[1] + head[2]
    body = bytes(pa.Codec("zstd").decompress(content[payload._HEAD.size :], size, asbytes=True))
    assert b"zqx" not in body
    assert "难" not in body.decode(errors="replace")


def test_few_cells_not_read_are_named_by_column_and_not_counted() -> None:
    n = 40
    cohort = cohort_of(
        nihss_pre=["60?" if i == 3 else 5 + i % 9 for i in range(n)],
        nihss_post=[3 + i % 5 for i in range(n)],
        age=["old" if i < 7 else 50 + i for i in range(n)],
    )
    made = share(
        open_store(), cohort, Settings(), Terms(kind="results"), view={"sets": "[]", "lang": "en"}
    )
    content = open_link(open_store(), made.token).content
    assert isinstance(content, Results)
    assert content.supplementary.unread == (("age", 5),)  # in steps of 5
    assert content.supplementary.unread_few == ("nihss_pre",)
    assert content.view == {"lang": "en"}
    for lang in LANGUAGES:
        t = translator(lang)
        text = of_results((("age", 5),), ("nihss_pre",), 4, t)
        assert text.endswith(t("unread.few", most=4, list=literal("nihss_pre"))), text
        assert of_results((), (), 4, t) == ""


def test_results_alone_name_the_columns_that_wait_for_an_answer_and_no_value() -> None:
    n = 60
    cohort = checked(
        load(
            csv_of(
                {
                    "arm": [("treatment", "control")[i % 2] for i in range(n)],
                    "nihss_pre": [9 + i % 7 for i in range(n)],
                    "nihss_post": [3 + i % 5 for i in range(n)],
                    "onset_days": [999 if i < 3 else 2 + i % 9 for i in range(n)],
                    "died": [1 if i < 4 else "" for i in range(n)],
                }
            ),
            "a.csv",
        )
    )
    assert {one.code for one in open_questions(cohort)} == {"999", ""}
    made = share(open_store(), cohort, Settings(), Terms(kind="results"))
    content = open_link(open_store(), made.token).content
    assert isinstance(content, Results)
    more = content.supplementary
    assert (more.asked_codes, more.asked_blanks) == (("onset_days",), ("died",))
    for lang in LANGUAGES:
        t = translator(lang)
        text = of_results((), (), 4, t, codes=more.asked_codes, blanks=more.asked_blanks)
        assert t("unread.asked_codes", list=literal("onset_days")) in text
        assert t("unread.asked_blanks", list="died") in text
        assert "999" not in text
