"""Counts as counters and portals publish them -> the table of counts: one file a format."""
