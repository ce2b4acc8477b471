"""A graph in, files out: JSON Lines, Turtle, GraphML, CSV and the HTML view, written whole or not at all."""

import kg.export.csv_tables
import kg.export.graphml
import kg.export.html
import kg.export.jsonl
import kg.export.ontology
import kg.export.shapes
import kg.export.turtle  # noqa: F401  (each registers its formats)
from kg.export.jsonl import load_graph
from kg.export.notebook import GraphView
from kg.export.registry import EXPORTERS
from kg.export.shapes import validate
from kg.export.triples import triples
from kg.export.turtle import base_of, to_rdflib
from kg.export.turtle import parse as parse_turtle
from kg.export.vocabulary import prefixes
from kg.export.write import chosen_formats, write_all

__all__ = ["EXPORTERS", "GraphView", "base_of", "chosen_formats", "load_graph", "parse_turtle", "prefixes", "to_rdflib", "triples", "validate", "write_all"]
