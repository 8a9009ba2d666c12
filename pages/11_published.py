"""A published table typed in: every method it allows, and whether its numbers can be."""

from aci_core.ui import faces, frame, layout, page, published, view

frame.ensure()

t = view.words()
header = layout.place()
kind, values = published.typed(t)
found = published.work_out(t, kind, values)
finding = faces.sentence("published.finding", found) if found else ""
with header:
    page.header(t, "title.published", finding, badge=False)
if found:
    published.shown(t, found)
