"""Several centres: their summaries uploaded, who is in, and the pooled trial; no patient leaves."""

from __future__ import annotations

from aci_core.ui.frame import page, shell
from aci_core.ui.results import centres_page
from aci_core.ui.share import centres_link
from aci_core.ui.state.choices import view
from aci_core.ui.widgets.page import layout

shell.ensure()

t = view.words()
header = layout.placeholder()
refused = layout.placeholder()
place = layout.placeholder()
opened = centres_page.upload(t, refused)
study = centres_page.pool(t, opened)
finding = centres_page.finding(t, study) if study else ""
with header:
    page.header(t, "title.centres", finding, badge=False)
if study:
    with place:
        centres_page.draw(t, study, centres_link.part(t, study))
