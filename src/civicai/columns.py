"""Names of the columns that several use cases give back: the same word for the same thing.

The columns of what a town supplies stand in each use case's ``schema.py``; units and meanings are
in the glossary.
"""

# What a row is of, and when it was foreseen.
DATE = "date"
TIME = "time"
ISSUED_AT = "issued_at"
HORIZON = "horizon"

# What was foreseen, what the rules said, what came.
EXPECTED = "expected"
LOW = "low"
HIGH = "high"
COVERAGE = "coverage"
OBSERVED = "observed"
RULE = "rule"
NAIVE = "naive"

# Codes: see ``UseCase(codes=)``.
MODEL = "model"
METHOD = "method"
STATUS = "status"
LEVEL = "level"
WHY = "why"

# What the reader is told, and where it comes from.
REASON = "reason"
LINE = "line"
ROWS = "rows"
