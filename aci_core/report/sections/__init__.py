"""Sections of the report: Results in, paragraphs with numbered tables and figures out."""
