"""The file as a grid, and the cell that is chosen in it."""
