"""Scripts that run in a child, in the place of a submission or before it; the grader reads them as data."""
