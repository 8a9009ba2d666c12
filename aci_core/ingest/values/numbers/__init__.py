"""Text of cells in, numbers out: parsed, in the measure's unit, held against its scale."""
