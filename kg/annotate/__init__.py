"""Articles in, mentions out: the trained recogniser, the gazetteers and the rules, and their union."""

from kg.annotate.annotate import annotate, unite
from kg.annotate.recogniser import Recogniser, load
from kg.annotate.references import find_references

__all__ = ["Recogniser", "annotate", "find_references", "load", "unite"]
