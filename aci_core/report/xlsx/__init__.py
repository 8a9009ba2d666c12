"""Report in, workbook out."""
