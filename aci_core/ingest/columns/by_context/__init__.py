"""Columns told by those beside them: pairs, running numbers, later times, events, baselines."""
