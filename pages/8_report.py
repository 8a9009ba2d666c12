"""What goes into the paper, the slides and the archive, with the numbers of the screen."""

from aci_core.ui import frame, layout, page, report
from aci_core.ui.presenters import Translator

frame.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post")


def body(t: Translator) -> None:
    report.made_of_patients()
    page.header(t, "title.report", t("report_page.lead"), copy=False)
    left, right = layout.columns(6, 5)
    with left:
        found, formats = report.asked(t)
    with right:
        report.files(t, found, formats)
        report.preview(t, found)


page.draw("report", NEEDS, body, pick=False)
