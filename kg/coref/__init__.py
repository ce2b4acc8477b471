"""Which mentions of one article speak of the same thing: short forms, names defined in the text, references."""

from kg.coref.aliases import core, is_short_for, link, without_party_organ
from kg.coref.names import defined, stands_for
from kg.coref.references import REFERENCES, antecedents, body_of

__all__ = ["REFERENCES", "antecedents", "body_of", "core", "defined", "is_short_for", "link", "stands_for", "without_party_organ"]
