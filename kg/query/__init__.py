"""SPARQL over a build: named questions, the reader's own queries, and the engine that runs both in a child process which can be killed."""

from kg.query.engine import Engine, Limits
from kg.query.questions import Parameter, Question, questions
from kg.query.results import FORMATS, Result, write

__all__ = ["FORMATS", "Engine", "Limits", "Parameter", "Question", "Result", "questions", "write"]
