"""Absences, exceptions and credits from a CSV file: what a row may hold, what it means beside
what is recorded already, and the spool that keeps the memory small."""
