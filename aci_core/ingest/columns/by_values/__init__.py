"""Columns told by what stands in them: the arm, the identifier, copies of an outcome."""
