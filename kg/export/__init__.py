"""A graph in, files out: JSON Lines, Turtle, GraphML, CSV and the HTML view, written whole or not at all."""

import kg.export.csv_tables
import kg.export.graphml
import kg.export.html
import kg.export.jsonl
import kg.export.turtle  # noqa: F401  (each registers its formats)
from kg.export.jsonl import load_graph
from kg.export.registry import EXPORTERS
from kg.export.write import chosen_formats, write_all

__all__ = ["EXPORTERS", "chosen_formats", "load_graph", "write_all"]
