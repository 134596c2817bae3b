"""Formats of others -> the tables of the canteen, one file a format: a new one is a new file."""
