"""Cells that stand for something: yes and no, a level, a code and its label, a missing value."""
