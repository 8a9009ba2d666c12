"""Registry of methods: a method's name in; its formula, sources, function and checks out."""

from aci_core.methods.golden import CaseResult, GoldenCase, cases, run_case, run_cases
from aci_core.methods.registry import (
    METHODS,
    QUESTIONS,
    REFERENCES,
    Method,
    Reference,
    method,
    methods_of,
)

__all__ = [
    "METHODS",
    "QUESTIONS",
    "REFERENCES",
    "CaseResult",
    "GoldenCase",
    "Method",
    "Reference",
    "cases",
    "method",
    "methods_of",
    "run_case",
    "run_cases",
]
