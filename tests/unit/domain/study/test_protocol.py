"""The protocol: what the report says, what a user may say instead, and what is refused."""

from __future__ import annotations

import pytest

from aci_core.domain.errors import AciError
from aci_core.domain.study.protocol import DEFAULT, Protocol, parse_cells, parse_weeks
from aci_core.domain.study.settings import Settings
from aci_core.ui.state.choices import choices


def test_the_reports_protocol_is_twelve_injections_in_38_weeks() -> None:
    assert DEFAULT.weeks_of("nsc") == (1, 3, 18, 20, 35, 37)
    assert DEFAULT.weeks_of("msc") == (2, 4, 19, 21, 36, 38)
    assert (DEFAULT.injections, DEFAULT.last_week, DEFAULT.followup_weeks) == (12, 38, 26)
    assert (DEFAULT.nsc.cells, DEFAULT.msc.cells) == (5e6, 1e7)


def test_a_users_protocol_comes_back_from_json() -> None:
    mine = Protocol.from_json({"courses": 2, "msc": {"weeks": [], "cells": 0}})
    assert Protocol.from_json(mine.to_json()) == mine
    assert mine.weeks_of("msc") == ()
    document = Settings(protocol=mine).to_json()
    assert Settings.from_json(document).protocol == mine
    assert "protocol" not in Settings().to_json()


@pytest.mark.parametrize(
    "document",
    [
        [], {"doses": 3}, {"courses": 0}, {"courses": 1.5}, {"courses": True}, {"break_weeks": -1},
        {"nsc": []}, {"nsc": {"weeks": [5], "cells": 1}}, {"nsc": {"weeks": [0], "cells": 1}},
        {"nsc": {"weeks": ["1"], "cells": 1}}, {"nsc": {"weeks": [1], "cells": -1}},
        {"nsc": {"weeks": [1], "cells": 1e13}}, {"msc": {"weeks": [1], "dose": 1}},
        {"course_weeks": 3},
    ],
)  # fmt: skip
def test_nonsense_is_refused(document: object) -> None:
    with pytest.raises(AciError, match="protocol_part"):
        Protocol.from_json(document)


@pytest.mark.parametrize(
    ("text", "cells"),
    [("5x10^6", 5e6), ("5 × 10⁶", 5e6), ("10,000,000", 1e7), ("1E7", 1e7), ("0", 0.0),
     ("2.5*10^6", 2.5e6), ("9x10^12", None), ("10^6^2", None), ("-1", None), ("", None)],
)  # fmt: skip
def test_cells_as_people_write_them(text: str, cells: float | None) -> None:
    assert parse_cells(text) == cells


def test_weeks_as_people_write_them() -> None:
    assert parse_weeks(" 3,1 , 3") == (1, 3)
    assert parse_weeks("1.5") is None


def test_choices_stand_for_a_protocol_and_back() -> None:
    defaults = {name: choices.BY_NAME[name].default for name in choices.PROTOCOL}
    assert choices.protocol_of(defaults) == (DEFAULT, ())
    mine = Protocol.from_json({"courses": 5, "nsc": {"weeks": [2], "cells": 3.5e6}})
    assert choices.protocol_of(choices.protocol_values(mine)) == (mine, ())


def test_a_choice_that_says_nothing_is_as_reported_and_named() -> None:
    values = {**choices.protocol_values(DEFAULT), "nsc_weeks": "soon", "msc_cells": "many"}
    assert choices.protocol_of(values) == (DEFAULT, ("nsc_weeks", "msc_cells"))
    short = {**choices.protocol_values(DEFAULT), "course_weeks": 1}
    protocol, refused = choices.protocol_of(short)
    assert (protocol.weeks_of("nsc"), protocol.weeks_of("msc")) == ((1, 15, 29), ())
    assert refused == ("nsc_weeks", "msc_weeks")
