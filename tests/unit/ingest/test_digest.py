"""The same content has the same digest; other content has another."""

from __future__ import annotations

import pytest

from aci_core.ingest import ColumnMapping, load

TEXT = "patient_id,arm,nihss_pre,nihss_post,sex\na,drug,5,3,male\nb,control,6,,female\n"
DIGEST = load(TEXT.encode(), "x.csv").digest


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("gb18030"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").replace("\n", "\r\n").encode(),
        TEXT.replace("5,3", " 5 ,3.0").encode(),
        TEXT.replace("6,,", "6,NA,").encode(),
        TEXT.replace("nihss_pre,nihss_post,sex", "NIHSS before,治疗后NIHSS评分,性别").encode(),
        TEXT.replace(",male", ",男").replace("female", "F").encode(),
        TEXT.encode() + b"\n,,,,\n",
        b"sex,arm,nihss_post,nihss_pre,patient_id\nmale,drug,3,5,a\nfemale,control,,6,b\n",
    ],
)
def test_same(data: bytes) -> None:
    assert load(data, "other.csv").digest == DIGEST


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("5,3", "5,4"),
        ("6,,", "6,0,"),
        ("a,drug", "c,drug"),
        ("drug", "pill"),
        ("nihss_pre", "nihss_m1"),
        ("a,drug,5,3,male\nb,control,6,,female", "b,control,6,,female\na,drug,5,3,male"),
    ],
)
def test_other(old: str, new: str) -> None:
    assert load(TEXT.replace(old, new).encode(), "x").digest != DIGEST


def test_the_reference_and_a_declared_direction_count() -> None:
    assert load(TEXT.encode(), "x", None, "drug").digest != DIGEST
    text = TEXT.replace("nihss", "cbf").encode()
    declared = ColumnMapping.from_json({"measures": {"cbf": {"better": "higher"}}})
    assert load(text, "x").digest != load(text, "x", declared).digest


def test_a_mapping_that_changes_nothing_does_not_count() -> None:
    same = ColumnMapping(columns={"nihss_pre": "nihss_pre"}, reference="control")
    assert load(TEXT.encode(), "x", same).digest == DIGEST


def test_more_rows_than_one_slice() -> None:
    rows = "".join(f"p{i},{('drug', 'control')[i % 2]},{i % 43}\n" for i in range(70_000))
    one = load(("patient_id,arm,nihss_pre\n" + rows).encode(), "x")
    two = load(("patient_id,arm,nihss_pre\n" + rows.replace("p69999,", "q,")).encode(), "x")
    assert one.digest != two.digest
