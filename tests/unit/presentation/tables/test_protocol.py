"""Tables of doses name the source of the plan."""

from __future__ import annotations

import pytest

from aci_core.analyses import prepare
from aci_core.analyses.doses import doses
from aci_core.domain.study.protocol import Protocol
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences.protocol import caption
from aci_core.presentation.tables import protocol
from tests.build import sample


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("settings", "noted"),
    [
        (Settings(), True),
        (Settings(protocol=Protocol.from_json({"courses": 2})), False),
    ],
    ids=["the report's", "one's own"],
)
def test_a_plan_that_may_be_anothers_is_named(settings: Settings, noted: bool, lang: str) -> None:
    t = translator(lang)
    result = doses(prepare(sample("synthetic_156.csv"), settings), settings)
    note = t("protocol.note_plan")
    for table in (protocol.planned(result, t), protocol.received(result, t)):
        assert (note in table.notes) is noted
    assert (note in caption(result, t)) is noted
