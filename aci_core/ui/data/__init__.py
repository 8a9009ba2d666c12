"""The data page: upload, how the file was read, meaning of columns and values, issues."""
