"""Data sets of Opendatasoft's portals, such as Nantes's, exported or asked for as JSON.

Their CSV needs no reader of its own: their columns are other names of ours.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from civicai.canteen.sources.json_records import looks_like_records, read_records
from civicai.usecase import Format

#: A list of records, or one that the portal wraps with their number.
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(\[\s*\{|\{\s*\"(total_count|nhits)\")")


def sniff(name: str, head: bytes) -> bool:
    """Tell whether a file is JSON of such a portal.

    Examples
    --------
    >>> sniff("convives.json", b'[{"site_nom": "LINOT", "date": "2018-09-03", "reel": 118}]')
    True
    >>> sniff("convives.json", b'{"total_count": 1, "results": [{"site_nom": "LINOT"}]}')
    True
    >>> sniff("convives.csv", b"site_nom;date;reel")
    False
    """
    return looks_like_records(head) and _START.match(head) is not None


def read(path: Path) -> pd.DataFrame:
    """Read the records, their fields under the portal's own names.

    Parameters
    ----------
    path : Path
        An export, an answer of the records' service (``results``), or one of its first version
        (``records``, each with its ``fields``).

    Raises
    ------
    ValueError
        If there is no list of records.
    """
    return pd.json_normalize(read_records(path))


FORMAT = Format("Opendatasoft", sniff, read)
