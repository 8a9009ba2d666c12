"""How much is missing, and what the file does not hold, in a sentence or two."""

from __future__ import annotations

from aci_core.analyses.missing import PARTS, Missing
from aci_core.i18n import Translator, labels, numbers
from aci_core.i18n.markdown import bold, literal
from aci_core.words.parts import join, listing


def finding(result: Missing, t: Translator) -> str:
    """Missing values, complete patients, the emptiest variable, and what the file lacks."""
    absent, cells = result.cells
    n = sum(result.n)
    said: list[str] = []
    if not result.gaps:  # of shared results, which tell what the file holds and no more
        pass
    elif not absent:
        said = [t("missing.none", n=numbers.whole(n))]
    else:
        worst = result.gaps[0]
        said = [
            t(
                "missing.some",
                k=bold(numbers.whole(absent)),
                cells=numbers.whole(cells),
                rate=numbers.percent(absent / cells),
                complete=bold(numbers.whole(result.complete)),
                n=numbers.whole(n),
                worst=literal(labels.of_column(t, worst.column)),
                share=numbers.percent(worst.share),
            )
        ]
    if result.lacks:
        names = (
            t(f"missing.part_{x}") if x in PARTS else labels.measure(t, x) for x in result.lacks
        )
        said.append(t("missing.lacks", list=listing(t, names)))
    return join(t, said)
