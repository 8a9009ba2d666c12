"""Analyses know two kinds of data by their types, and ask no Data what class it is."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from aci_core import summaries
from aci_core.analyses import prepare, summarise
from aci_core.domain.study.settings import Settings
from aci_core.published.typed_data import Typed
from aci_core.summaries import Data, PatientLevelData, PooledData, Recorder
from tests.build import sample

ANALYSES = Path(__file__).resolve().parents[2] / "aci_core" / "analyses"
FILES = sorted(ANALYSES.glob("*.py"))
# Whatever answers for moments and counts is a Data.
KINDS = {
    name
    for name, kind in {**vars(summaries), "Typed": Typed}.items()
    if inspect.isclass(kind)
    and all(hasattr(kind, question) for question in ("moments", "counts", "cross"))
} | {Typed.__name__}
ROWS = {"cohort", "grades", "ordinals", "rows", "treated", "values"}


def class_questions(source: str) -> set[str]:
    """Kinds of Data of which a source asks whether something is one."""
    asked: list[ast.AST] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, kinds]):
                asked.append(kinds)
            case ast.Compare(left=ast.Call(func=ast.Name(id="type")), comparators=kinds):
                asked.extend(kinds)
            case ast.MatchClass(cls=kind):
                asked.append(kind)
            case ast.Call(func=ast.Name(id="hasattr"), args=[_, ast.Constant(value=str(name))]):
                asked.extend(ast.Name(id=kind) for kind in KINDS if name in ROWS)
    names = {getattr(part, "id", getattr(part, "attr", "")) for a in asked for part in ast.walk(a)}
    return names & KINDS


@pytest.mark.parametrize(
    "source",
    [
        "isinstance(data, PatientData)",
        "isinstance(data, (Summary, published.Typed))",
        "type(data) is PooledData",
        "match data:\n    case PatientData():\n        pass",
        "hasattr(data, 'rows')",
    ],
)
def test_a_question_for_the_class_is_seen(source: str) -> None:
    assert class_questions(source)
    assert not class_questions("isinstance(term, Level)")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_analysis_asks_for_the_class_of_a_data(path: Path) -> None:
    assert len(KINDS) >= 7
    assert not class_questions(path.read_text("utf-8"))


def test_what_is_of_patients_is_of_their_own_kind_alone() -> None:
    assert not ROWS & set(dir(Data))
    assert set(dir(PatientLevelData)) >= ROWS


def test_patients_are_there_or_none() -> None:
    settings = Settings()
    data = prepare(sample("synthetic_156.csv"), settings)
    assert data.patients is data
    for without in (summarise(data, settings), Recorder(data), PooledData((data, data))):
        assert without.patients is None
