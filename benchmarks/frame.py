"""The cohort that the benchmarks use: any number of patients, 25 columns, made by a seed."""

from __future__ import annotations

import numpy as np
import pandas as pd

SEED = 20250917
NUMBERS = ("age", "sbp", "glucose", "bmi", "ldl", "onset_hours")
SCORES = ("nihss", "bi", "vegf", "bfgf", "perfusion")
FLAGS = ("hypertension", "diabetes", "smoking", "atrial_fibrillation", "thrombolysis")


def frame(n: int) -> pd.DataFrame:
    """`n` patients in two arms; one value in fifty of a covariate is missing.

    Columns: identifier, arm, 6 numbers, 7 categories, 5 scores before and after: 25.
    """
    rng = np.random.default_rng(SEED)
    treated = rng.random(n) < 0.5
    columns: dict[str, object] = {
        "patient_id": [f"SYN-{i:07d}" for i in range(1, n + 1)],
        "arm": np.where(treated, "treatment", "control"),
    }
    for index, name in enumerate(NUMBERS):
        values = np.round(rng.normal(60 + 10 * index, 8 + index, n), 1)
        values[rng.random(n) < 0.02] = np.nan
        columns[name] = values
    columns["sex"] = np.where(rng.random(n) < 0.55, "male", "female")
    columns["toast"] = rng.choice(["LAA", "CE", "SAA", "OTH"], n, p=[0.4, 0.2, 0.3, 0.1])
    for name in FLAGS:
        columns[name] = np.where(rng.random(n) < 0.4, "yes", "no")
    before = np.clip(rng.poisson(11, n), 1, 42)
    fall = np.clip(rng.normal(0.45 + 0.1 * treated, 0.3, n), -0.2, 1)
    after = np.clip(np.rint(before * (1 - fall)), 0, 42).astype(int)
    columns["nihss_pre"], columns["nihss_post"] = before, after
    for name, score in (("bi_pre", before), ("bi_post", after)):
        columns[name] = 5 * np.clip(np.rint(20 - score / 2 + rng.normal(0, 2, n)), 0, 20).astype(
            int
        )
    for name, mean in (("vegf", 204), ("bfgf", 60), ("perfusion", 5)):
        base = np.exp(rng.normal(np.log(mean), 0.25, n))
        columns[f"{name}_pre"] = np.round(base, 2)
        columns[f"{name}_post"] = np.round(base * np.exp(rng.normal(0.1 + 0.1 * treated, 0.2)), 2)
    return pd.DataFrame(columns)


def csv_of(n: int) -> bytes:
    """The same cohort as the bytes of a CSV."""
    return frame(n).to_csv(index=False).encode()


def chinese(table: pd.DataFrame) -> pd.DataFrame:
    """The cohort with Chinese words in place of the English ones."""
    words = {"treatment": "观察组", "control": "对照组", "male": "男", "female": "女"}
    words |= {"yes": "是", "no": "否"}
    written = table.copy()
    for name in ("arm", "sex", *FLAGS):
        written[name] = written[name].map(words)
    return written
