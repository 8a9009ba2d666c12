"""Sharing: the dialog of the owner, and what a reader of a link sees."""
