"""A small graph made by hand, in which every named question finds something; its words are as hostile as a page can be."""

import hashlib

from kg.model import Card, Entity, PageGraph, Span, Statement

HOSTILE = "a\"b\\c'''<d>&e\n\tf}{$x ?y #g /*h*/ \u202e\u200f\x00\x07\ufffe\U0001f600 \ud800 @prefix . \"^^<z>"
DOC, OTHER = "甲 报/2025<1>.txt", "乙报%20#?.txt"


def span(text, doc=DOC, start=10):
    return Span(doc, start, start + len(text), text)


def entity(type_, name, *aliases, **more):
    return Entity(f"{type_.lower()}/{name}", type_, name, aliases, mentions=(span(name, start=100 + len(name)),), **more)


def claim(subject, relation, obj="", sentence="原文一句。", doc=DOC, start=10, **more):
    made = hashlib.sha256(repr((subject, relation, obj, sentence, sorted(more.items()))).encode("utf-8", "replace")).hexdigest()[:16]
    return Statement(made, subject, relation, obj, rules=more.pop("rules", ("rule-1",)), evidence=(span(sentence, doc, start),), **more)


def small():
    """Make the graph."""
    body, branch, firm = "org/青山区委", "org/青山区委办公室党支部", "org/青山公司"
    zhang, li, bridge = "person/张明", "person/李兰", "programme/同心桥"
    entities = [
        entity("ORG", "青山区委", "区委"),
        entity("ORG", "青山区委办公室党支部", "党支部", kind="党支部", anchor="青山区"),
        entity("ORG", "青山公司", HOSTILE, joined=("青山公司 = 公司: reference",)),
        entity("PERSON", "张明"),
        entity("PERSON", "李兰", "=1+1"),
        entity("PROGRAMME", "同心桥", kind="品牌", date="2023-11"),
        entity("PROGRAMME", "连心站", date="--07-14"),
        entity("PLACE", "青山区", code="420107", date="2025"),
        entity("PLACE", "长江路"),
        entity("DOCUMENT", "青山规划", date="2024-02-30"),
        entity("EVENT", "青山柑橘节", date="2022-11-08"),
        entity("AWARD", "先进集体"),
    ]
    statements = [
        claim(zhang, "holds_post", branch, "党支部书记张明说。", role="书记", since="2021-03", until="2024-06-30"),
        claim(zhang, "holds_post", body, role="副书记", as_of="2025-07-13"),
        claim(li, "holds_post", firm, HOSTILE, role=HOSTILE, confidence=0.4, status="reported"),
        claim(branch, "part_of", body),
        claim("programme/连心站", "part_of", bridge, "连心站是同心桥之一。"),
        claim(branch, "runs", bridge, "党支部打造“同心桥”品牌。", doc=OTHER, start=0),
        claim(firm, "participates_in", "event/青山柑橘节"),
        claim(body, "runs", "event/青山柑橘节"),
        claim(body, "partners_with", firm),
        claim(body, "issues", "document/青山规划"),
        claim(bridge, "specified_in", "document/青山规划"),
        claim(body, "establishes", branch, confidence=0.31),
        claim(branch, "receives", "award/先进集体"),
        claim(body, "confers", "award/先进集体"),
        claim("place/长江路", "located_in", "place/青山区"),
        claim(firm, "located_in", "place/长江路"),
        claim(firm, "runs", "programme/连心站", status="planned"),
        claim(firm, "attracts", branch, status="negated"),
        claim(bridge, "observes", indicator="化解积案", value=47, unit="件", period="2025年", comparison="超"),
        claim(bridge, "observes", indicator="服务群众", value=1.86, unit="万人次"),
        claim(firm, "observes", indicator="产值", value="3—5", unit="亿元"),
        claim(firm, "observes", indicator="微量", value=1e-07, unit="克"),
        claim(zhang, "says", value="要让群众少跑腿。"),
        claim(li, "says", value=HOSTILE),
    ]
    articles = (
        Card(OTHER, 0, "", ("钟梅",), "乙报", "2024-12", "", "b" * 64, 0, 50),
        Card(DOC, 0, '《桥》 "与" 人', ("甲", "乙"), "甲报", "2025-07-13", "青山区", "a" * 64, 0, 500),
    )
    return PageGraph(tuple(sorted(articles, key=lambda a: a.doc)), tuple(sorted(entities, key=lambda e: e.id)), tuple(sorted(statements, key=lambda s: s.id)))
