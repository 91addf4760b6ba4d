"""What the page of a case shows: read in few statements, the same for today and for the past."""
