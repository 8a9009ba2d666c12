"""The page of the report: its options, its preview, its files."""
