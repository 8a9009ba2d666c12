"""The child process: bytes of a binary format in, sheets as CSV out.

`main` is started by its path, and imports neither pandas nor the rest of aci_core.
"""
