"""Several rows a patient in, one out: by visit, by event, or by what does not vary."""
