"""Make the synthetic cohorts of this folder, the same bytes every time.

    python sample_data/make_samples.py [FOLDER]

What is the trial's and what is invented: PROVENANCE.md. Nothing here comes from a patient.

The numbers are drawn with ``numpy.random.RandomState``: numpy promises that its stream never
changes, which it does not promise of ``default_rng``, and a test compares the files byte by byte.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Table = dict[str, list[object]]

# Chosen among the first 150 for arms that differ no more than randomisation makes likely.
SEED_156 = 85
SEED_LONG = 109

ARMS = ("treatment", "control")
GRADES = ("recovered", "markedly effective", "effective", "ineffective")
CUTS = (90, 46, 18)

# The trial: 67 of 78 and 54 of 78 effective. How they split into grades it does not say: invented.
GRADE_COUNTS = {"treatment": (20, 25, 22, 11), "control": (10, 20, 24, 24)}
# The trial: Pearson's r with NIHSS before treatment.
R_VEGF, R_BFGF = -0.388, -0.239

# Typical fall of NIHSS within a grade, as a fraction: invented.
TYPICAL_FALL = (0.97, 0.63, 0.32, 0.05)


# ------------------------------------------------------------------------------------ the pieces


def grade(pre: int, post: int) -> int:
    """Index into GRADES by the percent fall of NIHSS, in integers."""
    return next((i for i, cut in enumerate(CUTS) if 100 * (pre - post) >= cut * pre), len(CUTS))


def draw_nihss(random: np.random.RandomState, n: int) -> Ints:
    """Baseline scores: skewed to the right, 4 to 28."""
    return np.clip(np.rint(3.5 + random.gamma(1.9, 3.8, n)), 4, 28).astype(np.int64)


def draw_barthel(random: np.random.RandomState, nihss: Ints, best: float) -> Ints:
    """Barthel index in fives that falls by about 3.4 points for each point of NIHSS."""
    raw = best - 3.4 * nihss + random.normal(0, 9, len(nihss))
    return 5 * np.clip(np.rint(raw / 5), 0, 20).astype(np.int64)


def standardised(values: Floats | Ints) -> Floats:
    """Mean 0, standard deviation 1."""
    centred = values - values.mean()
    return centred / np.sqrt((centred**2).mean())


def pearson(x: Floats | Ints, y: Floats | Ints) -> float:
    """Pearson's r."""
    return float((standardised(x) * standardised(y)).mean())


def correlated(
    x: Floats | Ints, noise: Floats, *, r: float, mean: float, sd: float, step: float = 0.1
) -> Floats:
    """Values in whole steps, whose correlation with `x` is `r` to within 1e-6.

    The part of `noise` that `x` explains is taken out and put back as `r` wants it; then single
    values move by one step until rounding no longer shows.
    """
    z, free = standardised(x), standardised(noise)
    free = standardised(free - z * (z * free).mean())
    steps = np.rint((mean + sd * (r * z + np.sqrt(1 - r**2) * free)) / step)
    for _ in range(50):
        off = pearson(x, steps) - r
        if abs(off) < 1e-6:
            break
        moved = [(i, up) for i in range(len(steps)) for up in (-1, 1)]
        misses = [abs(pearson(x, steps + up * (np.arange(len(steps)) == i)) - r) for i, up in moved]
        best = int(np.argmin(misses))
        if misses[best] >= abs(off):
            break
        steps[moved[best][0]] += moved[best][1]
    return steps * step


def post_within_grade(random: np.random.RandomState, pre: int, wanted: int) -> int:
    """A score after treatment that the rule puts into grade `wanted`."""
    scores = [post for post in range(min(42, pre + 3) + 1) if grade(pre, post) == wanted]
    middle = pre * (1 - TYPICAL_FALL[wanted])
    weights = np.exp(-0.5 * ((np.array(scores) - middle) / max(1.0, 0.1 * pre)) ** 2)
    return int(random.choice(scores, p=weights / weights.sum()))


def permuted_blocks(random: np.random.RandomState, blocks: int) -> NDArray[np.str_]:
    """Arms in order of admission: blocks of four, two of each."""
    return np.concatenate([random.permutation(np.repeat(ARMS, 2)) for _ in range(blocks)])


def yes_no(random: np.random.RandomState, chance: float | Floats, n: int) -> list[object]:
    """Yes or no."""
    return ["yes" if draw else "no" for draw in random.random_sample(n) < chance]


def characteristics(random: np.random.RandomState, nihss: Ints) -> Table:
    """Age, sex, history: the same law in both arms, since they are drawn before treatment."""
    n = len(nihss)
    age = np.clip(np.rint(random.normal(63, 9.5, n) + 0.15 * (nihss - nihss.mean())), 35, 85)
    fibrillation = yes_no(random, 0.1 + 0.008 * nihss, n)
    toast = [
        random.choice(["CE", "LAA", "OTH"], p=[0.75, 0.15, 0.1])
        if af == "yes"
        else random.choice(["LAA", "SAA", "OTH", "CE"], p=[0.5, 0.33, 0.12, 0.05])
        for af in fibrillation
    ]
    return {
        "age": list(age.astype(int)),
        "sex": ["male" if draw else "female" for draw in random.random_sample(n) < 0.6],
        "hypertension": yes_no(random, 0.68, n),
        "diabetes": yes_no(random, 0.31, n),
        "smoking": yes_no(random, 0.35, n),
        "atrial_fibrillation": fibrillation,
        "onset_days": decimals(np.clip(random.gamma(2.2, 1.1, n) + 0.3, 0.3, 7.0), 1),
        "toast": list(map(str, toast)),
        "thrombolysis": yes_no(random, 0.18, n),
    }


def decimals(values: Floats, places: int) -> list[object]:
    """Numbers as the file writes them; NaN is a blank cell."""
    return ["" if np.isnan(value) else f"{value:.{places}f}" for value in values]


# --------------------------------------------------------------------------- the cohort of 156


def synthetic_156() -> Table:
    """78 and 78 patients before and after treatment, with what is known of the trial exact."""
    random = np.random.RandomState(SEED_156)
    arms = permuted_blocks(random, 39)
    n = len(arms)
    treated = arms == "treatment"
    pre = draw_nihss(random, n)

    post = np.empty(n, dtype=np.int64)
    for arm, counts in GRADE_COUNTS.items():
        members = np.flatnonzero(arms == arm)
        # The mildly affected recover more often.
        luck = random.normal(size=len(members)) - 0.5 * standardised(pre[members])
        wanted = np.repeat(np.arange(len(GRADES)), counts)
        for patient, target in zip(members[np.argsort(-luck)], wanted, strict=True):
            post[patient] = post_within_grade(random, int(pre[patient]), int(target))

    skewed = standardised(random.gamma(7, 1, n))
    vegf = correlated(pre, skewed, r=R_VEGF, mean=204, sd=47)
    bfgf = correlated(pre, 0.4 * skewed + random.normal(size=n), r=R_BFGF, mean=48, sd=13)
    less_than_expected = standardised(post) - standardised(pre)
    vegf_post = 0.75 * vegf + np.where(treated, 142, 92) + random.normal(0, 34, n)
    bfgf_post = 0.75 * bfgf + np.where(treated, 37, 25) + random.normal(0, 9, n)
    perfusion = 4.6 - 0.09 * (pre - pre.mean()) + random.normal(0, 0.9, n)
    perfusion_post = perfusion + np.where(treated, 2.1, 1.3) + random.normal(0, 0.8, n)

    return {
        "patient_id": [f"SYN-{i:03d}" for i in range(1, n + 1)],
        "arm": list(map(str, arms)),
        **characteristics(random, pre),
        "nihss_pre": list(pre),
        "nihss_post": list(post),
        "bi_pre": list(np.minimum(95, draw_barthel(random, pre, 82))),
        "bi_post": list(draw_barthel(random, post, 96)),
        "perfusion_pre": decimals(np.clip(perfusion, 0, 10), 1),
        "perfusion_post": decimals(np.clip(perfusion_post, 0, 10), 1),
        "vegf_pre": decimals(vegf, 1),
        "vegf_post": decimals(np.maximum(30, vegf_post - 6 * less_than_expected), 1),
        "bfgf_pre": decimals(bfgf, 1),
        "bfgf_post": decimals(np.maximum(5, bfgf_post - 2 * less_than_expected), 1),
        **_events_156(random, treated),
        "died": [0] * n,
        "lost": [0] * n,
        **_doses(random, treated),
        "mri_abnormal_m6": [0] * n,
        "lab_abnormal_m6": [0] * n,
    }


def _events_156(random: np.random.RandomState, treated: NDArray[np.bool_]) -> Table:
    """A few transient events; how many is invented."""
    table: Table = {}
    for term, (in_treatment, in_control) in {
        "fever": (4, 1),
        "headache": (5, 1),
        "agitation": (2, 0),
    }.items():
        seen = np.concatenate(
            [
                random.choice(np.flatnonzero(treated), in_treatment, replace=False),
                random.choice(np.flatnonzero(~treated), in_control, replace=False),
            ]
        )
        days = {int(patient): int(random.randint(2, 29)) for patient in seen}
        patients = range(len(treated))
        table[f"ae_{term}"] = [int(i in days) for i in patients]
        table[f"ae_{term}_day"] = [days.get(i, "") for i in patients]
        table[f"ae_{term}_resolved"] = [1 if i in days else "" for i in patients]
    return table


def _doses(random: np.random.RandomState, treated: NDArray[np.bool_]) -> Table:
    """Two doses of each kind a course, three courses; a few patients stopped after two."""
    courses = np.where(treated, np.where(random.random_sample(len(treated)) < 0.06, 2, 3), 0)
    return {
        "nsc_doses": list(2 * courses),
        "msc_doses": list(2 * courses),
        "courses": list(courses),
    }


# ------------------------------------------------------------------------- the same in Chinese

ZH_HEADERS = {
    "patient_id": "编号",
    "arm": "组别",
    "age": "年龄",
    "sex": "性别",
    "hypertension": "高血压",
    "diabetes": "糖尿病",
    "smoking": "吸烟",
    "atrial_fibrillation": "心房颤动",
    "onset_days": "发病天数",
    "toast": "TOAST分型",
    "thrombolysis": "溶栓",
    "nihss_pre": "治疗前NIHSS评分",
    "nihss_post": "治疗后NIHSS评分",
    "bi_pre": "治疗前Barthel指数",
    "bi_post": "治疗后Barthel指数",
    "perfusion_pre": "治疗前脑灌注评分",
    "perfusion_post": "治疗后脑灌注评分",
    "vegf_pre": "治疗前VEGF（pg/mL）",
    "vegf_post": "治疗后VEGF（pg/mL）",
    "bfgf_pre": "治疗前bFGF（pg/mL）",
    "bfgf_post": "治疗后bFGF（pg/mL）",
    "ae_fever": "发热",
    "ae_fever_day": "发热发生天数",
    "ae_fever_resolved": "发热缓解",
    "ae_headache": "头痛",
    "ae_headache_day": "头痛发生天数",
    "ae_headache_resolved": "头痛缓解",
    "ae_agitation": "躁动",
    "ae_agitation_day": "躁动发生天数",
    "ae_agitation_resolved": "躁动缓解",
    "died": "死亡",
    "lost": "失访",
    "nsc_doses": "NSC次数",
    "msc_doses": "MSC次数",
    "courses": "疗程数",
    "mri_abnormal_m6": "6个月MRI异常",
    "lab_abnormal_m6": "6个月血生化异常",
}
ZH_VALUES = {
    "arm": {"treatment": "观察组", "control": "对照组"},
    "sex": {"male": "男", "female": "女"},
    **{
        name: {"yes": "是", "no": "否"}
        for name in ("hypertension", "diabetes", "smoking", "atrial_fibrillation", "thrombolysis")
    },
}


def synthetic_zh() -> Table:
    """The cohort of 156 as a Chinese ward would write it."""
    return {
        ZH_HEADERS[name]: [ZH_VALUES.get(name, {}).get(str(cell), cell) for cell in cells]
        for name, cells in synthetic_156().items()
    }


# ------------------------------------------------------------------------------- the longer one

VISITS = ("post", "m1", "m3", "m6")
# How much of a patient's recovery has happened by each visit: invented.
SHARE = {"post": 0.86, "m1": 0.9, "m3": 0.96, "m6": 1.0}


def synthetic_long() -> Table:
    """240 patients followed for six months, with deaths, losses and gaps. All of it invented."""
    random = np.random.RandomState(SEED_LONG)
    arms = permuted_blocks(random, 60)
    n = len(arms)
    treated = arms == "treatment"
    pre = draw_nihss(random, n)
    out_at, died, lost, reason = _departures(random, treated, pre)
    recovery = np.clip(random.normal(np.where(treated, 0.68, 0.52), 0.32, n), -0.1, 1.08)

    table: Table = {
        "patient_id": [f"SYN-L{i:03d}" for i in range(1, n + 1)],
        "arm": list(map(str, arms)),
        "centre": [str(random.choice(["A", "B", "C"], p=[0.5, 0.3, 0.2])) for _ in range(n)],
        **characteristics(random, pre),
    }
    for name, share in (("toast", 0.02), ("onset_days", 0.015), ("smoking", 0.01)):
        table[name] = _with_gaps(random, table[name], share)

    scores = {"pre": pre}
    for visit in VISITS:
        raw = pre * (1 - SHARE[visit] * recovery) + random.normal(0, 0.9, n)
        scores[visit] = np.clip(np.rint(raw), 0, 42).astype(np.int64)
    skewed = standardised(random.gamma(7, 1, n))
    levels = {
        "perfusion": (4.6, 0.9, (2.1, 1.3), 10.0),
        "vegf": (204, 45, (95, 45), np.inf),
        "bfgf": (48, 13, (26, 13), np.inf),
    }
    base = {
        "perfusion": standardised(random.normal(size=n) - 0.5 * standardised(pre)),
        "vegf": standardised(skewed - 0.4 * standardised(pre)),
        "bfgf": standardised(random.normal(size=n) + 0.4 * skewed - 0.25 * standardised(pre)),
    }

    def seen(visit: str, cells: Sequence[object], gaps: float) -> list[object]:
        """Blank from the visit on at which the patient was gone, and here and there besides."""
        here = ("pre", *VISITS).index(visit)
        kept = [cell if here < gone else "" for cell, gone in zip(cells, out_at, strict=True)]
        return _with_gaps(random, kept, gaps)

    for visit in ("pre", *VISITS):
        gap = 0.004 if visit == "pre" else 0.025
        table[f"nihss_{visit}"] = seen(visit, list(scores[visit]), gap)
        best = 82 if visit == "pre" else 96
        barthel = draw_barthel(random, scores[visit], best)
        table[f"bi_{visit}"] = seen(visit, list(barthel), gap)
        # Blood and pictures are missed more often, at one month most.
        gap = {"pre": 0.01, "m1": 0.3}.get(visit, 0.06)
        for name, (mean, sd, (rise, rise_control), top) in levels.items():
            gain = np.where(treated, rise, rise_control) * min(1.0, SHARE.get(visit, 0) + 0.2)
            late = 0.0 if visit == "pre" else gain + random.normal(0, 0.7 * sd, n)
            values = np.clip(mean + sd * base[name] + late, 0.05 * mean, top)
            table[f"{name}_{visit}"] = seen(visit, decimals(values, 1), gap)
    for visit in ("pre", "m3", "m6"):
        rankin = np.clip(np.rint(0.6 + scores[visit] / 4.5 + random.normal(0, 0.7, n)), 0, 5)
        table[f"mrs_{visit}"] = _rankin(
            visit, seen(visit, list(rankin.astype(int)), 0.015), out_at, died
        )

    table["grade"] = _recorded_grades(random, table["nihss_pre"], table["nihss_post"], died)
    table |= _events_long(random, treated, out_at)
    table |= {"died": died, "lost": lost, "lost_reason": reason}
    table |= _doses_long(random, treated, out_at)
    table["mri_abnormal_m6"] = seen("m6", [0] * n, 0.03)
    unwell = set(random.choice(n, 4, replace=False).tolist())
    table["lab_abnormal_m6"] = seen("m6", [int(i in unwell) for i in range(n)], 0.03)
    return table


def _with_gaps(
    random: np.random.RandomState, cells: Sequence[object], share: float
) -> list[object]:
    return [
        "" if miss else cell
        for miss, cell in zip(random.random_sample(len(cells)) < share, cells, strict=True)
    ]


def _departures(
    random: np.random.RandomState, treated: NDArray[np.bool_], pre: Ints
) -> tuple[list[int], list[object], list[object], list[object]]:
    """Who dies, who is lost, and the index of the first visit that has nothing more of them."""
    n = len(treated)
    out_at = [1 + len(VISITS)] * n
    died: list[object] = [0] * n
    lost: list[object] = [0] * n
    reason: list[object] = [""] * n
    reasons = ["moved away", "could not be reached", "withdrew consent", "treated elsewhere"]
    for arm, deaths, losses in ((treated, 3, 7), (~treated, 6, 9)):
        members = np.flatnonzero(arm)
        weights = np.exp(0.15 * pre[members])
        gone = random.choice(members, deaths, replace=False, p=weights / weights.sum())
        away = random.choice(np.setdiff1d(members, gone), losses, replace=False)
        for patient in gone:
            died[patient] = 1
            out_at[patient] = int(random.choice([1, 2, 3, 4], p=[0.3, 0.3, 0.2, 0.2]))
        for patient in away:
            lost[patient] = 1
            reason[patient] = str(random.choice(reasons))
            out_at[patient] = int(random.choice([1, 2, 3, 4], p=[0.15, 0.2, 0.3, 0.35]))
    return out_at, died, lost, reason


def _rankin(
    visit: str, cells: list[object], out_at: Sequence[int], died: Sequence[object]
) -> list[object]:
    """Grade 6, the scale's own word for death, from the first visit after it."""
    here = ("pre", *VISITS).index(visit)
    return [
        6 if dead and here >= gone else cell
        for cell, gone, dead in zip(cells, out_at, died, strict=True)
    ]


def _recorded_grades(
    random: np.random.RandomState,
    pre: Sequence[object],
    post: Sequence[object],
    died: Sequence[object],
) -> list[object]:
    """What the clinician wrote: the rule's grade, in 6 % a neighbouring one; blank if unknown."""
    cells: list[object] = []
    for before, after, dead in zip(pre, post, died, strict=True):
        if dead:
            cells.append(GRADES[-1])
        elif before == "" or after == "":
            cells.append("")
        else:
            cells.append(GRADES[grade(int(str(before)), int(str(after)))])
    judged = [i for i, cell in enumerate(cells) if cell and not died[i]]
    for i in random.choice(judged, round(0.06 * len(judged)), replace=False):
        result = GRADES.index(str(cells[i]))
        step = int(random.choice([-1, 1]))
        cells[i] = GRADES[result + step if 0 <= result + step < len(GRADES) else result - step]
    return cells


def _events_long(
    random: np.random.RandomState, treated: NDArray[np.bool_], out_at: Sequence[int]
) -> Table:
    """Counts of events, the day of the first, whether it passed; blank for who left at once."""
    n = len(treated)
    table: Table = {}
    # Share of patients who have it, in treatment and control; further events of those who have.
    for term, rate, rate_control, further in (
        ("fever", 0.11, 0.03, 0.5),
        ("headache", 0.13, 0.04, 0.5),
        ("agitation", 0.04, 0.02, 0.2),
        ("pneumonia", 0.04, 0.06, 0.05),
    ):
        struck = random.random_sample(n) < np.where(treated, rate, rate_control)
        counts = np.where(struck, 1 + random.poisson(further, n), 0)
        days = random.randint(2, 60, n)
        passed = random.random_sample(n) < 0.92
        known = [gone > 1 for gone in out_at]
        table[f"ae_{term}"] = [
            int(count) if here else "" for count, here in zip(counts, known, strict=True)
        ]
        had = [bool(count) and here for count, here in zip(counts, known, strict=True)]
        table[f"ae_{term}_day"] = [
            int(day) if yes else "" for day, yes in zip(days, had, strict=True)
        ]
        table[f"ae_{term}_resolved"] = [
            int(over) if yes else "" for over, yes in zip(passed, had, strict=True)
        ]
    return table


def _doses_long(
    random: np.random.RandomState, treated: NDArray[np.bool_], out_at: Sequence[int]
) -> Table:
    """Three courses three months apart, fewer for who left; days of the first course's doses."""
    n = len(treated)
    # Courses begin in week 1, month 3 and month 6; index of the first visit without the patient.
    most = np.array([{1: 1, 2: 1, 3: 1, 4: 2}.get(gone, 3) for gone in out_at])
    courses = np.where(treated, np.minimum(most, np.where(random.random_sample(n) < 0.05, 2, 3)), 0)
    first = random.randint(1, 8, n)
    table: Table = {
        "nsc_doses": list(2 * courses),
        "msc_doses": list(2 * courses),
        "courses": list(courses),
    }
    for name, after in (
        ("nsc_day_1", 0),
        ("msc_day_1", 7),
        ("nsc_day_2", 14),
        ("msc_day_2", 21),
    ):
        table[name] = [
            int(day) + after if given else "" for day, given in zip(first, treated, strict=True)
        ]
    return table


# ----------------------------------------------------------------------------- the bad example

BAD_HEADERS = (
    "编号",
    "组别",
    "年龄",
    "性别",
    "治疗前NIHSS评分",
    "治疗后NIHSS评分",
    "治疗前BI",
    "治疗后BI",
    "VEGF治疗前",
    "VEGF治疗后",
)
# Line of the file (the header is line 1), column, what stands there.
BAD_CELLS = (
    (4, "治疗前NIHSS评分", "55"),  # above 42
    (6, "治疗后NIHSS评分", "7.5"),  # not whole
    (8, "治疗前BI", "103"),  # above 100
    (9, "治疗后BI", "42"),  # not in fives
    (11, "编号", "SYN-B003"),  # the same patient as line 4
    (13, "组别", ""),  # no arm
    (15, "治疗后NIHSS评分", "未查"),  # not done
    (17, "治疗前NIHSS评分", "12分"),  # a number with its unit
    (19, "VEGF治疗前", "<15.6"),  # below the limit of detection
    (20, "年龄", "63或64"),  # two numbers
    (22, "治疗前NIHSS评分", "-3"),  # below 0
    (24, "VEGF治疗后", "-12.4"),  # a concentration below 0
    (25, "治疗后NIHSS评分", ""),  # missing
    (26, "治疗前NIHSS评分", "0"),  # percent fall of nothing
)
BAD_BLANK_LINE = 28


def bad() -> Table:
    """Thirty lines with one fault each in BAD_CELLS, and a blank one."""
    random = np.random.RandomState(13)
    n = 30
    pre = draw_nihss(random, n)
    post = np.rint(pre * random.uniform(0.1, 0.9, n)).astype(np.int64)
    vegf = random.normal(204, 47, n)
    columns: list[list[object]] = [
        [f"SYN-B{i:03d}" for i in range(1, n + 1)],
        ["观察组" if i % 2 else "对照组" for i in range(n)],
        list(random.randint(45, 81, n)),
        ["男" if draw else "女" for draw in random.random_sample(n) < 0.6],
        list(pre),
        list(post),
        list(np.minimum(95, draw_barthel(random, pre, 82))),
        list(draw_barthel(random, post, 96)),
        decimals(vegf, 1),
        decimals(vegf + random.normal(70, 30, n), 1),
    ]
    table: Table = dict(zip(BAD_HEADERS, columns, strict=True))
    for line, column, cell in BAD_CELLS:
        table[column][line - 2] = cell
    for cells in table.values():
        cells[BAD_BLANK_LINE - 2] = ""
    return table


# -------------------------------------------------------------------------------------- writing


def to_bytes(table: Mapping[str, Sequence[object]], *, mark: bool = False) -> bytes:
    """CSV in UTF-8, with a byte order mark as Excel writes it if `mark`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*table.values(), strict=True))
    return text.getvalue().encode("utf-8-sig" if mark else "utf-8")


def files() -> dict[str, bytes]:
    """Every file that this script makes."""
    return {
        "synthetic_156.csv": to_bytes(synthetic_156()),
        "synthetic_zh.csv": to_bytes(synthetic_zh(), mark=True),
        "synthetic_long.csv": to_bytes(synthetic_long()),
        "bad.csv": to_bytes(bad(), mark=True),
    }


def main(folder: Path = HERE) -> None:
    """Write them."""
    for name, content in files().items():
        (folder / name).write_bytes(content)
        print(f"{folder / name}: {len(content):,} bytes")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
