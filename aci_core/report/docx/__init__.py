"""Report in, Word file out: real headings, native tables of three lines, figures with captions."""
