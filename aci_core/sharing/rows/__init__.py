"""Rows that leave: a cohort in, the study's columns without a person's cell out."""
