"""Sharing: the owner's dialog, and what a reader of a link sees."""
