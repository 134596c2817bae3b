"""Series of instants on a grid: candidates, and one selection between them and the rule."""
