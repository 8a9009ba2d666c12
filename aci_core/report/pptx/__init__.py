"""Report in, slides out: charts and tables can be edited."""
