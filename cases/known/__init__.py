"""A case as it was known at an instant: the same page, read from what was recorded by then."""
