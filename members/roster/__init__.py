"""The department's roster as a CSV file: what it may hold, whom it means, what it changes."""
