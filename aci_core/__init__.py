"""Grading, statistics, tables and figures for acute cerebral infarction trials."""

__version__ = "0.2.0"
