"""The sample's study, made once."""

import pytest

from tests.build import sample
from tests.unit.presentation.figures.drawn import Study, study


@pytest.fixture(scope="package")
def synthetic() -> Study:
    return study(sample("synthetic_156.csv"))
