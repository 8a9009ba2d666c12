"""Results of a pooled trial that leave by a link: withheld and rounded as those of one file.

Each centre's summary told no set of few patients; what differs here is that no patient is at hand.
So what must be looked for in values (few that make a mean) was looked for where they are, at each
centre, and what needs them (the flow, correlations among all factors) is not shared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from aci_core.analyses import doses
from aci_core.analyses.doses import Doses
from aci_core.analyses.flow import ArmFlow, Flow
from aci_core.analyses.missing import EXPECTED, PARTS, Missing
from aci_core.domain.errors import AciError
from aci_core.domain.schema import Kind, Role
from aci_core.federation.pooled_study import PooledStudy
from aci_core.sharing import payload
from aci_core.sharing.payload import Results
from aci_core.sharing.results.counts_in_steps import CountsInSteps
from aci_core.sharing.results.disclosure_control import withhold, without_patients
from aci_core.sharing.results.grids import Grid, Grids, grid_of
from aci_core.sharing.results.picked_patients import settings_without_numbers, view_without_numbers
from aci_core.sharing.results.precision import Precision
from aci_core.sharing.results.results_json import can_write
from aci_core.sharing.results.supplementary_precision import rounded_supplement
from aci_core.sharing.results.supplementary_results import SupplementaryResults, without_few
from aci_core.summaries import Arms, Data, NotAvailable, Var

# As of a file: what a reader has no page for, and of subgroups nothing.
_STAY: Final = ("course", "sensitivity", "subgroups")


def results_of_centres(
    study: PooledStudy, label: str, least: int, view: Mapping[str, str]
) -> tuple[Results, frozenset[str]]:
    """What a link of a pooled trial holds, and the variables of which something is withheld.

    Parameters
    ----------
    study : PooledStudy
    label : str
        The name of the cohort for the reader.
    least : int
        The smallest count, other than 0, that is shown.
    view : dict of str to str
        Choices of the page.

    Raises
    ------
    AciError
        ``share_few``: an arm of fewer than `least` patients.
    """
    data, cohort = study.data, replace(study.cohort, name=label)
    if any(0 < n < least for n in data.n):
        raise AciError("share_few", least=least)
    whole = {
        name: result
        for name, result in study.results.items()
        if name not in _STAY and can_write(result)
    }
    shared, gone = withhold(whole, cohort, least)
    grading, settings = data.grading, study.settings
    used = replace(settings, rule=grading.rule) if grading else settings
    used = replace(settings_without_numbers(used, least), explored=())
    shared = {name: replace(result, settings=used) for name, result in shared.items()}
    sizes = dict(zip(data.arms, data.n, strict=True))
    counts, grids = CountsInSteps(sizes, sizes, least), Grids(dict(_grids(data)))
    content = Results(
        without_patients(cohort, gone),
        used,
        Precision(counts, grids).results(shared),
        rounded_supplement(_supplement(study, least), counts, grids),
        least,
        view_without_numbers(view, least),
        one_set=True,
        on_grid=True,
    )
    return replace(content, cohort=payload.with_digest_of_results(content)), gone


def _grids(data: Data) -> Iterator[tuple[str, Grid]]:
    """The grid of each column of numbers: by its values where they are told, else its scale's."""
    for column in data.columns:
        if column.kind is not Kind.NUMBER:
            continue
        of_measure = column.role is Role.MEASURE and column.stem in data.measures
        step = (data.measures[column.stem].step if of_measure else None) or 0.0
        try:
            counts = data.counts(Var(column.name))
        except NotAvailable:
            yield column.name, Grid(step)
        else:
            values = np.repeat(counts.values, counts.treatment + counts.control)
            yield column.name, grid_of(values, step)


def _supplement(study: PooledStudy, least: int) -> SupplementaryResults:
    """The size of the arms, doses without small counts, and what the trial has and lacks."""
    data, cohort = study.data, study.cohort
    by_arm = Arms(*(ArmFlow(arm, n, (), (), (), ()) for arm, n in study.n.items()))
    flow = Flow(None, (), 0, data.arms, by_arm, study.settings.randomised is True)
    roles = {column.role for column in data.columns}
    present = [*cohort.measured, *(part for part, of in PARTS.items() if of & roles)]
    return SupplementaryResults(
        flow,
        _doses(study, least),
        Missing(
            data.arms,
            data.n,
            (),
            0,
            (),
            np.empty((0, 0)),
            tuple(present),
            tuple(name for name in (*EXPECTED, *PARTS) if name not in present),
            {name: cohort.visits_of(name) for name in cohort.measured},
        ),
        (),
    )


def _doses(study: PooledStudy, least: int) -> Doses:
    return without_few(doses(study.data, study.settings), study.data, least)
