"""Warning on standard error of what was not read, what is not answered, and of errors."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from aci_core.cli.terminal import one_line
from aci_core.presentation.i18n import Translator

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort


def warn(cohort: Cohort, t: Translator) -> None:
    """Warn in one line of cells not read, open questions and errors; else say nothing."""
    from aci_core.checks import deaths_without_mrs, open_questions, unread_cells
    from aci_core.presentation import sentences
    from aci_core.presentation.i18n.markdown import plain
    from aci_core.presentation.sentences.parts import join

    if sys.stderr is None:
        return
    errors = sum(issue.severity == "error" for issue in cohort.issues)
    deaths = deaths_without_mrs(cohort)
    questions = open_questions(cohort)
    notice = sentences.unread.notice(unread_cells(cohort), t, deaths=deaths, questions=questions)
    count = t("unread.errors_one") if errors == 1 else t("unread.errors", n=errors)
    text = join(t, (plain(notice), count if errors else ""))
    if text:
        print(one_line(t("unread.warning", text=text)), file=sys.stderr)
