"""One P a sentence (statistics, rule 1): baseline, factors, influence, comparison of methods."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from aci_core.analyses.factors import Factors
from aci_core.analyses.influence import influence
from aci_core.analyses.response import Response
from aci_core.presentation import lookup
from aci_core.presentation.i18n import LANGUAGES, Translator, translator
from aci_core.presentation.sentences import baseline, factors, matrix, multiverse
from tests.unit import made

_END = re.compile(r"(?<=\.) |。")


def texts(name: str, t: Translator) -> Iterator[str]:
    _, _, results = made.studied(name)
    yield baseline.finding(results["baseline"], t)
    result = results["factors"]
    assert isinstance(result, Factors)
    for visit in lookup.correlation_visits(result):
        yield factors.finding(result, t, visit=visit)
        for factor in result.measured_at(visit):
            yield factors.finding(result, t, factor=factor, visit=visit)
            of_one = influence(result, factor, visit)
            if of_one is not None:
                yield matrix.influence(of_one, t)
    outcomes, response = results["outcomes"], results["response"]
    for measure in outcomes.variables:
        for visit in lookup.visits_after(outcomes, measure):
            yield multiverse.outcomes(outcomes, measure, visit, t)
    assert isinstance(response, Response)
    yield multiverse.response(response, t)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["synthetic_156.csv", "synthetic_long.csv"])
def test_one_p_a_sentence(name: str, lang: str) -> None:
    every = [part for text in texts(name, translator(lang)) for part in _END.split(text)]
    assert any("*P*" in part for part in every)
    assert [part for part in every if part.count("*P*") > 1] == []
