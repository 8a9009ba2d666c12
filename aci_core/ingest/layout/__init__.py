"""Sheets in, one table of text out: header, sections of arms, rows of patients, joined sheets."""
