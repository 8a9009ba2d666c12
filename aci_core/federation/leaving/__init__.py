"""A centre's patients -> the summary that may leave, beside what was sent before."""
