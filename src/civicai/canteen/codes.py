"""The codes that stand in cells, and the words that a reader sees in their place."""

from __future__ import annotations

from civicai.i18n import N_

#: Why a row is set aside.
MISSING, ZERO, TYPING_ERROR = "missing", "zero", "typing_error"
WHY = {
    MISSING: N_("no meals given"),
    ZERO: N_("zero meals"),
    TYPING_ERROR: N_("probable typing error"),
}
#: Words of each code, by column.
CODES = {"why": WHY}
