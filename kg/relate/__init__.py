"""Articles and mentions in, claims out."""

from kg.relate.relate import relate

__all__ = ["relate"]
