"""What cannot be used: one clear error, soon, in little memory."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import zipfile
from io import BytesIO

import pytest

from aci_core.domain.errors import AciError
from aci_core.ingest import load
from aci_core.presentation.i18n import LANGUAGES, translator


def xlsx() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return stream.getvalue()


RAGGED = b"arm,a,b\n" + b"x,1,2,3\n" * 20

CASES = {
    "empty": (b"", "empty_file"),
    "blank": (b" \n\t\r\n ", "empty_file"),
    "byte order mark only": (b"\xef\xbb\xbf", "empty_file"),
    "only separators": (b",,,\n,,,\n", "empty_file"),
    "header only": (b"patient_id,arm,nihss_pre\n", "no_rows"),
    "header and blank rows": (b"arm,nihss_pre\n\n,\n", "no_rows"),
    "a workbook without sheets": (xlsx(), "file_broken"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "not_csv"),
    "pdf": (b"%PDF-1.7\n", "not_a_table"),
    "html": (b"\n<!DOCTYPE html><table><tr><td>arm</td></tr></table>", "not_csv"),
    "binary": (bytes(range(256)) * 4, "not_text"),
    "many NULs": (b"arm,a\nx,1\n" + b"\x00" * 60, "not_text"),
    "broken UTF-16": (b"\xff\xfea\x00,\x00b\x00\n\x00\x00\xd8", "encoding_unknown"),
    "no known encoding": (b"arm,a\nx,\xff\xff\n", "encoding_unknown"),
    "wrong delimiter": (b"arm~nihss_pre\nx~1\n", "one_column"),
    "full-width commas": ("组别，治疗前NIHSS\n对照组，1\n".encode(), "one_column"),
    "ragged": (RAGGED, "ragged_rows"),
    "no arm": (b"patient_id,nihss_pre\n1,2\n", "no_arm_column"),
    "arm without a value": (b"arm,nihss_pre\n,2\nNA,3\n", "no_arm_values"),
    "names as arms": (
        b"arm,x\n" + b"".join(b"n%d,1\n" % i for i in range(30)),
        "too_many_arms",
    ),
    "two arm columns": (b"group,arm no,allocation\nA,1,B\nB,2,A\n", "two_arm_columns"),
    "1,001 columns": (b",".join(b"c%d" % i for i in range(1001)) + b"\n", "too_many_columns"),
    "5,000 columns": (
        b"\n".join([b",".join(b"c%d" % i for i in range(5000)), b",".join([b"1"] * 5000)] * 9),
        "too_many_columns",
    ),
    "cell of 10 MB": (b"arm,x\na," + b"y" * 10_000_000 + b"\n", "cell_too_long"),
    "header of 10 MB": (b"arm," + b"y" * 10_000_000 + b"\na,1\n", "cell_too_long"),
    "quote never closed": (b'arm,x\na,"' + b"y,1\n" * 300_000, "bad_quotes"),
    "short quote never closed": (b'arm,x\na,"' + b"y,1\n" * 30, "bad_quotes"),
    "first quote never closed": (b'arm,x\n"a,1\nb,2\nc,3\n', "bad_quotes"),
    "201 MB": (bytes(201 << 20), "file_too_large"),
}


@pytest.mark.parametrize("name", CASES)
def test_one_error_with_a_sentence_in_both_languages(name: str) -> None:
    data, code = CASES[name]
    with pytest.raises(AciError) as caught:
        load(data, "x.csv")
    assert caught.value.code == code
    for lang in LANGUAGES:
        sentence = translator(lang).error(caught.value)
        assert sentence
        assert "{" not in sentence


def test_no_cell_of_the_file_stands_in_an_error() -> None:
    patient = "Zhang San 13800000000"
    for data in (
        b"arm,x\n" + b"".join(f"{patient}{i},1\n".encode() for i in range(40)),
        b'arm,x\n"' + f"{patient},1\n".encode() * 4000,
        b"arm,x\n" + f"a,{patient},{patient},1\n".encode() * 40,
        f"patient_id,x\n{patient},1\n".encode(),
    ):
        with pytest.raises(AciError) as caught:
            load(data, "x.csv")
        error = caught.value
        assert patient not in f"{error} {error.facts} {error.__cause__}"


def test_what_is_too_large_fails_in_little_memory() -> None:
    """A process of its own: its peak of memory is not another test's."""
    program = """
        import resource
        from aci_core.ingest import load
        from aci_core.domain.errors import AciError
        load(b"arm,x\\na,1\\nb,2\\n", "x")
        def peak():
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        for data in (
            bytes(300 << 20),
            b"arm,x\\na," + b"y" * (10 << 20) + b"\\n",
            (b",".join([b"1"] * 5000) + b"\\n") * 1000,
            b"arm,x\\n" + b"a,1\\n" * 2_000_001,
        ):
            before = peak()
            try:
                load(data, "x")
            except AciError as error:
                print(error.code, peak() - before < 60)
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.splitlines() == [
        "file_too_large True",
        "cell_too_long True",
        "too_many_columns True",
        "too_many_rows True",
    ]
