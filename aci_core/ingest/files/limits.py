"""Size limits of a file."""

MAX_BYTES = 200 * 1024 * 1024
MAX_ROWS = 2_000_000
MAX_COLUMNS = 1_000
MAX_CELL = 32_767  # as a spreadsheet has it
MAX_ROW_BYTES = 8 * 1024 * 1024  # the block size of the reader
