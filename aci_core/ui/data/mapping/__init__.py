"""What columns, cells, visits and scores mean, where the user says otherwise."""
