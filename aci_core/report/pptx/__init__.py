"""The report as slides with charts and tables that can be edited."""
