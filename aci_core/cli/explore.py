"""Command ``explore FILE --x NAME``: an exploratory question, or the list of what may be asked."""

from __future__ import annotations

import argparse
import warnings
from typing import TYPE_CHECKING, Any

from aci_core.cli.terminal import one_line, write_json
from aci_core.cli.unread_warning import warn
from aci_core.presentation.i18n import Translator, labels, translator

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort
    from aci_core.domain.study.settings import Settings


def add_arguments(options: Any, t: Translator) -> None:
    """Add the options of ``explore``."""
    for name in ("x", "y", "by"):
        options.add_argument(f"--{name}", metavar="NAME", help=t(f"cli.explore_{name}"))


def run_explore(args: argparse.Namespace, cohort: Cohort, settings: Settings) -> int:
    """Print what is seen, then each number on a line; without ``--x`` what may be asked."""
    from aci_core.analyses import prepare
    from aci_core.analyses.explore import explore
    from aci_core.analyses.fields import fields
    from aci_core.cli.analyse import print_rows
    from aci_core.domain.study.question import Question, questions_to_json
    from aci_core.presentation import field_names, sentences
    from aci_core.presentation.i18n.markdown import plain

    t = labels.of_cohort(translator(args.lang), cohort)
    warnings.simplefilter("ignore")  # as of `analyse`
    data = prepare(cohort, settings)
    if args.x is None:
        for field in fields(data).values():
            print(one_line("  ".join((field.name, field.kind, field_names.heading(t, field)))))
        return 0
    question = Question(args.x, args.y, args.by)
    result = explore(data, settings, question)
    sentence = plain(sentences.explore.finding(result, t))
    parts = [(panel.level, panel.result.rows) for panel in result.panels]
    if result.course is not None:
        parts = [(None, result.course.rows)]
    if args.json is not None:
        (asked,) = questions_to_json([question])
        results = [{"by": level, **row.to_json()} for level, rows in parts for row in rows]
        numbers = {"n": result.n, "missing": result.n_missing, "results": results}
        write_json(args.json, {"question": asked, "sentence": sentence, **numbers})
    if args.json != "-":
        print(one_line(sentence))
        for level, rows in parts:
            if level is not None:
                print(one_line(f"{question.by} = {level}"))
            print_rows([row.to_json() for row in rows])
    warn(cohort, t)
    return 0
