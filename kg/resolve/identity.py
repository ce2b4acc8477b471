"""The user's word on identity: ``identity.toml`` with forced and forbidden merges.

[[same]]
names = ["永川区信访办", "永川区信访办公室"]

[[different]]
names = ["青山公司", "青山集团"]
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import ConfigError
from kg.text import name_key


@dataclass(frozen=True)
class Identity:
    """Forced merges (every name → the first of its group) and forbidden ones (pairs), by compared names."""

    same: dict[str, str] = field(default_factory=dict)
    different: frozenset[frozenset[str]] = frozenset()

    def forbids(self, a: str, b: str) -> bool:
        """Tell whether the user keeps two names apart."""
        return frozenset((name_key(a), name_key(b))) in self.different


def read_identity(path: Path) -> Identity:
    """Read ``identity.toml``.

    Raises:
        ConfigError: the file cannot be read, or a row does not hold two or more names.
    """
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise ConfigError([f"{path}: {e}"]) from e
    faults = [f"{path}: unknown table [[{k}]] (known: same, different)" for k in rows if k not in ("same", "different")]
    same: dict[str, str] = {}
    different: set[frozenset[str]] = set()
    for table in ("same", "different"):
        if not isinstance(rows.get(table, []), list):
            faults.append(f"{path}: {table} wants [[{table}]] tables")
            continue
        for n, row in enumerate(rows.get(table, []), 1):
            names = row.get("names") if isinstance(row, dict) else None
            if not isinstance(names, list) or len(names) < 2 or not all(isinstance(x, str) and x.strip() for x in names):
                faults.append(f"{path}: [[{table}]] number {n} wants names = [two or more texts]")
                continue
            faults += [f"{path}: [[{table}]] number {n}: unknown key {k!r}" for k in row if k != "names"]
            if table == "same":  # rows that share a name are one group, named by the first name of the first of them
                first = next((same[name_key(x)] for x in names if name_key(x) in same), names[0])
                old = {same[name_key(x)] for x in names if name_key(x) in same}
                same.update({k: first for k, v in same.items() if v in old})
                same.update({name_key(x): first for x in names})
            else:
                different |= {frozenset((name_key(a), name_key(b))) for a in names for b in names if name_key(a) != name_key(b)}
    if faults:
        raise ConfigError(faults)
    return Identity(same, frozenset(different))
