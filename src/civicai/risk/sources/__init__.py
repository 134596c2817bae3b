"""Real formats of gauge readings -> the table of readings, one file a format."""
