"""A header in, its meaning out: measure, visit, unit, event, by rules."""
