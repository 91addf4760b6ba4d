"""Sentences for the timeline; filled below."""
