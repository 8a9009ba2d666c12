"""5,000 damaged files of every format. The child that reads them is kept from one to the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import files
from tests.property import test_formats_properties as formats

SLOW = list(HealthCheck)


@pytest.fixture(scope="module")
def kept() -> Iterator[files.Kept]:
    with files.kept_worker() as worker:
        yield worker


@given(formats.damaged())
@settings(max_examples=2_500, suppress_health_check=SLOW)
def test_any_damage(kept: files.Kept, data: bytes) -> None:
    formats.check(data, kept)


@given(formats.workbooks())
@settings(max_examples=1_500, suppress_health_check=SLOW)
def test_any_workbook(kept: files.Kept, data: bytes) -> None:
    formats.check(data, kept)


@given(st.sampled_from(formats.MAGIC), st.binary(max_size=8_000))
@settings(max_examples=1_000, suppress_health_check=SLOW)
def test_any_bytes_behind_a_known_beginning(kept: files.Kept, magic: bytes, rest: bytes) -> None:
    formats.check(magic + rest, kept)
