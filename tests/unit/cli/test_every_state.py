"""Every command on a file in every state: an exit code, and words where it is not 0."""

from __future__ import annotations

from pathlib import Path

import pytest

from aci_core.presentation.i18n import LANGUAGES, translator
from tests.command import Done, inside
from tests.states import FILES

# Nothing to compare, or not known what: the file can be checked, and nothing made of it.
UNSETTLED = {
    "unknown_control": "choose_reference",
    "three_arms": "choose_arms",
    "three_unknown": "choose_arms",
    "one_arm": "one_arm",
    "one_patient": "one_arm",
}
REFUSED = {"binary": b"\0\1\2", "empty": b"", "header": b"patient_id,arm,nihss_pre\n"}
COMMANDS = {
    "analyse": ("--json", "-"),
    "report": ("--format", "html,script", "--out"),
    "share": (),
    "share_results": ("--results-only",),
}


def _run(command: str, file: Path, lang: str) -> Done:
    options = [*COMMANDS[command], *([file.parent / "out"] if command == "report" else [])]
    return inside(command.partition("_")[0], file, "--lang", lang, *options)


def _written(folder: Path, data: bytes) -> Path:
    file = folder / "trial.csv"
    file.write_bytes(data)
    return file


def _is_refused(done: Done, lang: str, error: str = "") -> None:
    """Exit 2, one line on standard error, nothing on standard output."""
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    if error:
        assert translator(lang)(f"error.{error}", arms="\0").partition("\0")[0] in done.err


# Each file with each command, the languages in turn; a refusal in each.
CASES = [
    (name, command, lang)
    for i, name in enumerate(FILES)
    for j, command in enumerate(COMMANDS)
    for k, lang in enumerate(LANGUAGES)
    if name in UNSETTLED or (i + j + k) % len(LANGUAGES) == 0
]


@pytest.mark.parametrize(("name", "command", "lang"), CASES)
def test_a_command_answers_or_says_why_not(
    tmp_path: Path, name: str, command: str, lang: str
) -> None:
    done = _run(command, _written(tmp_path, FILES[name]), lang)
    if name in UNSETTLED:
        _is_refused(done, lang, UNSETTLED[name])
        assert not (tmp_path / "out").exists()
    elif command == "analyse" and name in ("arms_alone", "all_empty"):
        _is_refused(done, lang)  # there is nothing to analyse
    elif command == "share_results" and name in ("one_each", "two_each"):
        _is_refused(done, lang)
    else:
        assert done.code == 0
        assert done.out
        assert (done.err != "") == (name == "all_stopped" and not command.startswith("share"))


@pytest.mark.parametrize("name", FILES)
def test_check_tells_an_error_by_its_exit_code(tmp_path: Path, name: str) -> None:
    done = inside("check", _written(tmp_path, FILES[name]))
    assert done.code == int(name in UNSETTLED or name == "all_stopped")
    assert done.out
    assert done.err == ""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_file_of_patients_is_refused(
    tmp_path: Path, name: str, command: str, lang: str
) -> None:
    _is_refused(_run(command, _written(tmp_path, REFUSED[name]), lang), lang)
