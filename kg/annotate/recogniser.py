"""Load spaCy pipelines and run them over text: the two shipped ones that vote, or another that the settings name with a label map."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language

import kg.annotate.network  # noqa: F401  (registers the tokeniser and the embedding that the shipped models are made of)
from kg.errors import ModelError
from kg.model import Mention

SHIPPED = Path(__file__).parent / "recogniser_zh"
TYPES = ("ORG", "PERSON", "PROGRAMME", "PLACE", "DOCUMENT", "EVENT", "AWARD")
# How often a mention is right when both shipped models say so, counted on the paragraphs held out of training.
AGREED = {"ORG": 0.9, "PERSON": 0.95, "PROGRAMME": 0.76, "PLACE": 0.83, "DOCUMENT": 0.92, "EVENT": 0.6, "AWARD": 0.9}
ONE = 0.2  # when only one of them does, and nothing else speaks for it
LONGEST = 1500
ONE_MODEL = "one model"
OTHER = 0.8  # for a pipeline of the user's, of which nothing was counted
STOCK_LABELS = {"PER": "PERSON", "PERSON": "PERSON", "ORG": "ORG", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "LAW": "DOCUMENT", "WORK_OF_ART": "PROGRAMME", "EVENT": "EVENT"}


class Recogniser:
    """A function from texts to mentions, deterministic and independent of batching. Several pipelines vote."""

    def __init__(self, pipelines: Sequence[Language], labels: Mapping[str, str]) -> None:
        """Keep the pipelines and the map from their labels to our types."""
        self.pipelines = tuple(pipelines)
        self.labels = dict(labels)

    def __call__(self, texts: Sequence[str]) -> list[list[Mention]]:
        """Return the mentions of each text, sorted; offsets count within the text. Where pipelines disagree, mentions may overlap."""
        votes: list[dict[tuple[int, int, str], int]] = [{} for _ in texts]
        pieces = [(n, a, b) for n, text in enumerate(texts) for a, b in _pieces(text)]
        for nlp in self.pipelines:
            for (n, offset, _), doc in zip(pieces, nlp.pipe((texts[n][a:b] for n, a, b in pieces), batch_size=32), strict=True):
                piece = doc.text
                for ent in doc.ents:
                    words = piece[ent.start_char : ent.end_char]
                    kind = self.labels.get(ent.label_)
                    if kind and words.strip():
                        start = offset + ent.start_char + len(words) - len(words.lstrip())
                        key = (start, start + len(words.strip()), kind)
                        votes[n][key] = votes[n].get(key, 0) + 1
        return [[self._mention(text, key, count) for key, count in sorted(found.items())] for text, found in zip(texts, votes, strict=True)]

    def _mention(self, text: str, key: tuple[int, int, str], count: int) -> Mention:
        start, end, kind = key
        if len(self.pipelines) == 1:
            return Mention(start, end, kind, text[start:end], "pipeline", OTHER)
        return Mention(start, end, kind, text[start:end], *(("model", AGREED[kind]) if count > 1 else (ONE_MODEL, ONE)))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Cut a long text at sentence ends into pieces of at most about ``LONGEST`` characters, so that memory stays bounded."""
    start = 0
    while len(text) - start > LONGEST:
        cut = max(text.rfind(c, start + LONGEST // 2, start + LONGEST) for c in "。！？；，\n") + 1
        cut = cut or start + LONGEST
        yield start, cut
        start = cut
    yield start, len(text)


def _widen(nlp: Language) -> Language:
    """Turn the 16-bit weights of a shipped pipeline into 32-bit ones, with which alone it computes fast."""
    for _, pipe in nlp.pipeline:
        for node in pipe.model.walk():  # type: ignore[attr-defined]
            for param in node.param_names:
                if node.has_param(param) and node.get_param(param).dtype == np.float16:
                    node.set_param(param, node.get_param(param).astype(np.float32))
    return nlp


def read_pipeline(folder: Path) -> Language:
    """Read a pipeline of ours, with the width of its weights restored."""
    return _widen(spacy.load(folder))


@cache
def load(name: str = "", labels: tuple[tuple[str, str], ...] = ()) -> Recogniser:
    """Load the shipped models, or the pipeline ``name`` (a path or an installed package).

    Raises:
        ModelError: it cannot be loaded, has no named-entity labels, or ``labels`` names a type that is not ours.
    """
    unknown = sorted({kind for _, kind in labels} - set(TYPES))
    if unknown:
        raise ModelError(f"[model.labels]: {', '.join(unknown)} is none of {', '.join(TYPES)}")
    ours = {t: t for t in TYPES}
    try:
        if not name:
            return Recogniser([read_pipeline(folder) for folder in sorted(SHIPPED.iterdir()) if folder.is_dir()], ours)
        nlp = spacy.load(name)
    except (OSError, ValueError) as e:
        raise ModelError(f"the spaCy pipeline {name or SHIPPED.name!r} cannot be loaded: {e}") from e
    mapped = dict(labels) or {**STOCK_LABELS, **ours}
    have = {label for pipe in nlp.pipe_names for label in getattr(nlp.get_pipe(pipe), "labels", ())}
    if not have & set(mapped):
        raise ModelError(f"the spaCy pipeline {name!r} has none of the labels {', '.join(sorted(mapped))}; map its own under [model.labels]")
    return Recogniser([nlp], mapped)
