"""Parts of the page Data: what columns and cells mean, how they were read, what is lacking."""

from __future__ import annotations

from functools import partial

from aci_core.presentation.i18n import Translator
from aci_core.ui.data import file_summary
from aci_core.ui.data.mapping import mapping_editor, value_editor
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.widgets.page import more
from aci_core.ui.widgets.text import counted


def parts(t: Translator, loaded: Loaded) -> list[more.Part]:
    """What stands behind the first sight; columns that wait for an answer are asked in it."""
    shown = [more.Part("read", partial(file_summary.columns_card, t, loaded))]
    if loaded.opened is not None:  # without a file nothing can be read anew
        return shown
    if coded := value_editor.coded(loaded):
        shown.insert(0, more.Part("cells", partial(value_editor.card, t, loaded, coded)))
    if not mapping_editor.is_asked(loaded):
        n = mapping_editor.n_doubtful(loaded)
        doubt = counted(t, "mapping.doubtful", n) if n else ""
        shown.insert(0, more.Part("columns", partial(mapping_editor.card, t, loaded), doubt))
    if lacks := mapping_editor.missing_columns(t, loaded.cohort):
        shown.append(more.Part("lacks", partial(mapping_editor.lacks_card, t, lacks)))
    return shown
