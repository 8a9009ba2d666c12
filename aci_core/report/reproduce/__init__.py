"""Report in, scripts out that make its numbers again: in Python, and a check in R."""
