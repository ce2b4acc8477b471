"""Files in, articles out: decoding, formats, newspaper layout, articles."""

from kg.read.articles import split_articles
from kg.read.files import READERS, find_files, read_file
from kg.read.formats import plain_lines
from kg.read.layout import reflow

__all__ = ["READERS", "find_files", "plain_lines", "read_file", "reflow", "split_articles"]
