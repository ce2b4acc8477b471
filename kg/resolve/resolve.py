"""The stage itself: the articles of one file, their mentions and claims, become a page graph with entities and statements."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.coref import REFERENCES, antecedents, body_of, defined, is_short_for, link, without_party_organ
from kg.lexicon import Division, divisions, is_renowned, org_suffixes
from kg.model import Article, Card, Claim, Entity, Mention, PageGraph, Span, Statement, join_statements
from kg.resolve.home import find_home
from kg.resolve.identity import Identity
from kg.resolve.names import Namer, full_form
from kg.resolve.structure import beyond_party, has_organs, organ, own_organ, referred, structure, wholes
from kg.schema import fits
from kg.text import name_key, squeeze

_GLOBAL = re.compile(r"^(?:中国|中共|中央|全国|国家|国务院|联合国|中华|世界|新华|人民)")
_ELECTED = re.compile(r"代表|委员$|记者|通讯员|先锋|模范|党员|会员|社员")  # what many are who are at home elsewhere
_BEGAN = re.compile(r"创建|创立|成立|推出|启动|发起|印发|出台|创办|组建|开办|设立|发布|打造|上线|挂牌")
_BRANDED = re.compile(r"“([^“”]{3,})”[\u4e00-\u9fff]{1,8}")  # a team or site by its brand
_RELATIVE = re.compile(r"(?P<y>今年|去年|前年)(?:(?P<m>\d{1,2})月)")
_FOUNDED = re.compile(r"(?P<y>\d{4})年(?:(?P<m>\d{1,2})月)?(?:(?P<d>\d{1,2})日)?")


@dataclass
class _Thing:
    """An entity of one page in the making."""

    type: str
    name: str
    home: Division | None
    division: Division | None
    key: tuple[str, str]
    surfaces: Counter[str] = field(default_factory=Counter)
    spans: set[Span] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    dates: set[str] = field(default_factory=set)
    joined: set[str] = field(default_factory=set)
    anchor: str = ""
    inside: "_Thing | None" = None  # of what it is an organ, where only a title or a reference names it

    def is_called(self, name: str) -> bool:
        """Tell whether a name is one of the thing's."""
        return name == self.name or name in self.surfaces or is_short_for(name, self.name)

    def aliases(self) -> set[str]:
        """Return its other names: those of the page, those of an organ by the other names of its body, a body's without the first of two divisions."""
        made = set(self.surfaces)
        if self.inside and (end := own_organ(self.name)):
            made |= {name + end for name in self.inside.surfaces if org_suffixes().suffix(name) and not own_organ(name)}
        if self.type == "ORG" and (outer := divisions().full.at(self.name, 0)) and divisions().full.at(self.name, outer.end):
            made.add(self.name[outer.end :])
        return made - {self.name}

    @property
    def id(self) -> str:
        tail = f"@{self.anchor}" if self.anchor else ""
        return f"{self.type.lower()}/{self.name}{tail}"


def _key(kind: str, name: str) -> tuple[str, str]:
    return kind, full_form(name) if kind == "ORG" else name_key(name)


class _Page:
    """Collects what the articles of one file name and say."""

    def __init__(self, doc: str, identity: Identity) -> None:
        self.doc = doc
        self.identity = identity
        self.things: dict[tuple[str, str], _Thing] = {}
        self.moved: dict[tuple[str, str], tuple[str, str]] = {}

    def thing(self, kind: str, name: str, namer: Namer, why: str) -> _Thing:
        forced = self.identity.same.get(name_key(name))
        if forced and forced != name:
            why, name = "identity.toml", forced
        key = _key(kind, name)
        if key in self.things and self.identity.forbids(name, self.things[key].name):
            key = (kind, "≠" + name_key(name))  # kept apart by the user: its own key, which no official form shares
        key = self.moved.get(key, key)
        made = self.things.get(key)
        if made is None:
            d = namer.division(name) if kind == "PLACE" else None
            made = self.things[key] = _Thing(kind, name, namer.home, d, key)
        elif name != made.name:
            why = why or f"{name} = {made.name}: one official name in two forms"
        if len(name) > len(made.name) and kind == "ORG" and name != forced:  # 信访办 and 信访办公室: the fullest form names it
            made.name = name
        if why:
            made.joined.add(why)
        return made

    def organ_of(self, whole: _Thing, organ: str, namer: Namer, parts: Mapping[tuple[str, str], tuple[str, str]]) -> _Thing:
        """Return the organ of a thing that a title or a reference names (学院党委书记, 社区党委), in whatever form the page names it elsewhere."""
        if whole.name.endswith(organ):
            return whole
        names = {k: self.things[k].name for k, w in sorted(parts.items()) if w == whole.key and k in self.things}
        known = [self.things[k] for k, name in names.items() if name.endswith(organ) and whole.is_called(name.removesuffix(organ))]
        full = without_party_organ(whole.name) + organ  # 该局 may go back to the party committee of the bureau
        made = known[0] if known else self.thing("ORG", full, namer, f"{organ} → {full}: the organ that a title or a reference names")
        if not made.spans:
            made.inside = whole
        return made

    def link_aliases(self, articles: Sequence[tuple[Article, Sequence[Mention], dict[Mention, str]]]) -> None:
        """Join the short names of the page to their full ones."""
        full_of: dict[str, str] = {}
        for article, mentions, names in articles:
            full_of |= {name_key(short): names[m] for m, _, short in defined([m for m in mentions if m in names], article.text)}
        found: dict[tuple[str, str], tuple[str, str]] = {}
        for kind in sorted({t.type for t in self.things.values()}):
            found |= {(kind, short): row for short, row in link({t.name: kind for t in self.things.values() if t.type == kind}).items()}
        for key, thing in sorted(self.things.items()):
            full, why = found.get((thing.type, thing.name), ("", ""))
            by_text = full_of.get(name_key(thing.name))
            if by_text and by_text != thing.name:
                full, why = by_text, "defined in the text"
            target = self.things.get(self.moved.get(_key(thing.type, full), _key(thing.type, full))) if full else None
            if not target or target is thing or self.identity.forbids(thing.name, full):
                continue
            target.surfaces += thing.surfaces
            target.surfaces[thing.name] += 0
            target.spans |= thing.spans
            target.kinds += thing.kinds
            target.dates |= thing.dates
            target.joined |= thing.joined | {f"{thing.name} → {target.name}: {why}"}
            self.moved[key] = _key(target.type, target.name)
            for old, new in list(self.moved.items()):
                if new == key:
                    self.moved[old] = self.moved[key]
            del self.things[key]


def _is_national(thing: _Thing) -> bool:
    """Tell whether a body is one of the whole country, or of another: there is one of its name."""
    if is_renowned(thing.name, thing.type):
        return True
    return thing.type == "ORG" and _GLOBAL.match(thing.name) is not None and not any(divisions().full.at(thing.name, k) for k in range(len(thing.name)))


def _anchor(thing: _Thing, doc: str, posts: dict[int, str], national: set[int]) -> str:
    """Return what tells an entity from its namesakes: a division's code, a home district, a first body, else its page; nothing where there is but one."""
    if is_renowned(thing.name, thing.type):
        return ""
    if thing.type == "PLACE":
        if thing.division:
            return thing.division.code
        return thing.home.name if thing.home else ("" if len(thing.name) > 3 else f"doc:{doc}")
    if thing.type == "PERSON":
        if id(thing) in national:
            return ""
        if thing.home:
            return thing.home.name
        return posts.get(id(thing)) or f"doc:{doc}"
    if thing.type == "ORG":
        table = divisions()
        placed = table.full.at(thing.name, 0) or table.short.at(thing.name, 0)
        ends = org_suffixes().suffix(thing.name)
        if placed or _GLOBAL.match(thing.name) or (ends and org_suffixes().entries[ends] == "media" and len(thing.name) > 3):
            return ""  # a paper's name tells it from all others, wherever its articles are at home
        return thing.home.name if thing.home else ("" if len(thing.name) > 3 else f"doc:{doc}")
    return thing.home.name if thing.home and thing.type != "DOCUMENT" else ("" if len(thing.name) > 3 else f"doc:{doc}")


def _date(article: Article, m: Mention) -> str:
    """Return the date that the words around a programme, body, event or document give its founding, or an empty text."""
    near = article.text[max(0, m.start - 24) : m.end + 24]
    found = _FOUNDED.search(near)
    year = {"今年": 0, "去年": -1, "前年": -2}
    relative = _RELATIVE.search(near) if article.date and not found else None
    if relative:
        made = str(int(article.date[:4]) + year[relative["y"]])
        near_words = near[max(0, relative.start() - 20) : relative.end() + 30]
        return made + f"-{int(relative['m']):02}" if relative["m"] and _BEGAN.search(near_words) else ""
    if not found or not _BEGAN.search(near):
        return ""
    made = found["y"]
    if found["m"]:
        made += f"-{int(found['m']):02}"
        made += f"-{int(found['d']):02}" if found["d"] else ""
    return made


def statement_id(*parts: object) -> str:
    """Return the id of a statement: the first 16 hexadecimal digits of the SHA-1 of its content."""
    return hashlib.sha1("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:16]


def resolve(articles: Sequence[tuple[Article, Sequence[Mention], Sequence[Claim]]], identity: Identity | None = None, sha256: str = "") -> PageGraph:
    """Turn the mentions and claims of one file's articles into entities and statements between them.

    Entities of equal type and canonical name are one within a file; short forms join the one full form that fits; references become what they stand for, and
    a claim whose reference stands for nothing certain is left out.
    """
    if not articles:
        return PageGraph()
    doc = articles[0][0].doc
    page = _Page(doc, identity or Identity())
    homes: list[Division | None] = [find_home(a, ms) for a, ms, _ in articles]
    known = [h for h, _ in Counter(h for h in homes if h).most_common()]
    homes = [h or find_home(a, ms, known) for h, (a, ms, _) in zip(homes, articles, strict=True)]
    of: dict[tuple[int, Mention], tuple[str, str]] = {}
    named = []
    namers = [Namer(home, mentions) for home, (_, mentions, _) in zip(homes, articles, strict=True)]
    for n, (article, mentions, _) in enumerate(articles):
        namer = namers[n]
        names = {m: name for m in mentions if m.type not in REFERENCES and (name := namer(m))}
        named.append((article, mentions, names))
        for m in names:
            surface = squeeze(m.text)
            why = "" if names[m] == surface else f"{surface} → {names[m]}: the place that the article leaves out, or marks taken off"
            thing = page.thing(m.type, names[m], namer, why)
            thing.surfaces[surface] += 1
            if m.type == "ORG" and (brand := _BRANDED.fullmatch(surface)):
                thing.surfaces[brand[1]] += 0  # “石榴籽”调解队 is also called 石榴籽
            thing.spans.update(article.spans(m.start, m.end))
            if m.kind:
                thing.kinds[m.kind] += 1
            if m.type in ("PROGRAMME", "ORG", "EVENT", "DOCUMENT") and (date := _date(article, m)):
                thing.dates.add(date)
            of[n, m] = thing.key
    page.link_aliases(named)

    refs = [antecedents(mentions, named[n][2], article.text) for n, (article, mentions, _) in enumerate(articles)]

    taking_up = [list(known) for known in refs]
    for n, (article, _, _) in enumerate(articles):
        for m, s in list(refs[n].items()):
            key = of.get((n, s))
            name = body_of(m, page.things[page.moved.get(key, key)].name) if key else ""
            if name:  # 某局机关党委 … 该局
                thing = page.thing("ORG", name, namers[n], f"{m.text} → {name}: the body of the party organ that is named")
                thing.spans.update(article.spans(m.start, m.end))
                of[n, m] = thing.key
                del refs[n][m]

    def thing_of(n: int, m: Mention) -> _Thing | None:
        key = of.get((n, refs[n].get(m, m)))
        return page.things.get(page.moved.get(key, key)) if key else None

    parts = wholes({key: (t.name, t.division) for key, t in page.things.items()})

    def whole_of(n: int, m: Mention) -> _Thing | None:
        thing = thing_of(n, m)
        return thing if thing and has_organs(thing.type, thing.name) else None

    def name_organ(n: int, whole: _Thing, m: Mention) -> None:
        thing = page.organ_of(whole, m.text, namers[n], parts)
        thing.spans.update(articles[n][0].spans(m.start, m.end))
        of[n, m] = thing.key

    for n, (article, _, claims) in enumerate(articles):
        held = {c.tail for c in claims if c.relation == "holds_post"}  # whose role names the organ
        for m in [m for m in taking_up[n] if m not in held]:
            if (whole := whole_of(n, m)) and (acting := referred(article, m)):
                name_organ(n, whole, acting)
                refs[n][m] = acting
                of.pop((n, m), None)
    told: list[list[Claim]] = []
    for n, (article, _, claims) in enumerate(articles):
        told.append([])
        for c in claims:
            if (body := beyond_party(c)) and (name := namers[n](body)):
                thing = page.thing("ORG", name, namers[n], "")
                thing.surfaces[body.text] += 1
                thing.spans.update(article.spans(body.start, body.end))
                of[n, body] = thing.key
                c = replace(c, tail=body)
            told[n].append(c)
            whole = whole_of(n, c.tail) if c.relation == "holds_post" and c.tail else None
            inner = organ(article, c) if whole else None
            if whole is None or inner is None or (n, inner[0]) in of:
                continue
            m, title = inner
            name_organ(n, whole, m)
            told[n].append(replace(c, tail=m, role=title))  # 学院党委书记 is 党委书记 of the school and 书记 of its 党委
    placed = [(n, m, page.moved.get(key, key)) for (n, m), key in sorted(of.items()) if page.moved.get(key, key) in page.things]
    for n, claim in structure([a for a, _, _ in articles], placed, {key: (t.name, t.division) for key, t in page.things.items()}):
        told[n].append(claim)
    ends: list[tuple[int, Claim, _Thing, _Thing | None]] = []
    posts: dict[int, str] = {}
    national: set[int] = set()
    for n, rows in enumerate(told):
        for c in rows:
            head, tail = thing_of(n, c.head), thing_of(n, c.tail) if c.tail else None
            if head is None or (c.tail is not None and (tail is None or tail is head or not fits(c.relation, head.type, tail.type))):
                continue
            if c.relation == "located_in" and head.division and tail and tail.division and not head.division.code.startswith(tail.division.code):
                continue  # 广西湖南江西: divisions named in a row, none of them within another
            ends.append((n, c, head, tail))
            if c.relation == "holds_post" and tail is not None and tail.type == "ORG":
                posts[id(head)] = min(posts.get(id(head), tail.name), tail.name)
            if c.relation == "holds_post" and tail is not None and c.role and not _ELECTED.search(c.role) and _is_national(tail):
                national.add(id(head))  # 国务院总理李强 is one man, wherever the page is at home
    for thing in page.things.values():
        thing.anchor = _anchor(thing, doc, posts, national)
    for thing in page.things.values():
        if thing.inside and thing.inside.anchor.startswith("doc:"):
            thing.anchor = thing.inside.anchor
    statements: dict[str, Statement] = {}
    for n, c, head, tail in ends:
        made = _statement(articles[n][0], c, head, tail)
        if made:
            old = statements.get(made.id)
            statements[made.id] = made if old is None else join_statements(old, made)
    entities = [
        Entity(
            t.id,
            t.type,
            t.name,
            tuple(sorted(t.aliases())),
            max(t.kinds.items(), key=lambda item: (item[1], item[0]))[0] if t.kinds else "",
            min(t.dates, default=""),
            t.division.code if t.division else "",
            t.anchor,
            tuple(sorted(t.spans)),
            tuple(sorted(t.joined)),
        )
        for t in page.things.values()
        if t.spans
    ]
    cards = tuple(_card(a, h, sha256) for (a, _, _), h in zip(articles, homes, strict=True))
    kept = {e.id for e in entities}
    said = [s for s in statements.values() if s.subject in kept and (not s.object or s.object in kept)]
    return PageGraph(cards, tuple(sorted(entities, key=lambda e: e.id)), tuple(sorted(said, key=lambda s: s.id)))


def _card(a: Article, home: Division | None, sha256: str) -> Card:
    at = [o for o in a.offsets if o >= 0]
    return Card(a.doc, a.number, a.title, a.bylines, a.source, a.date, home.name if home else a.place, sha256, min(at, default=0), max(at, default=-1) + 1)


def _statement(article: Article, c: Claim, head: _Thing, tail: _Thing | None) -> Statement | None:
    a, b = (head.id, tail.id if tail else "")
    if c.relation == "partners_with" and b < a:
        a, b = b, a
    evidence = article.spans(c.start, c.end)
    if not evidence:
        return None
    as_of = article.date if c.relation == "holds_post" else ""
    until = (article.date or "unknown") if c.until == "免去" else c.until  # an end that the text states, if not when
    parts = (a, c.relation, b, c.role, c.status, c.indicator, c.value, c.unit, c.period, c.since, until, as_of)
    return Statement(
        statement_id(*parts),
        a,
        c.relation,
        b,
        c.role,
        c.status,
        c.indicator,
        c.value,
        c.unit,
        c.period,
        c.comparison,
        c.since,
        until,
        as_of,
        c.confidence,
        (c.rule,),
        tuple(sorted(evidence)),
    )
