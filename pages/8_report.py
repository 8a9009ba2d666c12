"""What goes into the paper, the slides and the archive, with the numbers of the screen."""

from aci_core.ui.frame import page, shell
from aci_core.ui.results import report_page
from aci_core.ui.widgets import layout
from aci_core.ui.widgets.presenters import Translator

shell.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post")


def body(t: Translator) -> None:
    report_page.made_of_patients()
    page.header(t, "title.report", t("report_page.lead"), copy=False)
    left, right = layout.columns(6, 5)
    with left:
        found, formats = report_page.asked(t)
    with right:
        report_page.files(t, found, formats)
        report_page.preview(t, found)


page.draw("report", NEEDS, body, pick=False)
