"""What is asked of a cohort: settings of an analysis, its criterion, filters, plan, protocol."""
