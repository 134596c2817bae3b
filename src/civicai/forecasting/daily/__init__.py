"""Series of days: candidates, and one selection between them and the rule."""
