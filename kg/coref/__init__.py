"""Which mentions of one article speak of the same thing: short forms, names defined in the text, references."""

from kg.coref.aliases import core, is_short_for, link
from kg.coref.names import defined, stands_for
from kg.coref.references import REFERENCES, antecedents

__all__ = ["REFERENCES", "antecedents", "core", "defined", "is_short_for", "link", "stands_for"]
