"""Adverse events with their attributes, deaths and losses, by whatever tells them."""
