"""Nasty files, each with what becomes of it: a cohort, or one error that says what to do.

    python -m tests.nasty FOLDER

writes them all. Each stands for something seen in a clinic, or sent by someone who means harm.
"""

from tests.nasty.clinics import CLINICS
from tests.nasty.hostile import HOSTILE
from tests.nasty.made import BASE, EIGHT, HEAD, PATIENTS, Nasty, book, coded, text
from tests.nasty.mixed import MIXED
from tests.nasty.usual import USUAL

__all__ = ["BASE", "CASES", "EIGHT", "HEAD", "PATIENTS", "Nasty", "book", "coded", "text"]

CASES: tuple[Nasty, ...] = (*USUAL, *CLINICS, *MIXED, *HOSTILE)
