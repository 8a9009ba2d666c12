"""Checks of what the columns hold: outliers, limits, codes, doses, ages, levels, gaps."""
