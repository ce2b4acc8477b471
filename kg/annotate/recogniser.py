"""Load a spaCy pipeline and run it over text: the shipped model, or another that the settings name with a label map."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language

import kg.annotate.network  # noqa: F401  (registers the tokeniser and the embedding that the shipped model is made of)
from kg.errors import ModelError
from kg.model import Mention

SHIPPED = Path(__file__).parent / "recogniser_zh"
TYPES = ("ORG", "PERSON", "PROGRAMME", "PLACE", "DOCUMENT", "EVENT", "AWARD")
# How often a mention of the type is right when the model alone says so, on the paragraphs held out of training.
PRECISION = {"ORG": 0.78, "PERSON": 0.88, "PROGRAMME": 0.62, "PLACE": 0.82, "DOCUMENT": 0.8, "EVENT": 0.45, "AWARD": 0.6}
STOCK_LABELS = {"PER": "PERSON", "PERSON": "PERSON", "ORG": "ORG", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "LAW": "DOCUMENT", "WORK_OF_ART": "PROGRAMME", "EVENT": "EVENT"}


class Recogniser:
    """A function from texts to mentions, deterministic and independent of batching."""

    def __init__(self, nlp: Language, labels: Mapping[str, str]) -> None:
        """Keep the pipeline and the map from its labels to our types."""
        self.nlp = nlp
        self.labels = dict(labels)

    def __call__(self, texts: Sequence[str]) -> list[list[Mention]]:
        """Return the mentions of each text; offsets count within the text."""
        made = []
        for doc in self.nlp.pipe(texts, batch_size=32):
            found = []
            for ent in doc.ents:
                kind = self.labels.get(ent.label_)
                words = doc.text[ent.start_char : ent.end_char]
                if kind and words.strip():
                    start = ent.start_char + len(words) - len(words.lstrip())
                    found.append(Mention(start, start + len(words.strip()), kind, words.strip(), "model", PRECISION[kind]))
            made.append(found)
        return made


@cache
def load(name: str = "", labels: tuple[tuple[str, str], ...] = ()) -> Recogniser:
    """Load the shipped model, or the pipeline ``name`` (a path or an installed package).

    Raises:
        ModelError: it cannot be loaded, has no named-entity labels, or ``labels`` names a type that is not ours.
    """
    unknown = sorted({kind for _, kind in labels} - set(TYPES))
    if unknown:
        raise ModelError(f"[model.labels]: {', '.join(unknown)} is none of {', '.join(TYPES)}")
    try:
        nlp = spacy.load(name or SHIPPED)
    except (OSError, ValueError) as e:
        raise ModelError(f"the spaCy pipeline {name or SHIPPED.name!r} cannot be loaded: {e}") from e
    mapped = dict(labels) or ({t: t for t in TYPES} if not name else {**STOCK_LABELS, **{t: t for t in TYPES}})
    have = {label for pipe in nlp.pipe_names for label in getattr(nlp.get_pipe(pipe), "labels", ())}
    if not have & set(mapped):
        raise ModelError(f"the spaCy pipeline {name!r} has none of the labels {', '.join(sorted(mapped))}; map its own under [model.labels]")
    return Recogniser(nlp, mapped)
