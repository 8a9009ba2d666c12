"""Command `check`, as a user runs it."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from aci_core.ingest import ColumnMapping, read
from aci_core.ingest.subjects.arms.arm_candidates import arm_candidates
from aci_core.ingest.subjects.privacy.privacy import remove_identifiers
from tests.command import alone, inside

GOOD = "patient_id,arm,nihss_pre\na,treatment,5\nb,control,6\n"
BAD = "patient_id,arm,nihss_pre\na,treatment,55\nb,control,6\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "trial.csv"
    path.write_text(GOOD, "utf-8")
    return path


def test_nothing_wrong(file: Path) -> None:
    assert inside("check", file) == (0, "No issues found.\n", "")


def test_an_error_is_one_line_and_exit_1(file: Path) -> None:
    file.write_text(BAD, "utf-8")
    code, out, err = inside("check", file)
    assert (code, err) == (1, "")
    assert out == (
        'error | row 2 | nihss_pre | "55" is outside 0 to 42. '
        "| Correct the value, or empty the cell.\n"
    )


def test_in_chinese_whatever_the_terminal(file: Path) -> None:
    file.write_text(BAD, "utf-8")
    code, out, _ = alone(
        "-m", "aci_core", "check", file, "--lang", "zh", PYTHONIOENCODING="ascii", LC_ALL="C"
    )
    assert code == 1
    assert out.startswith("错误 | 第2行 | nihss_pre | “55”超出范围0～42。")


def test_json_is_one_document_and_nothing_else(file: Path) -> None:
    file.write_text(BAD, "utf-8")
    code, out, _ = inside("check", file, "--json", "-")
    cohort = json.loads(out)["cohort"]
    assert code == 1
    assert set(cohort) == {"sha256", "n", "arms", "reference", "visits", "issues"}
    assert cohort["arms"] == {"treatment": 1, "control": 1}
    assert cohort["issues"] == [
        {
            "code": "out_of_range",
            "severity": "error",
            "row": 2,
            "column": "nihss_pre",
            "value": "55",
            "proposal": "Correct the value, or empty the cell.",
        }
    ]


def test_json_into_a_file(file: Path, tmp_path: Path) -> None:
    code, out, _ = inside("check", file, "--json", tmp_path / "out.json")
    assert (code, out) == (0, "No issues found.\n")
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["cohort"]["n"] == 2


def test_a_mapping_and_a_reference(file: Path, tmp_path: Path) -> None:
    file.write_text("who,g,score\na,1,5\nb,2,6\n", "utf-8")
    mapping = tmp_path / "map.json"
    document = {"columns": {"who": "patient_id", "g": "arm", "score": "nihss_pre"}}
    mapping.write_text(json.dumps(document), "utf-8-sig")
    code, out, _ = inside("check", file, "--map", mapping)
    assert code == 1
    assert "--reference" in out
    assert inside("check", file, "--map", mapping, "--reference", "2")[0] == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "packed"),
        (b"a~b\n1~2\n", "Only one column"),
        (b"patient_id,x\n1,2\n", "which arm"),
    ],
)
def test_unusable_input_is_one_line_and_exit_2(file: Path, content: bytes, message: str) -> None:
    file.write_bytes(content)
    for command in ("check", "analyse"):
        code, out, err = inside(command, file)
        assert (code, out) == (2, "")
        assert message in err
        assert len(err.splitlines()) == 1


def test_what_is_not_there_or_not_json(file: Path, tmp_path: Path) -> None:
    for arguments in (
        (tmp_path / "none.csv",),
        (tmp_path,),
        (file, "--map", tmp_path / "none.json"),
        (file, "--map", file),
        (file, "--settings", file),
        (file, "--rule", "1,2,3"),
        (file, "--reference", "nobody"),
        (file, "--json", tmp_path / "none" / "out.json"),
        (file, "--lang", "fr"),
        (),
    ):
        code, out, err = inside("check", *arguments)
        assert (code, out) == (2, "")
        assert len(err.splitlines()) == 1
        assert "Traceback" not in err


def test_arms_that_are_not_settled_stop_the_analysis(file: Path) -> None:
    file.write_text("arm,nihss_pre,nihss_post\nA,5,1\nB,6,2\n", "utf-8")
    code, out, err = inside("analyse", file, "--json", "-")
    assert (code, out) == (2, "")
    assert "--reference" in err


def test_a_cell_cannot_steer_the_terminal(file: Path) -> None:
    file.write_bytes(b"arm,nihss_pre\ntreatment,\x1b]0;x\x07\ncontrol,6\n")
    _, out, _ = inside("check", file)
    assert "\x1b" not in out
    assert "\x07" not in out


def test_help_explains_with_an_example() -> None:
    for arguments in (("--help",), ("check", "--help"), ("analyse", "--help", "--lang", "zh")):
        code, out, _ = inside(*arguments)
        assert code == 0
        assert "python -m aci_core" in out
        assert "trial.csv" in out


def test_help_needs_no_pandas() -> None:
    program = (
        "import sys, contextlib, io\n"
        "from aci_core.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    main(['--help'])\n"
        "print([m for m in ('pandas', 'numpy', 'pyarrow', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"


def unnamed_arm(file: Path, header: str) -> None:
    rows = "".join(f"p{i},{i % 2},{50 + i},{9 + i % 5},{i % 3 % 2}\n" for i in range(12))
    file.write_text(f"id,{header},age,nihss_pre,sex\n{rows}", "utf-8")


@pytest.mark.parametrize("header", ["group_allocation", "随机分组号", "allocation code", "x1"])
@pytest.mark.parametrize("command", ["check", "analyse"])
def test_where_no_column_is_the_arm_the_likely_ones_stand_ready_to_copy(
    file: Path, header: str, command: str
) -> None:
    unnamed_arm(file, header)
    code, out, err = inside(command, file)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    [option, *rest] = shlex.split(err.rpartition("--map ")[2])
    assert (option, rest) == (f"arm={header}", [])
    _, out, _ = inside("check", file, "--map", option, "--json", "-")
    assert json.loads(out)["cohort"]["n"] == 12
    raw = read(file.read_bytes(), file.name)
    # The page puts the same column first.
    assert arm_candidates(remove_identifiers(raw, ColumnMapping())).likely == (header,)


def test_beside_a_word_for_the_arm_no_other_column_is_likely(file: Path) -> None:
    lines = "".join(f"p{i},{i % 2},{i % 3 % 2},{9 + i % 5}\n" for i in range(12))
    file.write_text(f"id,x1,group_allocation,nihss_pre\n{lines}", "utf-8")
    _, _, err = inside("check", file)
    assert "arm=group_allocation" in err
    assert "arm=x1" not in err


@pytest.mark.parametrize(
    ("columns", "likely"),
    [
        ({"x1": "01", "x2": "01", "x3": "12", "x4": "ab"}, ("x4",)),
        ({"瘘": "01", "引流": "01", "造口": "12"}, ()),
        ({"smoke2": "01", "ckd": "01", "copd": "01", "pci": "01"}, ()),
        ({"chd": "01", "方案": ("常规治疗", "常规+干细胞"), "pci": "01"}, ("方案",)),
        ({"cad2": "01", "drug": ("placebo", "verum"), "pci": "01", "mi": "01"}, ("drug",)),
        ({"cad2": "01", "label": ("甲组", "乙组"), "pci": "01", "mi": "01"}, ("label",)),
        ({"cad2": "01", "pci": "01"}, ("cad2", "pci")),
        ({"cad2": "01", "active": ("TRUE", "FALSE"), "pci": "01", "mi": "01"}, ("active",)),
        ({"淋巴结转移阴性/阳性": ("阳性", "阴性")}, ()),
        ({"HBsAg": ("positive", "negative"), "x1": "01"}, ("x1",)),
        ({"病程阶段": ("S3", "S4"), "x1": "01"}, ("x1",)),
    ],
)
def test_where_nothing_speaks_of_arms_none_of_many_columns_is_likely(
    file: Path, columns: dict[str, tuple[str, str]], likely: tuple[str, ...]
) -> None:
    rows = [
        [f"p{i}", *(of[(i // (k + 1)) % 2] for k, of in enumerate(columns.values())), 9 + i % 5]
        for i in range(24)
    ]
    lines = [["id", *columns, "nihss_pre"], *rows]
    file.write_text("\n".join(",".join(map(str, row)) for row in lines), "utf-8")
    raw = read(file.read_bytes(), file.name)
    assert arm_candidates(remove_identifiers(raw, ColumnMapping())).likely == likely


def test_a_mapping_and_a_column_of_the_command_line_go_together(file: Path, tmp_path: Path) -> None:
    unnamed_arm(file, "g")
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps({"reference": "0", "columns": {"age": "years"}}), "utf-8")
    _, out, _ = inside("check", file, "--map", mapping, "--map", "arm=g", "--json", "-")
    document = json.loads(out)
    assert document["cohort"]["reference"] == "0"


def test_characteristics_and_outcomes_are_no_likely_arms(file: Path) -> None:
    head = "No,Sexual,既往手术史,外周血管病,并发症情况,腔镜使用,年龄"
    rows = [f"{i},{'男女'[i % 2]},{i % 2},{i // 2 % 2},{i % 3},{i % 2},{50 + i}" for i in range(12)]
    file.write_text("\n".join([head, *rows]))
    raw = read(file.read_bytes(), file.name)
    found = arm_candidates(remove_identifiers(raw, ColumnMapping()))
    assert found.likely == ("腔镜使用",)
    assert set(head.split(",")[1:]) <= set(found.headers)  # each can be chosen all the same


def test_what_differs_from_row_to_row_of_a_patient_is_no_likely_arm(file: Path) -> None:
    rows = [f"p{i // 3},{i},{1 + i // 3 % 2},{1 + i % 3},{i % 2},{9 + i % 5}" for i in range(24)]
    file.write_text("\n".join(["id,x,laser,time,side,vas", *rows]))
    raw = read(file.read_bytes(), file.name)
    assert arm_candidates(remove_identifiers(raw, ColumnMapping())).likely == ("laser",)
