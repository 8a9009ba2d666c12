"""Several values in a cell in, a value a cell out: pairs, lists of events."""
