"""An example: three centres of made-up patients, each with the summary that it would send."""

from __future__ import annotations

from aci_core.analyses import prepare
from aci_core.analyses.centres import CENTRE
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.federation.centre import travelling
from aci_core.federation.envelope import write
from aci_core.federation.leaving.leaving import for_outsiders
from aci_core.selection import subset


def example(cohort: Cohort, settings: Settings) -> tuple[bytes, ...]:
    """The files of a cohort's centres, as each of them would make its own.

    Parameters
    ----------
    cohort : Cohort
        Synthetic, with a column of centres.
    settings : Settings
        As fitted to it.
    """
    cells = cohort.table[CENTRE].cat
    codes, chosen = cells.codes.to_numpy(), travelling(settings)
    return tuple(
        write(
            for_outsiders(prepare(subset(cohort, codes == place), chosen), chosen, str(name)).centre
        )
        for place, name in enumerate(cells.categories)
    )
