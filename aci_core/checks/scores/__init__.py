"""Checks of scores and grades: unpaired, contradicting each other, at the end of their scale."""
