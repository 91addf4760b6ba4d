"""Search from scraps: what is kept for it, and how it is found (docs/search.md)."""
