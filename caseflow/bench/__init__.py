"""The reference set and the measurements on it; nothing here runs in production."""
