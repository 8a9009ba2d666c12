"""The page Explore: its panel of choices, the numbers, ready questions, figures for the report."""
