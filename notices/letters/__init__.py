"""The letters: one module a kind, each with the frozen values that may stand in it."""
