"""Public sets of questions, and what people do to their spelling."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd

LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: Parts of the confidence that the calibration error is averaged over.
BINS = 15


def clinc(folder: Path) -> dict[str, tuple[list[str], list[str]]]:
    """CLINC150 full: part -> questions and intents."""
    with gzip.open(folder / "clinc150_data_full.json.gz", "rt", encoding="utf-8") as stream:
        data = json.load(stream)
    return {name: tuple(map(list, zip(*rows, strict=True))) for name, rows in data.items()}


def banking(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """BANKING77: training, test, and the published ten questions a topic."""
    few = pd.read_csv(
        folder / "banking77_train_10shot.tsv.gz", sep="\t", names=["category", "text"]
    )
    train, test = (pd.read_csv(folder / f"banking77_{n}.csv.gz") for n in ("train", "test"))
    return train, test, few


def mistyped(texts: list[str], rate: float = 0.1, seed: int = 5) -> list[str]:
    """One character in ten is deleted, replaced, followed by another, or swapped with the last."""
    rng = np.random.default_rng(seed)
    return [_mistype(text, rate, rng) for text in texts]


def _mistype(text: str, rate: float, rng: np.random.Generator) -> str:
    out: list[str] = []
    for letter in text:
        kind = rng.integers(4) if rng.random() < rate else -1
        other = LETTERS[rng.integers(26)]
        if kind == 0:
            continue
        if kind == 1:
            out.append(other)
        elif kind == 2:
            out += [letter, other]
        elif kind == 3:
            out.insert(max(len(out) - 1, 0), letter)
        else:
            out.append(letter)
    return "".join(out)


#: How some words are written on a telephone; those that civicai knows are not looked at here.
TELEPHONE = {
    "comment": "cmt", "pour": "pr", "quand": "qd", "quelle": "kelle", "quels": "kels",
    "quelles": "kelles", "quel": "kel", "dans": "ds", "est-ce que": "esk", "qui": "ki",
    "qu'est-ce que": "keske", "que": "ke", "vous": "vs", "nous": "ns", "avec": "av",
    "combien": "cb", "sans": "ss", "est": "e", "et": "é",
}  # fmt: skip


def texted(texts: list[str]) -> list[str]:
    """French as on a telephone: short forms, no accents, apostrophes or silent endings."""
    return [_text(text) for text in texts]


def _text(text: str) -> str:
    text = text.lower().replace("’", "'")
    for word, short in TELEPHONE.items():
        text = re.sub(rf"\b{word}\b", short, text)
    apart = unicodedata.normalize("NFKD", text)
    text = "".join(letter for letter in apart if not unicodedata.combining(letter))
    text = re.sub(r"qu(?=[eio'])", "k", text)
    text = re.sub(r"(\w{4,})(?:es|e|s)\b", r"\1", text)
    return text.replace("'", "").replace("?", "")


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Return the expected calibration error over fifteen equal parts of the confidence."""
    part = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        abs(confidence[part == n].mean() - right[part == n].mean()) * (part == n).mean()
        for n in np.unique(part)
    ]
    return float(np.sum(gaps))
