"""The recogniser's parts for spaCy: a tokeniser that makes every character a token, and the embedding of its features.

The only module of the package, with ``recogniser``, that imports spaCy.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate, list2ragged, ragged2list, with_array

from kg.annotate.features import COLUMNS, features

_hashes: tuple[dict[str, int], ...] = tuple({} for _ in COLUMNS)


class CharacterTokenizer:
    """Every code point is a token, white space too, so that token and character offsets are the same."""

    def __init__(self, vocab: Vocab) -> None:
        """Keep the vocabulary that the documents will share."""
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return a document whose token ``i`` is ``text[i]``."""
        return Doc(self.vocab, words=list(text), spaces=[False] * len(text))

    def to_bytes(self, **_: Any) -> bytes:
        """Return nothing: there is no state."""
        return b""

    def from_bytes(self, _data: bytes, **_kw: Any) -> "CharacterTokenizer":
        """Return itself: there is no state."""
        return self

    def to_disk(self, _path: Any, **_kw: Any) -> None:
        """Write nothing: there is no state."""

    def from_disk(self, _path: Any, **_kw: Any) -> "CharacterTokenizer":
        """Return itself: there is no state."""
        return self


@registry.tokenizers("kg.Characters.v1")
def make_tokenizer() -> Callable[[Language], CharacterTokenizer]:
    """Make the tokeniser of a pipeline."""
    return lambda nlp: CharacterTokenizer(nlp.vocab)


def hashed(text: str) -> Any:
    """Return the hashes of a text's features, one row a character."""
    made = np.empty((len(text), len(COLUMNS)), dtype="uint64")
    for k, column in enumerate(zip(*features(text), strict=True)):
        known = _hashes[k]
        for value in set(column) - known.keys():
            known[value] = hash_string(f"{k}{value}")
        made[:, k] = [known[value] for value in column]
        if len(known) > 1 << 17:  # bounded memory, whatever is read
            known.clear()
    return made


_cached = lru_cache(maxsize=512)(hashed)


def _forward(model: Any, docs: list[Doc], is_train: bool) -> tuple[list[Any], Callable[[Any], list[Doc]]]:
    made = [_cached("".join(t.text for t in doc)) for doc in docs]
    if is_train and model.attrs["drop"]:
        ops = np.random.default_rng(int(made[0][0, 0]) % 2**32 + len(made) + model.attrs["calls"])
        model.attrs["calls"] += 1
        made = [np.where(ops.random(rows.shape) < model.attrs["drop"], np.uint64(1), rows) for rows in made]
    return made, lambda _d: []


@registry.architectures("kg.CharacterEmbed.v1")
def character_embed(width: int, rows: list[int], dims: list[int], drop: float = 0.0) -> Any:
    """Embed each column of the features in a hashed table of its own and mix them.

    Args:
        width: width of the mixed vector.
        rows: number of rows of each column's table.
        dims: width of each column's table.
        drop: share of the features that are blotted out in training, each by itself, so that none is relied on alone.
    """
    extract: Any = Model("kg_features", _forward, attrs={"drop": drop, "calls": 0})
    tables: list[Any] = [HashEmbed(d, r, column=i, seed=8 + i, dropout=0.0) for i, (r, d) in enumerate(zip(rows, dims, strict=True))]
    mix = Maxout(width, sum(dims), nP=3, dropout=0.0, normalize=True)
    return chain(extract, list2ragged(), with_array(chain(concatenate(*tables), mix)), ragged2list())
