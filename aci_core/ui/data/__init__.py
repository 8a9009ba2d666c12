"""The page of data: upload, how the file was read, and what stands behind its first sight."""
