"""Word knowledge: tables of facts, each file naming its source, and the small index that finds their words in text."""

from kg.lexicon.gazetteer import Gazetteer, Hit
from kg.lexicon.places import Division, Divisions, divisions, short_form
from kg.lexicon.rows import body_row, brand_row, is_in_place, is_plain_row, is_row, listed_name, person_row, signature
from kg.lexicon.words import COMPOUND_SURNAMES, SURNAMES, is_country, is_name_shaped, is_renowned, org_suffixes, programme_heads, table, titles, units

__all__ = [
    "COMPOUND_SURNAMES",
    "SURNAMES",
    "Division",
    "Divisions",
    "Gazetteer",
    "Hit",
    "body_row",
    "brand_row",
    "divisions",
    "is_country",
    "is_in_place",
    "is_name_shaped",
    "is_plain_row",
    "is_renowned",
    "is_row",
    "listed_name",
    "org_suffixes",
    "person_row",
    "programme_heads",
    "short_form",
    "signature",
    "table",
    "titles",
    "units",
]
