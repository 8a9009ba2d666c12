"""A published table typed in: every method it allows, and whether its numbers can be."""

from aci_core.ui import frame, layout, page, published, view
from aci_core.ui.presenters import sentences

frame.ensure()

t = view.words()
header = layout.place()
kind, values = published.typed(t)
found = published.work_out(t, kind, values)
finding = sentences.published.finding(found, t) if found else ""
with header:
    page.header(t, "title.published", finding, badge=False)
if found:
    published.shown(t, found)
