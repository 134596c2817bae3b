"""Which encoding a French text file is in, when nothing in it says so."""

from __future__ import annotations

import codecs
import re

from civicai.errors import Problem, TableError
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
_TWICE = re.compile(rb"\xc3\x83\xc2[\x80-\xbf]")
_COMMON = frozenset("éèêëàâäîïôöùûüçœ")
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
    if b"\x00" in content[:4000]:
        even, odd = content[:4000:2].count(0), content[1:4000:2].count(0)
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
        once = content.decode("utf-8-sig").encode("cp1252")
        once.decode("utf-8")
    except UnicodeError:
        return content, []
    message = _("the accents were encoded twice (“Ã©” for “é”): they were restored.")
    return once, [Problem(code="F08", message=message, file=name, severity="warning")]


def _lost_characters(content: bytes, name: str | None) -> list[Problem]:
    lost = "\ufffd".encode()
    if lost not in content:
        return []
    message = _("characters were lost before the file came here: they show as “\ufffd”.")
    return [
        Problem(
            code="F08",
            message=message,
            hint=_("Export the file again, as “CSV UTF-8”."),
            file=name,
            row=content.count(b"\n", 0, content.index(lost)) + 1,
            severity="warning",
            count=content.count(lost),
        )
    ]


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
    ranked = sorted(_LEGACY, key=lambda codec: -_plausibility(sample, codec))
    best, second = ranked[0], ranked[1]
    score, rival = _plausibility(sample, best), _plausibility(sample, second)
    if score <= 0:
        problem = Problem(
            code="F05",
            message=_("the encoding of the file is not recognised: its accents make no words."),
            hint=_("Save it again as “CSV UTF-8”, or give its encoding with encoding=."),
            file=name,
            value=next(iter(words)).decode(best, "replace"),
        )
        raise TableError(problem)
    likely, other = sample.decode(best), sample.decode(second, "replace")
    clear = score - rival >= sum(a != b for a, b in zip(likely, other, strict=True))
    enough = len(words) >= _PROOF or best in _USUAL
    sure = clear and enough and score >= 0.4 * sum(char >= "\x80" for char in likely)
    message = _("the file is not UTF-8: it was read as {encoding}.")
    hint = "" if sure else _("It could also be {other}: check the accents.")
    finding = Problem(
        code="F08",
        message=message.format(encoding=_NAMES[best]),
        hint=hint.format(other=_NAMES[second]),
        file=name,
        severity="note" if sure else "warning",
    )
    return best, [finding]


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
        score += _fitness(char, text[i - 1 : i], text[i + 1 : i + 2])
    return score


def _fitness(char: str, before: str, after: str) -> float:
    """Score one character by what stands beside it."""
    alone = not (before.isalnum() or after.isalnum())
    if alone and char.isalpha():
        return 0.5 if char in "àÀ" else -0.5
    if char in _COMMON:
        odd = before.isupper() or after.isupper() or before.isdigit() or after.isdigit()
        return -2 if odd and not (before.isupper() and after.islower()) else 1
    if char in _CAPITALS:
        odd = before.islower() or before.isdigit() or after.isdigit()
        return -2 if odd or (before.isalpha() and after.islower()) else 0.9
    if char in _JOINING:
        return 0.5
    if char in _QUOTES:
        odd = (char in "“«‘" and before.isalnum()) or (char in "”»" and after.isalnum())
        return -1 if odd else 0.3
    if char in _SIGNS:
        odd = after.isalpha() or (char == "½" and before.isalpha())
        return -2 if odd else 0.3 if alone else 0.2
    return -3
