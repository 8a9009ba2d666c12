"""Text of cells in, typed values out: numbers, yes and no, categories, units, dates."""
