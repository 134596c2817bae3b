"""Which encoding a French text file is in, when nothing in it says so."""

from __future__ import annotations

import codecs
import re

from civicai.errors import Problem, TableError, note, warning
from civicai.i18n import _

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Encodings of one byte a character that French offices use or used, the likeliest first.
_LEGACY = ("cp1252", "iso8859-15", "mac_roman", "cp850")
_USUAL = _LEGACY[:2]
#: Different words with accents that prove an encoding which is not a usual one.
_PROOF = 5
_NAMES = {
    "cp1252": "Windows-1252",
    "iso8859-15": "ISO-8859-15",
    "mac_roman": "MacRoman",
    "cp850": "DOS (cp850)",
}

_WORD = re.compile(rb"[0-9A-Za-z\x80-\xff]*[\x80-\xff][0-9A-Za-z\x80-\xff]*")
_WORDS_READ = 5000
_UTF8_PAIR = re.compile(rb"[\xc3\xc5][\x80-\xbf]|\xe2[\x80-\x82][\x80-\xbf]")
#: What Windows-1252 makes of the first byte of an accent, a ligature or a quotation mark in UTF-8
#: ("Ã", "Â", "Å", "â"), before what it makes of the next.
_TWICE = re.compile(
    rb"\xc3[\x82\x83\x85\xa2]"
    rb"(?:\xc2[\x80-\xbf]|\xc5[\x92-\xbe]|\xc6\x92|\xcb[\x86\x9c]|\xe2[\x80-\x84][\x80-\xbf])"
)
#: Windows-1252 with the five bytes that it leaves without a character, as Windows writes them.
_TO_BYTES = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_COMMON = frozenset("éèêëàâäîïôöùûüçœÿ")
#: Letters that stand in few French words, and those that always stand beside another vowel.
_RARE, _BESIDE_VOWEL = frozenset("äöüÄÖÜ"), frozenset("ëïÿù")
#: Capitals that begin names.
_INITIALS = frozenset("ÉÎŒ")
_VOWELS = frozenset("aeiouyéAEIOUYÉ")
_CAPITALS = frozenset("ÉÈÊËÀÂÄÎÏÔÖÙÛÜÇŒ")
#: Signs that stand beside letters and digits in French text.
_JOINING = frozenset("’°²³€\xa0·µ")
_QUOTES = frozenset("‘“”«»")
_SIGNS = frozenset("–—…•½")


def find_encoding(content: bytes, name: str | None) -> tuple[str, list[Problem]]:
    """Return the codec of a text file, with a finding when it had to be told from its bytes.

    A byte-order mark is believed first, then strict UTF-8; else the encoding is the one whose
    words look French.

    Raises
    ------
    TableError
        If the file mixes encodings, or none gives plausible text.
    """
    for mark, codec in _BOMS:
        if content.startswith(mark):
            return _checked(content, codec, name), []
    nul = content.find(b"\x00")
    if nul >= 0:
        even, odd = content[:4000:2].count(0), content[1:4000:2].count(0)
        if max(even, odd) * 4 < len(content[:4000:2]):
            raise _damaged(content, nul, name)
        return _checked(content, "utf-16-le" if odd > even else "utf-16-be", name), []
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        pairs = len(_UTF8_PAIR.findall(content))
        if pairs and pairs >= content.decode("utf-8", "replace").count("\ufffd"):
            raise _mixed(content, error.start, name) from error
        return _legacy(content, name)
    return "utf-8", _lost_characters(content, name)


def repair_double_encoding(content: bytes, name: str | None) -> tuple[bytes, list[Problem]]:
    """Undo UTF-8 that was taken for Windows-1252 and encoded again ("Ã©" for "é").

    Only where the whole file comes back: that cannot happen by chance.
    """
    if _TWICE.search(content) is None:
        return content, []
    try:
        once = content.decode("utf-8-sig").translate(_TO_BYTES).encode("latin-1")
        once.decode("utf-8")
    except UnicodeError:
        return content, []
    message = _("the accents were encoded twice (“Ã©” for “é”): they were restored.")
    return once, [warning("F08", message, file=name)]


def _lost_characters(content: bytes, name: str | None) -> list[Problem]:
    lost = "\ufffd".encode()
    if lost not in content:
        return []
    message = _("characters were lost before the file came here: they show as “\ufffd”.")
    hint = _("Export the file again, as “CSV UTF-8”.")
    row = content.count(b"\n", 0, content.index(lost)) + 1
    return [warning("F08", message, hint, file=name, row=row, count=content.count(lost))]


def check_encoding(content: bytes, encoding: str, name: str | None) -> str:
    """Return the encoding that the caller imposes, once it has proved to decode the file."""
    try:
        codec = codecs.lookup(encoding).name
    except LookupError as error:
        problem = Problem(
            code="F05",
            message=_("there is no encoding “{encoding}”.").format(encoding=encoding),
            hint=_('Write for example encoding="utf-8" or encoding="cp1252".'),
            file=name,
        )
        raise TableError(problem) from error
    if codec == "utf-8" and content.startswith(codecs.BOM_UTF8):
        codec = "utf-8-sig"
    return _checked(content, codec, name)


def _checked(content: bytes, codec: str, name: str | None) -> str:
    try:
        content.decode(codec)
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        message = _("the file is not written in {encoding}.")
        problem = Problem(
            code="F05",
            message=message.format(encoding=codec.removesuffix("-sig").upper()),
            hint=_("Save it again as “CSV UTF-8”, or give its encoding with encoding=."),
            file=name,
            row=content.count(b"\n", 0, start) + 1,
        )
        raise TableError(problem) from error
    return codec


def _damaged(content: bytes, start: int, name: str | None) -> TableError:
    return TableError(
        Problem(
            code="F03",
            message=_("the file is no text: this line holds a byte of zero."),
            hint=_("Fetch or export it again."),
            file=name,
            row=content.count(b"\n", 0, start) + 1,
        )
    )


def _mixed(content: bytes, start: int, name: str | None) -> TableError:
    return TableError(
        Problem(
            code="F05",
            message=_("the file mixes two encodings: most of it is UTF-8, this line is not."),
            hint=_("Save it again as “CSV UTF-8”, or correct the accents of this line."),
            file=name,
            row=content.count(b"\n", 0, start) + 1,
        )
    )


def _legacy(content: bytes, name: str | None) -> tuple[str, list[Problem]]:
    words: dict[bytes, None] = {}
    for match in _WORD.finditer(content):
        words[match[0]] = None
        if len(words) == _WORDS_READ:
            break
    sample = b" ".join(words)
    scores = {codec: _plausibility(sample, codec) for codec in _LEGACY}
    ranked = sorted(_LEGACY, key=lambda codec: -scores[codec])
    best = ranked[0]
    likely = sample.decode(best, "replace")
    second = next((c for c in ranked if sample.decode(c, "replace") != likely), ranked[1])
    score, rival = scores[best], scores[second]
    if score <= 0:
        problem = Problem(
            code="F05",
            message=_("the encoding of the file is not recognised: its accents make no words."),
            hint=_("Save it again as “CSV UTF-8”, or give its encoding with encoding=."),
            file=name,
            value=next(iter(words)).decode(best, "replace"),
        )
        raise TableError(problem)
    other = sample.decode(second, "replace")
    clear = score - rival >= sum(a != b for a, b in zip(likely, other, strict=True))
    enough = len(words) >= _PROOF or best in _USUAL
    sure = clear and enough and score >= 0.4 * sum(char >= "\x80" for char in likely)
    message = _("the file is not UTF-8: it was read as {encoding}.")
    text = message.format(encoding=_NAMES[best])
    if sure:
        return best, [note("F08", text, file=name)]
    hint = _other_reading(likely, other, _NAMES[second])
    return best, [warning("F08", text, hint, file=name)]


def _other_reading(likely: str, other: str, encoding: str) -> str:
    """Show the first word that the two likeliest encodings read otherwise."""
    for word, instead in zip(likely.split(" "), other.split(" "), strict=True):
        if word != instead:
            hint = _("If “{instead}” is right and not “{word}”, the file is in {other}.")
            return hint.format(instead=instead, word=word, other=encoding)
    return ""


def _plausibility(sample: bytes, codec: str) -> float:
    """Score how French a text looks in an encoding, by its characters outside ASCII."""
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError:
        return float("-inf")
    score = 0.0
    for i, char in enumerate(text):
        if char < "\x80":
            continue
        before = text[max(i - 2, 0) : i]
        if char.islower() and before[-1:].isupper() and not before[:-1].isalnum():
            before = before.lower()  # the capital of a name
        score += _fitness(char, before[-1:], text[i + 1 : i + 2])
    return score


def _fitness(char: str, before: str, after: str) -> float:
    """Score one character by what stands beside it."""
    alone = not (before.isalnum() or after.isalnum())
    if alone and char.isalpha():
        return 0.5 if char in "àÀ" else -0.5
    if char in _COMMON:
        odd = before.isupper() or after.isupper() or before.isdecimal() or after.isdecimal()
        return -2 if odd else _letter_fitness(char, before, after)
    if char in _CAPITALS:
        odd = before.islower() or before.isdecimal() or after.isdecimal()
        if odd or (before.isalpha() and after.islower()):
            return -2
        if char in _RARE:
            return 0.6
        return 1.05 if after.islower() and char in _INITIALS else 0.9
    if char == "\xa0" and (before.isalpha() or after.isalpha()):
        return 0.1
    if char in _JOINING:
        return 0.5
    if char in _QUOTES:
        odd = (char in "“«‘" and before.isalnum()) or (char in "”»" and after.isalnum())
        return -1 if odd else 0.3
    if char in _SIGNS:
        odd = after.isalpha() or (char == "½" and before.isalpha())
        return -2 if odd else 0.3 if alone else 0.2
    return -3


def _letter_fitness(char: str, before: str, after: str) -> float:
    """Score a small letter with an accent by its neighbours, in a place where one may stand."""
    if char in _RARE or (char == "à" and after.isalpha()):
        return 0.6
    if char in _BESIDE_VOWEL:
        return 1.1 if before in _VOWELS or after in _VOWELS else 0
    return 1
