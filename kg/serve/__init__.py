"""The graph in a browser, on this machine only: the view, the named questions, a SPARQL 1.1 endpoint with a query page."""

from kg.serve.app import application, run

__all__ = ["application", "run"]
