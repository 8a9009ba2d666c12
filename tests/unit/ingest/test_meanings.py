"""What a header means is worked out once a file; it leaves with a column that identifies."""

from __future__ import annotations

from collections import Counter

import pytest

from aci_core.domain.schema import MEASURES, Measure
from aci_core.ingest import ColumnMapping, build, read
from aci_core.ingest.columns import meaning_cache
from aci_core.ingest.columns.headers import header_meaning
from aci_core.ingest.subjects.privacy.privacy import remove_identifiers
from tests.conftest import ROOT


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each header was worked out since it was cleared."""
    counts: Counter[str] = Counter()
    meaning = header_meaning.meaning

    def counted(header: str, *measures: object) -> header_meaning.Meaning:
        counts[header] += 1
        return meaning(header, *measures)  # type: ignore[arg-type]

    monkeypatch.setattr(meaning_cache, "meaning", counted)
    return counts


@pytest.mark.parametrize("name", ["synthetic_156.csv", "synthetic_long.csv", "synthetic_zh.csv"])
def test_each_header_of_a_file_is_understood_once(name: str, asked: Counter[str]) -> None:
    raw = read((ROOT / "sample_data" / name).read_bytes(), name)
    build(raw, ColumnMapping())
    assert set(raw.headers) <= set(asked)
    assert set(asked.values()) == {1}
    # A correction or another mapping reads the file again, and asks nothing again.
    asked.clear()
    build(raw, ColumnMapping(columns={raw.headers[-1]: "site"}))
    assert not asked
    # Measures of the mapping's own may give a header another meaning.
    build(raw, ColumnMapping(measures={"own": Measure("own")}))
    assert set(raw.headers) & set(asked)


def test_the_same_header_means_what_the_measures_say() -> None:
    known = meaning_cache.MeaningCache()
    assert known.get("GCS after").stem == header_meaning.meaning("GCS after").stem
    assert known.get("own after", {*MEASURES, "own"}) == header_meaning.meaning(
        "own after", {*MEASURES, "own"}
    )
    assert known.get("own after", [*MEASURES, "own"]) is known.get("own after", {*MEASURES, "own"})


def test_a_header_leaves_with_its_column() -> None:
    lines = ["姓名,组别,NIHSS治疗前", *(f"{a}{b},对照组,5" for a in "王李张刘" for b in "伟芳娜敏")]
    raw = read("\n".join(lines).encode(), "a.csv")
    assert "姓名" in raw.headers
    left = remove_identifiers(raw)
    assert "姓名" not in left.headers
    assert "姓名" not in str(vars(left.meanings))
