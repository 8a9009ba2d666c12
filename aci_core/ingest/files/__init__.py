"""Bytes in, sheets of text out: file type, encoding, and readers in a child process."""
