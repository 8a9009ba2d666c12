"""Report in, one web page out."""
