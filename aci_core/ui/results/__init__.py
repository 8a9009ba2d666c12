"""Pages of results: headline numbers, cards, selected patients, report, methods."""
