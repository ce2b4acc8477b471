"""Load a spaCy pipeline and run it over text: the shipped one, or another that the settings name with a label map."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.annotate.network import CANDIDATES
from kg.annotate.tagger import TYPES
from kg.errors import ModelError
from kg.model import Mention

SHIPPED = Path(__file__).parent / "recogniser_zh"
LONGEST = 1500
MODEL, DOUBTED, PIPELINE = "model", "doubted model", "pipeline"  # who found a mention: ours, ours with a probability below one half, the user's
OTHER = 0.8  # for a pipeline of the user's, of which nothing was counted
STOCK_LABELS = {"PER": "PERSON", "PERSON": "PERSON", "ORG": "ORG", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "LAW": "DOCUMENT", "WORK_OF_ART": "PROGRAMME", "EVENT": "EVENT"}


class Recogniser:
    """A function from texts to mentions, deterministic and independent of batching."""

    def __init__(self, pipeline: Language, labels: Mapping[str, str]) -> None:
        """Keep the pipeline and the map from its labels to our types."""
        self.pipeline = pipeline
        self.labels = dict(labels)

    def __call__(self, texts: Sequence[str]) -> list[list[Mention]]:
        """Return the mentions of each text, sorted; offsets count within the text.

        The shipped pipeline gives every span that may be a name with its probability as score, so that mentions may overlap; another pipeline its entities.
        """
        made: list[dict[tuple[int, int, str], Mention]] = [{} for _ in texts]
        pieces = [(n, a, b) for n, text in enumerate(texts) for a, b in _pieces(text)]
        for (n, offset, _), doc in zip(pieces, self.pipeline.pipe((texts[n][a:b] for n, a, b in pieces), batch_size=32), strict=True):
            for m in self._mentions(doc, offset):
                key = (m.start, m.end, m.type)
                if key not in made[n] or made[n][key].score < m.score:
                    made[n][key] = m
        return [[found[key] for key in sorted(found)] for found in made]

    def _mentions(self, doc: Doc, offset: int) -> Iterator[Mention]:
        text, group = doc.text, doc.spans.get(CANDIDATES)
        spans = [(e, None) for e in doc.ents] if group is None else zip(group, group.attrs["scores"], strict=True)
        for span, score in spans:
            words = text[span.start_char : span.end_char]
            kind = self.labels.get(span.label_)
            if kind and words.strip():
                start = offset + span.start_char + len(words) - len(words.lstrip())
                by = PIPELINE if score is None else MODEL if score >= 0.5 else DOUBTED
                yield Mention(start, start + len(words.strip()), kind, words.strip(), by, OTHER if score is None else round(score, 4))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Cut a long text at sentence ends into pieces of at most about ``LONGEST`` characters, so that memory stays bounded."""
    start = 0
    while len(text) - start > LONGEST:
        cut = max(text.rfind(c, start + LONGEST // 2, start + LONGEST) for c in "。！？；，\n") + 1
        cut = cut or start + LONGEST
        yield start, cut
        start = cut
    yield start, len(text)


@cache
def load(name: str = "", labels: tuple[tuple[str, str], ...] = ()) -> Recogniser:
    """Load the shipped pipeline, or the pipeline ``name`` (a path or an installed package).

    Raises:
        ModelError: it cannot be loaded, has no named-entity labels, or ``labels`` names a type that is not ours.
    """
    unknown = sorted({kind for _, kind in labels} - set(TYPES))
    if unknown:
        raise ModelError(f"[model.labels]: {', '.join(unknown)} is none of {', '.join(TYPES)}")
    ours = {t: t for t in TYPES}
    try:
        if not name:
            return Recogniser(spacy.load(SHIPPED), ours)
        nlp = spacy.load(name)
    except (OSError, ValueError) as e:
        raise ModelError(f"the spaCy pipeline {name or SHIPPED.name!r} cannot be loaded: {e}") from e
    mapped = dict(labels) or {**STOCK_LABELS, **ours}
    have = {label for pipe in nlp.pipe_names for label in getattr(nlp.get_pipe(pipe), "labels", ())}
    if not have & set(mapped):
        raise ModelError(f"the spaCy pipeline {name!r} has none of the labels {', '.join(sorted(mapped))}; map its own under [model.labels]")
    return Recogniser(nlp, mapped)
