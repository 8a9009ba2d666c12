"""The same numbers again: a script, what it was made of, and a check in R."""
