"""Patients of the results: those selected as a list, and the page of one."""
