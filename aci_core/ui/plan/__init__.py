"""The page Plan: its questions, what the file proposes, the lock and the deviations."""
