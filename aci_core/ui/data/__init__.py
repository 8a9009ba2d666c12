"""The page of data: upload, how the file was read, what each column means, what to mend."""
