"""Several centres as one trial: each sends a summary of its patients, and no patient leaves."""
