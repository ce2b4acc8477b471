"""Everything that this package raises on purpose.

KgError
├── ConfigError        kg.toml or the command line: all faults at once
├── ReadError          one file that cannot be read: path, reason
│   └── MissingExtraError … for want of an optional library
├── ModelError         the recogniser cannot be loaded or used
├── GraphError         a build that cannot be loaded, or holds what it should not
├── QueryError         a query that is refused, wrong, or took more than its limits
└── OutputError        the output folder cannot be written
"""


class KgError(Exception):
    """The root: catch this to catch all of them."""


class ConfigError(KgError):
    """The settings are wrong; the message lists every fault."""

    def __init__(self, faults: list[str]) -> None:
        """Keep the faults for a caller that shows them one by one."""
        self.faults = faults
        super().__init__("; ".join(faults))


class ReadError(KgError):
    """A file that is left out of a build, and why."""

    def __init__(self, path: str, reason: str) -> None:
        """Keep path and reason apart for the manifest."""
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class MissingExtraError(ReadError):
    """A file whose format needs a library that is not installed."""


class ModelError(KgError):
    """The recogniser's pipeline cannot be loaded, or its labels are not ours."""


class GraphError(KgError):
    """A build's files are missing or do not hold what they should."""


class QueryError(KgError):
    """A query is refused, is no SPARQL, or took more time, memory or rows than it may."""


class OutputError(KgError):
    """The results could not be written; what stood there before still stands."""
