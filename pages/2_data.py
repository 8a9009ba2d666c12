"""Data: upload and samples, how the file was read, issues, meaning of columns."""

from aci_core.ui.data import data_parts, file_summary, upload
from aci_core.ui.data.grid import patient_grid
from aci_core.ui.data.issues import data_issues
from aci_core.ui.data.mapping import mapping_editor, score_scales, visits_editor
from aci_core.ui.frame import page, shell
from aci_core.ui.share import reader  # fmt: skip
from aci_core.ui.state.choices import view
from aci_core.ui.state.session import session
from aci_core.ui.widgets.navigation import next_step, plan_line
from aci_core.ui.widgets.page import more

shell.ensure()

t = view.words()
loaded = session.loaded()
page.header(t, "title.data", "" if loaded else t("data.lead"), copy=False, badge=False)
upload.problem(t)

if loaded is not None and loaded.opened is not None:
    reader.card(t, loaded.cohort, loaded.opened)
    if loaded.opened.entry.kind == "rows":
        file_summary.summary(t, loaded)
        more.draw(t, "data", data_parts.parts(t, loaded))
elif loaded is not None:
    file_summary.loaded_header(t, loaded)
    plan_line.draw(t, "data", button=False)
    file_summary.summary(t, loaded)
    file_summary.reading_card(t, loaded)
    file_summary.arms_card(t, loaded)
    data_issues.card(t, loaded)
    next_step.draw(t, "data", "issues")
    visits_editor.card(t, loaded)
    score_scales.card(t, loaded)
    if mapping_editor.is_asked(loaded):
        mapping_editor.card(t, loaded)
    patient_grid.card(t, loaded)
    more.draw(t, "data", data_parts.parts(t, loaded))
upload.draw(t, loaded.cohort if loaded else None)
