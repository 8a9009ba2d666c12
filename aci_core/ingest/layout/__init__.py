"""Sheets in, one table of text out: header, arm sections, rows of patients, joined sheets."""
