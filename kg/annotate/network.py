"""The recogniser's parts for spaCy: a tokeniser that makes every character a token, and the component that reads names.

The only module of the package, with ``recogniser``, that imports spaCy.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import spacy
from spacy.language import Language
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import registry
from spacy.vocab import Vocab

from kg.annotate.features import COLUMNS, features
from kg.annotate.tagger import TYPES, Tagger

CANDIDATES = "candidates"  # the key of ``Doc.spans``
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


class NameReader:
    """A component that sets ``Doc.ents`` to the likeliest names and ``Doc.spans["candidates"]`` to all that may be one, with their probabilities as ``attrs["scores"]``."""

    labels = TYPES

    def __init__(self) -> None:
        """Start without networks: nothing is a name."""
        self.tagger = Tagger([])

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        made = self.tagger.read(hashed("".join(t.text for t in doc)))
        doc.set_ents([Span(doc, a, b, label=kind) for a, b, kind in made.names])
        spans = sorted(made.candidates)
        doc.spans[CANDIDATES] = SpanGroup(doc, name=CANDIDATES, spans=[Span(doc, a, b, label=kind) for a, b, kind in spans], attrs={"scores": [made.candidates[s] for s in spans]})
        return doc

    def to_disk(self, path: Path, **_kw: Any) -> None:
        """Write one file a network, its arrays in half precision, which halves the size."""
        path.mkdir(parents=True, exist_ok=True)
        for n, net in enumerate(self.tagger.nets):
            np.savez(path / f"{n}.npz", **{name: value.astype(np.float16) for name, value in sorted(net.items())})  # type: ignore[arg-type]

    def from_disk(self, path: Path, **_kw: Any) -> "NameReader":
        """Read them back."""
        nets = []
        for file in sorted(path.glob("*.npz")):
            try:
                with np.load(file) as arrays:
                    nets.append(dict(arrays))
            except BadZipFile as e:
                msg = f"{file} is damaged: {e}"
                raise ValueError(msg) from e
        if not nets:
            msg = f"{path} holds no networks"
            raise ValueError(msg)
        self.tagger = Tagger(nets)
        return self


@Language.factory("kg_names")
def make_reader(nlp: Language, name: str) -> NameReader:  # noqa: ARG001  (spaCy gives both)
    """Make the component of a pipeline."""
    return NameReader()


def pipeline(nets: list[dict[str, Any]]) -> Language:
    """Return a spaCy pipeline whose networks are these."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "kg.Characters.v1"}}})
    nlp.add_pipe("kg_names").tagger = Tagger(nets)  # type: ignore[attr-defined]
    return nlp
