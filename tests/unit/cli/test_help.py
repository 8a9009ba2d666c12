"""Every command tells what it takes, in both languages."""

from __future__ import annotations

import pytest

from aci_core.cli import main
from aci_core.presentation.i18n import LANGUAGES

COMMANDS = ("analyse", "check", "report", "share", "shares", "revoke", "purge", "from-table")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_told(command: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main([command, "--lang", lang, "--help"])
    assert done.value.code == 0
    output = capsys.readouterr().out
    assert f"aci_core {command}" in output
    assert "%(" not in output
    assert "--lang" in output


def test_a_per_cent_sign_stays_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["from-table", "--lang", "en", "--help"])
    assert "85.9%,69.2%" in capsys.readouterr().out
