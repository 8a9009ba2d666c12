"""Rows of CDISC and REDCap in, a row a patient or a visit out."""
