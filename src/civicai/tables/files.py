"""The door: bytes of a file, bounded, and what they really are whatever the name says."""

from __future__ import annotations

import errno
import gzip
import io
import os
import struct
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from civicai.errors import Problem, TableError
from civicai.i18n import N_, _, format_integer, translate

#: Bytes of a file, compressed or not, that are read at most.
MAX_BYTES = 200_000_000
MAX_ROWS = 2_000_000
MAX_COLUMNS = 500
#: Bytes of a line of text: one of half as many is never refused, one longer always is.
MAX_LINE = 2_000_000
#: Lines of a sheet, and bytes of a text, that are looked at to find the columns.
FIRST_LINES, _HEAD = 1000, 1_000_000

#: What the readers of archives raise on a damaged one.
DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, UnicodeDecodeError),
)

Source = str | os.PathLike[str] | IO[bytes] | IO[str]

_TROUBLES = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EEXIST: N_("something else has this name"),
    errno.EISDIR: N_("it is a folder, not a file"),
    errno.ENOTDIR: N_("its folder is not a folder"),
    errno.EACCES: N_("access is denied"),
    errno.EPERM: N_("access is denied"),
    errno.EROFS: N_("the disk can only be read"),
    errno.ENOSPC: N_("the disk is full"),
    errno.ENAMETOOLONG: N_("its name is too long"),
}
#: What DOS programs write after the last character of a text.
_DOS_END = b"\x1a"
_GZIP = b"\x1f\x8b"
_PARQUET, _ZIP, _OLE = b"PAR1", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXPORT = N_("Export the table as CSV or Excel, and give that file.")
_ARCHIVE = N_("Open the archive, and give the table that is inside.")
#: First bytes, what they are, what to do.
_STRANGERS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", N_("a PDF document"), _EXPORT),
    (b"\x89PNG", N_("a picture (PNG)"), _EXPORT),
    (b"\xff\xd8\xff", N_("a picture (JPEG)"), _EXPORT),
    (b"GIF8", N_("a picture (GIF)"), _EXPORT),
    (b"{\\rtf", N_("a text document (RTF)"), _EXPORT),
    (b"SQLite format 3", N_("a database (SQLite)"), _EXPORT),
    (b"7z\xbc\xaf", N_("an archive (7z)"), _ARCHIVE),
    (b"Rar!", N_("an archive (RAR)"), _ARCHIVE),
    (_GZIP, N_("an archive (gzip)"), _ARCHIVE),
    (b"BZh", N_("an archive (bzip2)"), _ARCHIVE),
    (b"\xfd7zXZ", N_("an archive (xz)"), _ARCHIVE),
)
_MARKUP: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"<!doctype html", b"<html", b"<table", b"<meta"), N_("a web page (HTML)")),
    ((b"<?xml", b"<workbook"), N_("an XML document")),
    ((b"{", b"[{", b"[\n", b"[\r"), N_("a JSON document")),
)


@dataclass(frozen=True)
class File:
    """A file's name, without its folder, its bytes and what they are."""

    name: str | None
    content: bytes
    form: str  # "csv", "workbook" or "parquet"


def open_file(source: Source) -> File:
    """Read a file or buffer, bounded, and tell its true form.

    Raises
    ------
    TableError
        If it cannot be opened, is empty, too large, or is no table.
    """
    name = _name(source)
    return _told(_content(source, name), name)


def open_head(source: Source) -> File:
    """Read what tells the columns of a file: the first lines of a text, the whole of any other.

    Raises
    ------
    TableError
        As :func:`open_file`, where the head of the file shows it.
    """
    name = _name(source)
    if isinstance(source, str | os.PathLike):
        content = file_head(source, _HEAD)
        if content.startswith((_PARQUET, _ZIP, _OLE)):
            return open_file(source)
    else:
        content = _content(source, name)
    file = _told(content, name)
    return replace(file, content=_whole_lines(file.content)) if file.form == "csv" else file


def _whole_lines(content: bytes) -> bytes:
    """Return the lines of a text that end within its head; all of it, if it is no longer."""
    if len(content) < _HEAD:
        return content
    end = max(content.rfind(mark, 0, _HEAD) for mark in (b"\n", b"\r")) + 1
    end += end % 2 * (b"\0" in content[:_HEAD])  # the characters of UTF-16 are whole too
    return content[: end or _HEAD]


def file_head(path: str | os.PathLike[str], size: int = 65_536) -> bytes:
    """Return the first bytes of a file, out of its compression where it is gzipped.

    Raises
    ------
    TableError
        If the file cannot be opened, or is damaged where it begins.
    """
    return _content(path, Path(path).name, size)


def _told(content: bytes, name: str | None) -> File:
    """Tell what a file is from its bytes, and refuse what is no table."""
    if not content.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise _refusal("F02", _("the file is empty."), _("Check that its export succeeded."), name)
    form = _form(content, name)
    if form == "csv":
        content = content.rstrip(_DOS_END)
        _check_lines(content, name)
    return File(name, content, form)


def _check_lines(content: bytes, name: str | None) -> None:
    """Refuse a line so long that cutting it into cells would fill the memory."""
    step = MAX_LINE // 2
    for start in range(0, len(content) - step, step):
        block = content[start : start + step]
        if b"\n" not in block and b"\r" not in block:
            message = _("a line of the file holds more than {size} MB.")
            message = message.format(size=format_integer(step // 1_000_000))
            raise _refusal("F04", message, _("Check that its export succeeded."), name)


def _refusal(code: str, message: str, hint: str, name: str | None) -> TableError:
    return TableError(Problem(code=code, message=message, hint=hint, file=name))


def _name(source: Any) -> str | None:
    if isinstance(source, str | os.PathLike):
        return Path(source).name
    name = getattr(source, "name", None)
    return Path(name).name if isinstance(name, str) else None


def _content(source: Source, name: str | None, most: int | None = None) -> bytes:
    """Return the bytes of a file out of its compression: the first ones, or else all of them."""
    if isinstance(source, str | os.PathLike):
        try:
            with open(source, "rb") as stream:
                zipped = stream.peek(2).startswith(_GZIP)
                return (_gunzip if zipped else _bounded)(stream, name, most)
        except OSError as error:
            message = _("the file cannot be opened: {why}.").format(why=file_trouble(error))
            raise _refusal("F01", message, _("Check its name and folder."), name) from error
    content = _bounded(source, name)
    return _gunzip(io.BytesIO(content), name) if content.startswith(_GZIP) else content


def _bounded(stream: IO[Any] | gzip.GzipFile, name: str | None, most: int | None = None) -> bytes:
    content = stream.read(MAX_BYTES + 1 if most is None else most)
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    if len(content) > MAX_BYTES:
        raise too_large(name)
    return bytes(content)


def _gunzip(stream: IO[Any], name: str | None, most: int | None = None) -> bytes:
    try:
        with gzip.GzipFile(fileobj=stream) as inside:
            return _bounded(inside, name, most)
    except DAMAGES as error:
        message = _("the compressed file is damaged or cut short.")
        raise _refusal("F03", message, _("Fetch or export it again."), name) from error


def file_trouble(error: OSError) -> str:
    """Say in the reader's language why a file cannot be opened or written.

    Examples
    --------
    >>> from civicai import i18n
    >>> with i18n.use("en"):
    ...     file_trouble(IsADirectoryError(errno.EISDIR, "Is a directory"))
    'it is a folder, not a file'
    """
    known = _TROUBLES.get(error.errno or 0)
    return translate(known) if known else str(error.strerror or error)


def too_large(name: str | None) -> TableError:
    """Return the error of a file that holds more bytes than :data:`MAX_BYTES`."""
    message = _("the file holds more than {size} MB.")
    message = message.format(size=format_integer(MAX_BYTES // 1_000_000))
    return _refusal("F04", message, _("Split it, by year for example."), name)


def too_many_rows(file: str | None) -> Problem:
    """Return the error of a table with more rows than :data:`MAX_ROWS`."""
    message = _("the table has more than {count} rows.").format(count=format_integer(MAX_ROWS))
    return Problem(code="F04", message=message, hint=_("Split it, by year for example."), file=file)


def too_many_columns(file: str | None, row: int) -> Problem:
    """Return the error of a table with too many columns."""
    message = _("the table has more than {count} columns.")
    return Problem(
        code="F04",
        message=message.format(count=format_integer(MAX_COLUMNS)),
        hint=_("Keep the columns that are needed."),
        file=file,
        row=row,
    )


def _form(content: bytes, name: str | None) -> str:
    if content.startswith(_PARQUET):
        return "parquet"
    if content.startswith(_ZIP):
        return _zip_form(content, name)
    if content.startswith(_OLE):
        return "workbook"
    for magic, what, hint in _STRANGERS:
        if content.startswith(magic):
            raise _not_a_table(what, hint, name)
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for openings, what in _MARKUP:
        if start.startswith(openings):
            raise _not_a_table(what, _EXPORT, name)
    return "csv"


def _zip_form(content: bytes, name: str | None) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = set(archive.namelist())
    except DAMAGES as error:
        message = _("the file is damaged or cut short.")
        raise _refusal("F03", message, _("Fetch or export it again."), name) from error
    if "xl/workbook.xml" in members:
        return "workbook"
    if "xl/workbook.bin" in members:
        raise _not_a_table(N_("a binary workbook (.xlsb)"), N_("Save it again as .xlsx."), name)
    if "content.xml" in members and b"opendocument.spreadsheet" in content[:200]:
        return "workbook"
    if any(member.startswith(("word/", "ppt/")) for member in members):
        raise _not_a_table(N_("a text document or a presentation"), _EXPORT, name)
    raise _not_a_table(N_("an archive (zip)"), _ARCHIVE, name)


def _not_a_table(what: str, hint: str, name: str | None) -> TableError:
    message = _("this is {what}, not a table.").format(what=translate(what))
    return _refusal("F03", message, translate(hint), name)
