"""Report: options, preview, and files for paper, slides and archive."""

from aci_core.ui.frame import page, shell
from aci_core.ui.results.report import report_page
from aci_core.ui.widgets.page.presenters import Translator

shell.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post")


def body(t: Translator) -> None:
    page.header(t, "title.report", t("report_page.lead"), copy=False)
    report_page.draw(t)


page.draw("report", NEEDS, body, selectable=False, patients=True)
