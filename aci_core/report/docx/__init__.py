"""The report in Word: real headings, native tables of three lines, figures with their words."""
