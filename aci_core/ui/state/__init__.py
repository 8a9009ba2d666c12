"""The session: what is loaded, what was chosen, the address, results made once; draws nothing."""
