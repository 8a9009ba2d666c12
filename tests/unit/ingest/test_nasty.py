"""Every nasty file through the page's own path and through the command line: one answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aci_core import cli
from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.ui.state.session import loading
from tests.nasty import CASES, Nasty

PLAIN = loading._load(CASES[0].make(), CASES[0].name, None).cohort


def test_there_are_enough_and_each_has_its_name() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_one_answer(case: Nasty, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = case.make()
    path = tmp_path / Path(case.name).name
    path.write_bytes(data)
    if case.error:
        with pytest.raises(AciError) as refused:
            loading._load(data, case.name, None)
        assert refused.value.code == case.error
        for lang in LANGUAGES:  # the page has a sentence for it
            assert translator(lang).error(refused.value)
        for command in ("check", "analyse"):
            assert cli.main([command, str(path)]) == 2
            output = capsys.readouterr()
            assert output.out == ""
            assert len(output.err.splitlines()) == 1
        return
    loaded = loading._load(data, case.name, None)
    cohort = loaded.cohort
    names = {c.name for c in cohort.columns}
    codes = {issue.code for issue in cohort.issues}
    assert cohort.n == case.n
    assert set(case.has) <= names
    assert not set(case.lacks) & {*names, *loaded.raw.headers}
    assert set(case.told) <= codes
    if case.arms:
        assert cohort.two_arms() == case.arms
    if case.same:
        assert cohort.digest == PLAIN.digest
    assert cli.main(["check", str(path), "--json", "-"]) in (0, 1)
    document = json.loads(capsys.readouterr().out)
    assert document["cohort"]["sha256"] == cohort.digest
    assert {issue["code"] for issue in document["cohort"]["issues"]} == codes
    # Where visits are asked about, nothing may be left to analyse.
    usable = cohort.settled and len(cohort.columns) > 2
    assert cli.main(["analyse", str(path), "--json", "-"]) == (0 if usable else 2)
    output = capsys.readouterr()
    if usable:
        assert json.loads(output.out)["cohort"]["sha256"] == cohort.digest
    else:
        assert len(output.err.splitlines()) == 1
