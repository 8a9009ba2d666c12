"""Data: the ways in, and how the file was read."""

from aci_core.ui import (
    cards,
    fixes,
    frame,
    layout,
    mapping,
    page,
    reading,
    session,
    shared,
    upload,
    values,
    view,
)  # fmt: skip

frame.ensure()

t = view.words()
page.header(t, "title.data", t("data.lead"), copy=False, badge=False)
upload.problem(t)

loaded = session.loaded()
if loaded is not None and loaded.opened is not None:
    shared.card(t, loaded.cohort, loaded.opened)
    if loaded.opened.entry.kind == "rows":
        reading.summary(t, loaded.cohort)
        reading.columns_card(t, loaded)
elif loaded is not None:
    reading.loaded_header(t, loaded)
    reading.summary(t, loaded.cohort)
    reading.reading_card(t, loaded)
    reading.arms_card(t, loaded)
    fixes.card(t, loaded)
    mapping.card(t, loaded)
    values.card(t, loaded)
    reading.columns_card(t, loaded)
    mapping.unlocked(t)
if loaded is not None:
    cards.heading(t("data.another"))

level = 3 if loaded else 2  # of the headings below
wide, narrow = layout.columns(3, 2)
with wide:
    upload.file_card(t, level)
with narrow:
    upload.sample_card(t, level)
