"""Who was randomised, by the flag of a standard: RANDFL, ITTFL."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aci_core.domain.schema.aliases import canonical_value, clean
from aci_core.ingest.cells import Cells, Codes
from aci_core.ingest.issues import Issues

UNASSIGNED = -4  # code of a row whose patient was never assigned to an arm
_NO_ARM = -1


@dataclass(frozen=True, eq=False)
class Population:
    """The flag of who was randomised.

    Parameters
    ----------
    header : str
    cells : Cells
    """

    header: str
    cells: Cells

    def without_unassigned(self, codes: Codes, issues: Issues) -> Codes:
        """The codes of arms, in which who was not randomised and has no arm is no error.

        Of those who stand in an arm all the same it is asked whether they are to be taken out.

        Parameters
        ----------
        codes : ndarray of int32
            Arm of each row; below 0 for rows that are left out.
        issues : Issues
        """
        no = np.array([canonical_value("yes_no", t) == "no" for t in self.cells.texts], dtype=bool)
        outside = np.append(no, False)[self.cells.codes]
        if not outside.any():
            return codes
        written = next(t for t, one in zip(self.cells.texts, no, strict=True) if one)
        for code, rows in (
            ("not_randomised", outside & (codes == _NO_ARM)),
            ("not_in_population", outside & (codes >= 0)),
        ):
            n = int(rows.sum())
            if n:
                issues.add(code, "warning", self.header, value=clean(written), n=n)
        return np.where(outside & (codes == _NO_ARM), UNASSIGNED, codes).astype(np.int32)
