"""Score a build against gold: entities, claims, figures and quotes, per file and summed (micro).

The rules are those of the annotation guide: an entity is found when type and one name agree, one to one; a claim when its relation and both ends do; what gold marks
optional counts neither way; planned claims are never wrong; a place that acts may be typed ORG or PLACE.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import GraphError
from kg.export import load_graph
from kg.model import PageGraph, Span, Statement
from kg.read import find_files, read_file
from kg.schema import relations
from kg.text import name_key

_SCALES = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12}
_ACTING = re.compile(r"(?:省|市|区|县|旗|镇|乡|街道|社区|村|园区|产业园|高新区|开发区|小区)$")
HEADS = ("entities", "core", "claims", "observations", "quotes")


@dataclass
class Tally:
    """Hits, errors and what they were."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the predictions that are right."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def __add__(self, other: "Tally") -> "Tally":
        """Count both."""
        return Tally(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn, self.missed + other.missed, self.wrong + other.wrong)

    def __str__(self) -> str:
        """Tell the three shares.

        >>> str(Tally(3, 1, 3))
        'P 0.750 R 0.500 F1 0.600'
        """
        return f"P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f}"


@dataclass
class Scores:
    """The tallies by name, the share of right roles among the posts found, the share of right spans."""

    tallies: dict[str, Tally]
    roles: float
    provenance: float
    spans: int


def amount(value: float, unit: str) -> tuple[float, str]:
    """Return a number and its unit with 万, 亿 and the like multiplied out.

    >>> amount(1.2, "万户"), amount(3, "个百分点")
    ((12000.0, '户'), (3.0, '%'))
    """
    unit = "".join(unicodedata.normalize("NFKC", unit or "").split()).replace("个百分点", "%")
    for scale in sorted(_SCALES, key=len, reverse=True):
        if unit.startswith(scale):
            return round(float(value) * _SCALES[scale], 6), unit[len(scale) :]
    return round(float(value), 6), unit


@dataclass
class _Gold:
    type: str
    name: str
    names: set[str]
    optional: bool


def _gold_entities(gold: dict[str, Any]) -> tuple[dict[tuple[str, str], _Gold], dict[tuple[int, str], tuple[str, str]]]:
    found: dict[tuple[str, str], _Gold] = {}
    ids = {}
    for a, article in enumerate(gold["articles"]):
        for e in article["entities"]:
            key = (e["type"], name_key(e["name"]))
            made = found.setdefault(key, _Gold(e["type"], e["name"], set(), True))
            made.names |= {name_key(n) for n in [e["name"], *e.get("aliases", [])]}
            made.optional &= bool(e.get("optional"))
            ids[a, e["id"]] = key
    return found, ids


@dataclass
class _Pred:
    type: str
    label: str
    names: set[str]


def _same_type(pred: _Pred, gold: _Gold) -> bool:
    return pred.type == gold.type or ({pred.type, gold.type} == {"ORG", "PLACE"} and bool(_ACTING.search(gold.name)))


def _match(pred: dict[str, _Pred], gold: dict[tuple[str, str], _Gold]) -> dict[tuple[str, str], str]:
    """Return a greatest one-to-one matching of gold to predicted entities (augmenting paths)."""
    options = {g: [p for p, e in pred.items() if _same_type(e, ge) and e.names & ge.names] for g, ge in gold.items()}
    ranked = {g: sorted(ps, key=lambda p: (name_key(pred[p].label) != g[1], pred[p].type != g[0])) for g, ps in options.items()}
    owner: dict[str, tuple[str, str]] = {}

    def place(g: tuple[str, str], seen: set[str]) -> bool:
        for p in ranked[g]:
            if p not in seen:
                seen.add(p)
                if p not in owner or place(owner[p], seen):
                    owner[p] = g
                    return True
        return False

    for g in sorted(gold, key=lambda g: gold[g].optional):
        place(g, set())
    return {g: p for p, g in owner.items()}


class _File:
    """One file's gold beside what a build says of it."""

    def __init__(self, doc: str, gold: dict[str, Any], graph: PageGraph, tallies: dict[str, Tally], *, loose: bool) -> None:
        self.tag, self.tallies = doc[:3], tallies
        self.want, self.ids = _gold_entities(gold)
        self.gold = gold
        self.pred = {e.id: _Pred(e.type, e.label, {name_key(n) for n in (e.label, *e.aliases)}) for e in graph.entities if any(m.doc == doc for m in e.mentions)}
        self.said = [s for s in graph.statements if any(p.doc == doc for p in s.evidence)]
        self.optional = {n for g in self.want.values() if g.optional for n in g.names}
        self.stands_for = {p: {g for g, ge in self.want.items() if _same_type(pe, ge) and pe.names & ge.names} for p, pe in self.pred.items()}
        self.loose = loose
        self.roles = [0, 0]

    def _count(self, kind: str, names: Iterable[str], line: str) -> None:
        for name in names:
            tally = self.tallies[name]
            setattr(tally, kind, getattr(tally, kind) + 1)
            if kind != "tp":
                (tally.missed if kind == "fn" else tally.wrong).append(f"{self.tag} {line}")

    def entities(self) -> None:
        if self.loose:
            found = {g: [p for p, pe in self.pred.items() if _same_type(pe, ge) and pe.names & ge.names] for g, ge in self.want.items()}
            pairs = {g: ps[0] for g, ps in found.items() if ps}
            taken = {p for ps in found.values() for p in ps}
        else:
            pairs = _match(self.pred, self.want)
            taken = set(pairs.values())
        core = ("ORG", "PERSON", "PROGRAMME")
        for g, ge in self.want.items():
            if not ge.optional:
                names = ["entities", f"  {ge.type}"] + (["core"] if ge.type in core else [])
                self._count("tp" if g in pairs else "fn", names, f"{ge.type} {ge.name}")
        for p, pe in self.pred.items():
            if p not in taken and not pe.names & self.optional:
                self._count("fp", ["entities", f"  {pe.type}"] + (["core"] if pe.type in core else []), f"{pe.type} {pe.label}")

    def _wanted(self) -> dict[tuple[Any, str, Any], dict[str, Any]]:
        made: dict[tuple[Any, str, Any], dict[str, Any]] = {}
        for a, article in enumerate(self.gold["articles"]):
            for c in article["claims"]:
                h, t = self.ids[a, c["head"]], self.ids[a, c["tail"]]
                given = c["relation"] == "located_in" and any(h[1].startswith(n) and h[1] != n for n in self.want[t].names)
                skip = bool(c.get("optional")) or self.want[h].optional or self.want[t].optional or given
                old = made.setdefault((h, c["relation"], t), {"optional": skip, "roles": set(), "hit": False})
                old["optional"] &= skip
                if c.get("role"):
                    old["roles"].add(name_key(c["role"]))
        return made

    def _excused(self, s: Statement) -> bool:
        """Tell whether a claim that no gold holds is left uncounted: it is planned, follows from a name, or touches what is optional."""
        h, t = self.pred.get(s.subject), self.pred.get(s.object)
        if s.status == "planned":
            return True
        if s.relation == "located_in" and h and t and any(name_key(h.label).startswith(n) and name_key(h.label) != n for n in t.names):
            return True
        touches = ((h.names if h else set()) | (t.names if t else set())) & self.optional
        ends = [self.stands_for.get(x) for x in (s.subject, s.object)]
        certain = all(ends) and not any(self.want[g].optional for end in ends for g in end or ())
        return bool(touches) and not certain

    def claims(self) -> None:
        wanted, seen = self._wanted(), set()
        for s in self.said:
            if not s.object or s.status == "negated":
                continue
            hits = set()
            for h in self.stands_for.get(s.subject, ()):
                for t in self.stands_for.get(s.object, ()):
                    ways = [(h, s.relation, t)] + ([(t, s.relation, h)] if relations()[s.relation].symmetric else [])
                    hits |= {k for k in ways if k in wanted}
            for k in hits:
                if s.relation == "holds_post" and not wanted[k]["optional"] and not wanted[k]["hit"]:
                    role = name_key(s.role)
                    self.roles[1] += 1
                    self.roles[0] += not wanted[k]["roles"] or any(role and (role in r or r in role) for r in wanted[k]["roles"])
                wanted[k]["hit"] = True
            key = (s.subject, s.relation, s.object)
            if hits or self._excused(s) or key in seen:
                continue
            seen.add(key)
            label = [self.pred[x].label if x in self.pred else x for x in (s.subject, s.object)]
            self._count("fp", ["claims", f"  {s.relation}"], f"{label[0]} -{s.relation}-> {label[1]}  «{s.evidence[0].text[:50]}»")
        for (h, relation, t), w in wanted.items():
            if not w["optional"]:
                self._count("tp" if w["hit"] else "fn", ["claims", f"  {relation}"], f"{self.want[h].name} -{relation}-> {self.want[t].name}")

    def _agrees(self, kind: str, s: Statement, gold: dict[str, Any]) -> bool:
        if s.value is None:
            return False
        if kind == "quotes":
            said, words = name_key(str(s.value)), name_key(gold["text"])
            return words[:8] in said or (len(said) >= 8 and said[:8] in words)
        (v, u), (gv, gu) = amount(float(s.value), s.unit), amount(gold["value"], gold.get("unit") or "")
        return v == gv and (u == gu or bool(u and gu and (u.endswith(gu) or gu.endswith(u))))

    def values(self, kind: str, relation: str, end: str) -> None:
        mine = [s for s in self.said if s.relation == relation]
        used: set[str] = set()
        for a, article in enumerate(self.gold["articles"]):
            for o in article.get(kind, []):
                g = self.ids[a, o[end]]
                found = next((s for s in mine if s.id not in used and g in self.stands_for.get(s.subject, ()) and self._agrees(kind, s, o)), None)
                if found:
                    used.add(found.id)
                if not (o.get("optional") or self.want[g].optional):
                    self._count("tp" if found else "fn", [kind], f"{self.want[g].name}: {o.get('indicator', '')} {o.get('value', o.get('text'))} {o.get('unit', '')}")
        for s in mine:
            if s.id not in used and not (s.subject in self.pred and self.pred[s.subject].names & self.optional):
                self._count("fp", [kind], f"{self.pred[s.subject].label if s.subject in self.pred else s.subject}: {s.indicator} {str(s.value)[:30]} {s.unit}")


def score(folder: Path, gold_folder: Path, source: Path, *, loose: bool = False) -> Scores:
    """Score the build in ``folder`` against the gold files of ``gold_folder``; ``source`` holds the pages.

    A gold file belongs to the page of its name, or to that of its stem where the page stands in another format.

    Raises:
        GraphError: no gold file, or a gold file without its page in the build's source.
    """
    graph = load_graph(folder)
    pages = {Path(doc).stem.partition("#")[0]: (doc, path) for doc, path in find_files([source])}
    tallies: dict[str, Tally] = defaultdict(Tally)
    roles, spans = [0, 0], [0, 0]
    paths = sorted(gold_folder.glob("*.json"))
    if not paths:
        raise GraphError(f"{gold_folder}: no gold files (*.json)")
    for path in paths:
        gold = json.loads(path.read_text(encoding="utf-8"))
        page = pages.get(Path(gold["file"]).stem)
        if page is None:
            raise GraphError(f"{path}: no page {gold['file']} in {source}")
        texts = {s.doc: s.text for s in read_file(page[1], page[0])}
        doc = next(iter(texts))
        file = _File(doc, gold, graph, tallies, loose=loose)
        file.entities()
        file.claims()
        file.values("observations", "observes", "subject")
        file.values("quotes", "says", "speaker")
        roles = [a + b for a, b in zip(roles, file.roles, strict=True)]
        here = [m for e in graph.entities for m in e.mentions if m.doc == doc] + [p for s in file.said for p in s.evidence if p.doc == doc]
        spans = [spans[0] + sum(_stands(p, texts) for p in here), spans[1] + len(here)]
    return Scores(dict(tallies), roles[0] / roles[1] if roles[1] else 0.0, spans[0] / spans[1] if spans[1] else 0.0, spans[1])


def _stands(p: Span, texts: dict[str, str]) -> bool:
    return "".join(texts[p.doc][p.start : p.end].split()) == "".join(p.text.split()) != ""


def report(folder: Path, gold_folder: Path, source: Path, *, errors: bool = False, loose: bool = False) -> str:
    """Return the scores as a table, and with ``errors`` what was missed and what was wrong."""
    made = score(folder, gold_folder, source, loose=loose)
    empty = Tally()
    lines = [f"{'':20} {'P':>6} {'R':>6} {'F1':>6}    tp   fp   fn"]
    for name in [*HEADS, *sorted(n for n in made.tallies if n.startswith("  "))]:
        t = made.tallies.get(name, empty)
        lines.append(f"{name:20} {t.precision:6.3f} {t.recall:6.3f} {t.f1:6.3f} {t.tp:5} {t.fp:4} {t.fn:4}")
    lines.append(f"roles right among the posts found: {made.roles:.3f}; provenance: {made.provenance:.4f} of {made.spans} spans")
    if errors:
        for name in HEADS:
            t = made.tallies.get(name, empty)
            lines += [f"\n== {name}: missed", *(f"  {x}" for x in t.missed), f"== {name}: wrong", *(f"  {x}" for x in t.wrong)]
    return "\n".join(lines)
