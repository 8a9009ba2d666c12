"""Results that leave alone: an analysis in, rounded numbers with small counts withheld out."""
