"""Who each patient is: identifiers, copies of a row, one patient in both arms."""
