"""Fixture of the sample study, made once."""

import pytest

from tests.build import sample
from tests.unit.presentation.figures.every_figure import Study, study


@pytest.fixture(scope="package")
def synthetic() -> Study:
    return study(sample("synthetic_156.csv"))
