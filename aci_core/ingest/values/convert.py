"""Convert cells to a typed column (number, flag or characteristic), and report what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from aci_core.domain.schema import Kind, Measure
from aci_core.domain.schema.aliases import compact, words
from aci_core.ingest.cells import Cells, Floats, Mask, Parsed, parse
from aci_core.ingest.issues import Issues
from aci_core.ingest.values.codes import code_labels, missing_codes, yes_no
from aci_core.ingest.values.codes.categories import MAX_CODES, category
from aci_core.ingest.values.events.fates import fate_of
from aci_core.ingest.values.numbers import units
from aci_core.ingest.values.numbers.limits import ABOVE, BELOW, censored_cells
from aci_core.ingest.values.numbers.number_parsing import (
    NumberRule,
    ParsedTexts,
    looks_numeric,
    parse_texts,
)
from aci_core.ingest.values.numbers.plausibility import (
    Finding,
    check_counts,
    check_scale,
    one_higher,
    snap_to_steps,
)
from aci_core.ingest.values.numbers.units import Conversion
from aci_core.ingest.values.typed_column import Typed, all_missing, report_missing, report_other

_NUMERIC_SHARE = 0.9
_SAMPLE = 2000
_SHOWN = 5
# A header that names a score: in capitals, or by a word.
_SCORE = re.compile(r"^[A-Z]{3,}|(?:评分|量表|(?i:score))$")
_TENS = 9  # one digit off the steps is a score of another scale
_AS_WRITTEN = Conversion()
_ANY = NumberRule()
# Impossible values; 999 is a code for a missing one.
_LIMITS = {"age": Measure("age", low=0, high=120)}


def measured(
    cells: Cells,
    measure: Measure,
    header: str,
    issues: Issues,
    conversion: Conversion = _AS_WRITTEN,
) -> Typed:
    """Convert a measure's column to numbers on its scale.

    Parameters
    ----------
    cells : Cells
    measure : Measure
    header : str
        For the issues.
    issues : Issues
    conversion : Conversion
        From the written unit to the measure's own.
    """
    rule = units.measure_rule(measure, conversion.factor)
    parsed = _parse(cells)
    understood = parse_texts(cells, parsed, rule)
    if not conversion.reduction:
        understood = replace(understood, values=snap_to_steps(understood.values, measure))
    limits = None if conversion.reduction else measure
    higher = None if conversion.reduction else one_higher(understood.values, cells.counts, measure)
    if higher is None:
        understood = _without_codes(
            cells, parsed, understood, limits, header, issues, signed=conversion.reduction
        )
    values = understood.values
    # A reduction has no scale: the resulting score is checked later.
    findings = () if conversion.reduction else tuple(check_scale(values, measure))
    old = conversion.is_barthel_20 or (
        not conversion.known and units.is_barthel_20(values, measure)
    )
    if old:
        issues.add("barthel_20", "error", header)
        findings = ()
    if higher is not None:
        issues.add("scale_one_higher", "error", header, value=f"{higher:g}", low=f"{measure.low:g}")
        findings = ()
    fate = _report_fates(cells, understood.other, header, issues)
    understood = replace(understood, other=understood.other & ~fate)
    typed = _numbers(cells, parsed.missing, understood, findings, header, issues)
    return replace(typed, stopped=typed.stopped or old or higher is not None)


def _report_fates(cells: Cells, other: Mask, header: str, issues: Issues) -> Mask:
    """Which texts say that the patient has died or was lost: neither scores nor errors.

    What becomes of them is for the whole file to say: `fates.settle_fates`.
    """
    mask = np.zeros(len(other), dtype=bool)
    for i in np.flatnonzero(other & (cells.counts > 0))[:_SAMPLE]:
        text = cells.distinct[int(i)].as_py()
        fate = fate_of(text)
        if fate is not None:
            mask[i] = True
            own = issues.fates.setdefault(header, {})
            own |= {int(at): (fate, text) for at in np.flatnonzero(cells.codes == i)}
    return mask


def plain_number(
    cells: Cells,
    header: str,
    issues: Issues,
    rule: NumberRule = _ANY,
    limits: Measure | None = None,
) -> Typed:
    """Convert numbers without a scale: a dose's or event's day, a numeric covariate."""
    parsed = _parse(cells)
    understood = parse_texts(cells, parsed, rule)
    understood = _without_codes(cells, parsed, understood, limits, header, issues)
    findings = () if limits is None else tuple(check_scale(understood.values, limits))
    return _numbers(cells, parsed.missing, understood, findings, header, issues)


def _parse(cells: Cells) -> Parsed:
    """The texts as numbers; a code whose label says so is a missing value: 9_unknown."""
    parsed = parse(cells)
    others = np.flatnonzero(parsed.other)[:_SAMPLE]
    if not others.size:
        return parsed
    missing = parsed.missing.copy()
    missing[others] = [code_labels.label_missing(cells.distinct[i].as_py()) for i in others]
    return replace(parsed, missing=missing, other=parsed.other & ~missing)


def _without_codes(
    cells: Cells,
    parsed: Parsed,
    understood: ParsedTexts,
    limits: Measure | None,
    header: str,
    issues: Issues,
    *,
    signed: bool = False,
) -> ParsedTexts:
    """The numbers without codes for a missing value off their scale; others are asked about."""
    values = understood.values
    if not missing_codes.is_usual(parsed.values).any():
        return understood
    if limits is not None:
        off = _off_scale(values, limits)
        codes = missing_codes.read_as_missing(cells, parsed.values, off, header, issues)
        values = np.where(codes, np.nan, values)
    if limits is None or limits.low is None or limits.high is None:
        written = np.where(np.isnan(values), np.nan, parsed.values)
        missing_codes.report_suspects(cells, written, values, header, issues, signed=signed)
    return replace(understood, values=values)


def _off_scale(values: Floats, measure: Measure) -> Mask:
    """Numbers out of range; off the steps too, if nothing but codes is: 99 of an index in fives."""
    off = np.zeros(len(values), dtype=bool)
    for finding in check_scale(values, measure):
        broken = values[finding.broken]
        only_codes = bool((missing_codes.is_usual(broken) & (broken > _TENS)).all())
        if finding.code.endswith("_range") or only_codes:
            off |= finding.broken
    return off


def _numbers(
    cells: Cells,
    missing: Mask,
    understood: ParsedTexts,
    findings: Iterable[Finding],
    header: str,
    issues: Issues,
) -> Typed:
    spread = understood.spread
    report_other(cells, understood.other & ~spread, "not_a_number", header, issues)
    report_other(cells, spread, "mean_and_sd", header, issues)
    _report_findings(cells, findings, header, issues)
    understood.report(cells, header, issues)
    report_missing(cells, missing, header, issues)
    column = cells.spread(understood.values)
    return Typed(
        column,
        Kind.NUMBER,
        stopped=all_missing(column, header, issues),
        censored=censored_cells(cells, understood.uses, column),
    )


def _report_findings(
    cells: Cells, findings: Iterable[Finding], header: str, issues: Issues
) -> bool:
    """Add an issue for each cell with a finding; whether there is any.

    They stay in the column until the whole file is read: `impossible.empty_impossible`.
    """
    any_found = False
    for finding in findings:
        places = cells.places_of(finding.broken)
        if places.size:
            any_found = True
            issues.add_cells(finding.code, "error", header, places, cells.text_at, **finding.facts)
    return any_found


def flag(cells: Cells, vocabulary: str, header: str, issues: Issues, *, counts: bool) -> Typed:
    """Convert yes and no to 1 and 0; with `counts`, counts of events too."""
    parsed = _parse(cells)
    numbers, values = parsed.values, parsed.values.copy()
    # A column of very many texts has no words for yes and no.
    by_label = np.zeros(len(values), dtype=bool)
    graded: list[str] = []
    for i, written in enumerate(cells.texts if len(values) <= _SAMPLE else ()):
        word = code_labels.canonical_of_cell(vocabulary, written)
        if counts and word is None and (word := yes_no.by_severity(written)) == "yes":
            graded.append(written)
        values[i] = {"yes": 1.0, "no": 0.0}.get(word or "", values[i])
        by_label[i] = code_labels.has_label(vocabulary, written)
    missing = parsed.missing & np.isnan(values)
    if graded:
        issues.add("event_by_severity", "info", header, value=", ".join(graded[:_SHOWN]))
    code_labels.report(cells, by_label, header, issues)
    off = values < 0 if counts else ~np.isin(values, (0.0, 1.0)) & ~np.isnan(values)
    codes = missing_codes.read_as_missing(cells, numbers, off, header, issues)
    values[codes] = np.nan
    missing |= codes
    if counts:
        missing_codes.report_suspect_levels(cells, values, header, issues)
    fate = vocabulary in ("died", "lost")
    if code := yes_no.ambiguity(cells, numbers, missing, counts=counts, fate=fate):
        issues.add(code, "error", header)
        return Typed(np.full(len(cells.codes), np.nan), Kind.NUMBER, stopped=True)
    other = np.isnan(values) & ~missing
    if not counts:
        other |= ~np.isin(values, (0.0, 1.0)) & ~missing
        values[other] = np.nan
    broken = report_other(cells, other, "not_yes_no", header, issues)
    broken = _report_findings(cells, check_counts(values), header, issues) or broken
    report_missing(cells, missing & ~codes, header, issues)
    if counts and not broken and yes_no.only_yes(cells, values, missing):
        issues.add("only_yes", "warning", header)
    column = cells.spread(values)
    return Typed(column, Kind.NUMBER, stopped=all_missing(column, header, issues))


def covariate(
    cells: Cells, name: str, header: str, issues: Issues, wanted: str | None = None
) -> Typed:
    """Convert a baseline characteristic to a number or a category.

    Parameters
    ----------
    cells : Cells
    name : str
        Canonical name: some are known as numbers, or as yes or no.
    header : str
    issues : Issues
    wanted : str, optional
        ``categorical`` or ``continuous``, if declared by the mapping.

    Notes
    -----
    A category is text, a truth value, or at most 5 distinct whole numbers. Where nine
    cells of ten are numbers, the column is one of numbers and the others are errors.
    """
    table = words()
    if wanted is None and name in table.graded:
        wanted = "categorical"
    rule = units.unscaled_rule(name)
    if names := _names(header):
        rule = replace(rule, names=names)
    known = wanted is None and name in table.numbers and not _in_groups(cells, rule)
    if wanted == "continuous" or known:
        return plain_number(cells, header, issues, rule, _LIMITS.get(name))
    if wanted is None and mostly_numbers(cells, rule):
        parsed = _parse(cells)
        understood = parse_texts(cells, parsed, rule)
        used = np.unique(understood.values[~np.isnan(understood.values) & (cells.counts > 0)])
        if not (used.size <= MAX_CODES and (used == np.floor(used)).all()):
            understood = _without_codes(cells, parsed, understood, None, header, issues)
            return _numbers(cells, parsed.missing, understood, (), header, issues)
    return category(cells, name, header, issues, free=wanted == "categorical")


def _in_groups(cells: Cells, rule: NumberRule) -> bool:
    """Whether a column of times holds groups, of which a limit is one: <6h, 6-24h, >24h."""
    parsed = _parse(cells)
    understood = parse_texts(cells, parsed, rule)
    if not understood.uses.keys() & {BELOW, ABOVE}:
        return False
    sure = ~np.isnan(understood.values) & ~understood.weak()
    return 2 * int(cells.counts[sure].sum()) < cells.filled


def _names(header: str) -> tuple[str, ...]:
    """How cells may name a score before its number: GCS 15 under GCS or GCS评分; never ward 3."""
    if not _SCORE.search(header):
        return ()
    key = compact(header)
    names = {key, *(key.removesuffix(end) for end in ("评分", "score"))}
    return tuple(sorted((name for name in names if name), key=lambda name: -len(name)))


def exposure(cells: Cells, header: str, issues: Issues, wanted: str | None = None) -> Typed:
    """Convert what was given: numbers where they are, else words.

    Parameters
    ----------
    cells : Cells
    header : str
    issues : Issues
    wanted : str, optional
        ``categorical`` or ``continuous``, if declared by the mapping.
    """
    rule = units.exposure_rule()
    if wanted == "continuous" or (wanted is None and mostly_numbers(cells, rule)):
        return plain_number(cells, header, issues, rule)
    return category(cells, header, header, issues, free=wanted == "categorical")


def mostly_numbers(cells: Cells, rule: NumberRule = _ANY) -> bool:
    """Whether at least nine of ten filled cells are numbers; a sample is checked first."""
    if len(cells.distinct) > _SAMPLE:
        sample = cells.distinct[:: len(cells.distinct) // _SAMPLE].to_pylist()
        if sum(looks_numeric(t, rule) for t in sample) < 0.5 * len(sample):
            return False
    parsed = _parse(cells)
    understood = parse_texts(cells, parsed, rule)
    numeric = ~parsed.missing & ~understood.other
    filled = max(1, cells.filled - int(cells.counts[parsed.missing].sum()))
    # Texts with a sign (1+, <6h) are numbers among plain numbers, else words of a category.
    sure = int(cells.counts[numeric & ~understood.weak()].sum())
    return int(cells.counts[numeric].sum()) >= _NUMERIC_SHARE * filled and 2 * sure >= filled
