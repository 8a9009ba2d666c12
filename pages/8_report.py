"""Report: options, preview, and files for paper, slides and archive."""

from aci_core.ui.frame import page, shell
from aci_core.ui.results import report_page
from aci_core.ui.widgets import layout
from aci_core.ui.widgets.presenters import Translator

shell.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post")


def body(t: Translator) -> None:
    page.header(t, "title.report", t("report_page.lead"), copy=False)
    left, right = layout.columns(6, 5)
    with left:
        report, formats = report_page.options(t)
    with right:
        report_page.files(t, report, formats)
        report_page.preview(t, report)
    report_page.review(t, report)


page.draw("report", NEEDS, body, selectable=False, patients=True)
