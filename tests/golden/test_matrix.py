"""The correlation matrix against R's cor.test and p.adjust."""

from __future__ import annotations

import pytest

from aci_core.analyses import prepare
from aci_core.analyses.matrix import matrix
from aci_core.domain.study.settings import Settings
from tests.build import sample
from tests.golden.means_cases import number, read

ROWS = read("matrix")
GROUPS = sorted({(row["visit"], row["group"], row["confidence"]) for row in ROWS})
DATA = prepare(sample("synthetic_long.csv"), Settings())


@pytest.mark.parametrize(("visit", "group", "confidence"), GROUPS)
def test_as_r(visit, group, confidence):
    computed = matrix(DATA, Settings(level=float(confidence)), visit, group or None)
    expected = [
        r for r in ROWS if (r["visit"], r["group"], r["confidence"]) == (visit, group, confidence)
    ]
    assert len(computed.pairs) == len(expected) == computed.tested == 15
    for row in expected:
        pair = computed.get(row["one"], row["two"])
        assert pair is not None
        assert pair is computed.get(row["two"], row["one"])
        assert pair.n == int(row["n"])
        e = pair.estimate
        ours = (e.value, e.low, e.high, e.p, pair.adjusted)
        theirs = [number(row[name]) for name in ("r", "low", "high", "p", "adjusted")]
        assert ours == pytest.approx(theirs, rel=1e-8)
