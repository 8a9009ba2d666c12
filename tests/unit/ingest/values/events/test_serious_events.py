"""Serious events: who had no event had no serious one."""

from __future__ import annotations

import numpy as np

from aci_core.checks import checked
from aci_core.domain.cohort import Cohort
from aci_core.ingest import load

HEAD = "id,arm,nihss_pre,nihss_post,fever,headache,SAE\n"


def made(*rows: str) -> Cohort:
    lines = [f"{i},{('treatment', 'control')[i % 2]},9,{i % 5},{row}" for i, row in enumerate(rows)]
    return checked(load((HEAD + "\n".join(lines)).encode(), "a.csv"))


def test_a_blank_is_none_only_where_no_event_is_known_to_be_there() -> None:
    cohort = made("0,0,", "1,0,", "0,,", "0,0,1", "1,1,0", "0,0,肺部感染", "0,1,1", "1,0,0")
    values = cohort.table["ae_serious"].to_numpy(float)
    assert np.nan_to_num(values, nan=-1).tolist() == [0, -1, -1, 1, 0, -1, 1, 0]
    implied = [i for i in cohort.issues if i.code == "serious_implied"]
    assert [(i.column, dict(i.facts)) for i in implied] == [("SAE", {"n": 1})]


def test_without_other_events_a_blank_stays_unknown() -> None:
    text = "id,arm,nihss_pre,nihss_post,SAE\n1,a,9,3,\n2,b,9,3,1\n3,a,9,3,0\n4,b,9,3,0\n"
    cohort = load(text.encode(), "a.csv")
    assert np.isnan(cohort.table["ae_serious"].to_numpy(float)).tolist() == [True, *[False] * 3]


def test_it_is_named_in_full_whatever_the_column_is_called() -> None:
    column = made("0,0,0", "1,0,1").column("ae_serious")
    assert column is not None
    assert (column.header, column.label) == ("SAE", "")
