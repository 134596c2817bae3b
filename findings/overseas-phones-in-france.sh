#!/usr/bin/env bash
# Telephone numbers of the French overseas departments, read by phonenumbers with region "FR".
#
# Expected: "0262 20 12 34" is how the number is written and dialled in France, mainland or not, so
# that region FR reads it; or no overseas number is read with FR.
# Happens: neither. It becomes +33 262 20 12 34 where +262 262 20 12 34 is meant, and is not valid:
# PhoneNumberMatcher, whose default is to give valid numbers, does not see it in a text, nor the
# mobiles (0692). A landline of Martinique or of Mayotte, though, is "valid", as +33 596 and +33 269
# where the numbering plan has +596 596 and +262 269.
# Matters: a mask for personal data lets the numbers of Réunion and Guadeloupe through, and a call
# list holds numbers with a wrong prefix. Look for the ten digits that begin with 0 yourself, or try
# RE, GP, MQ, GF and YT as well.
#
# Version: phonenumberslite 9.0.42. Seen 2026-12-01, Python 3.11.
# Source: libphonenumber issues 1748 and 2113 (ranges overseas); libphonenumber-for-php issue 446
# (+33 692 is refused). The numbering plan is ARCEP's. The numbers below are made up.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check \
    phonenumberslite==9.0.42
cd "$work"
"$work/venv/bin/python" -I - <<'PYTHON'
import phonenumbers

numbers = {
    "02 40 41 00 00": ("mainland", "FR"),
    "0262 20 12 34": ("Réunion, landline", "RE"),
    "0692 12 34 56": ("Réunion, mobile", "RE"),
    "0590 81 12 34": ("Guadeloupe, landline", "GP"),
    "0596 71 12 34": ("Martinique, landline", "MQ"),
    "0269 61 12 34": ("Mayotte, landline", "YT"),
}
seen = {}
for written, (place, home) in numbers.items():
    row = [place]
    for region in ("FR", home):
        number = phonenumbers.parse(written, region)
        shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        row += [region, shown, phonenumbers.is_valid_number(number)]
    found = list(phonenumbers.PhoneNumberMatcher(f"Rappelez le {written} merci", "FR"))
    seen[place] = (row[2], row[3], row[5], bool(found))
    print(*row, "| found in a text:", bool(found))

assert seen["mainland"] == ("+33240410000", True, "+33240410000", True)
assert seen["Réunion, landline"] == ("+33262201234", False, "+262262201234", False)
assert seen["Réunion, mobile"] == ("+33692123456", False, "+262692123456", False)
assert seen["Guadeloupe, landline"][1:] == (False, "+590590811234", False)
assert seen["Martinique, landline"] == ("+33596711234", True, "+596596711234", True)
assert seen["Mayotte, landline"][:2] == ("+33269611234", True) and seen["Mayotte, landline"][3]
PYTHON
