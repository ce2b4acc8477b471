"""What `spacy train` needs of the package, with a cache that holds the whole corpus."""

from functools import lru_cache

from kg.annotate import network

network._cached = lru_cache(maxsize=None)(network.hashed)
