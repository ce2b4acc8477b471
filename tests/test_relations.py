"""Posts, partners, figures, quotes, status: sentences in, claims out."""

import pytest
from annotated import parse

from kg.relate import relate
from kg.resolve.references import antecedents


def claims(marked, relation):
    article, mentions = parse(marked)
    refs = antecedents(mentions)
    return [(refs.get(c.head, c.head).text, c) for c in relate(article, mentions) if c.relation == relation]


POSTS = [
    ("{青山县委|ORG}副书记{周启明|PERSON}出席。", {("周启明", "青山县委", "副书记")}),
    ("{青山县委|ORG}常委、{县纪委|ORG}书记{周启明|PERSON}讲话。", {("周启明", "青山县委", "常委"), ("周启明", "县纪委", "书记")}),
    ("{清河大学|ORG}党委常委、副校长{李国正|PERSON}出席。", {("李国正", "清河大学", "党委常委"), ("李国正", "清河大学", "副校长")}),
    ("{程东|PERSON}当选{青山县总工会|ORG}主席。", {("程东", "青山县总工会", "主席")}),
    ("任命{程东|PERSON}为{青山县教育局|ORG}局长。", {("程东", "青山县教育局", "局长")}),
    ("{渝州晚报|ORG}记者 {程 东|PERSON}", {("程 东", "渝州晚报", "记者")}),
    ("{石桥镇|PLACE}镇长{程东|PERSON}说，路修好了。", {("程东", "石桥镇", "镇长")}),
    ("{石桥镇|PLACE}的{程东|PERSON}说，路修好了。", set()),
    ("{石桥镇|PLACE}居民{程东|PERSON}说，路修好了。", set()),
]


@pytest.mark.parametrize(("marked", "wanted"), POSTS)
def test_posts(marked, wanted):
    assert {(who, c.tail.text, c.role) for who, c in claims(marked, "holds_post")} == wanted


FIGURES = [
    ("{青山县信访局|ORG}化解积案47件。", {("青山县信访局", "化解积案", 47, "件")}),
    ("“{微讲堂|PROGRAMME}”已开讲19期，听众超过1.2万人次。", {("微讲堂", "开讲", 19, "期"), ("微讲堂", "听众", 1.2, "万人次")}),
    ("64岁的老党员{程东|PERSON}来了。", {("程东", "年龄", 64, "岁")}),
    ("{青山县|PLACE}于2023年7月10日开会。", set()),
    ("{青山县|PLACE}第3届运动会在12号楼举行。", set()),
]


@pytest.mark.parametrize(("marked", "wanted"), FIGURES)
def test_figures(marked, wanted):
    assert {(who, c.indicator, c.value, c.unit) for who, c in claims(marked, "observes")} == wanted


QUOTES = [
    ("“要让群众少跑腿。”{青山县委|ORG}书记{程东|PERSON}说。", {("程东", "要让群众少跑腿。")}),
    ("{程东|PERSON}说：“路修好了，心里亮堂。”", {("程东", "路修好了，心里亮堂。")}),
    ("{程东|PERSON}表示，下一步要把服务延伸到村。", {("程东", "下一步要把服务延伸到村")}),
    ("{程东|PERSON}走过“{邻里灯|PROGRAMME}”。", set()),
]


@pytest.mark.parametrize(("marked", "wanted"), QUOTES)
def test_quotes(marked, wanted):
    assert {(who, c.value) for who, c in claims(marked, "says")} == wanted


PARTNERS = [
    ("{青山县|PLACE}与{江南茶业有限公司|ORG}签订合作协议。", {("青山县", "江南茶业有限公司")}),
    ("{青山县司法局|ORG}联合{县妇联|ORG}、{县法院|ORG}举办“{普法集市|PROGRAMME}”。", {("青山县司法局", "县妇联"), ("青山县司法局", "县法院")}),
    ("{青山县司法局|ORG}、{县妇联|ORG}都在大街上。", set()),
]


@pytest.mark.parametrize(("marked", "wanted"), PARTNERS)
def test_partners(marked, wanted):
    assert {(who, c.tail.text) for who, c in claims(marked, "partners_with")} == wanted


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("{青山县|PLACE}推行“{小板凳议事|PROGRAMME}”制度。", "asserted"),
        ("下一步，{青山县|PLACE}将推行“{小板凳议事|PROGRAMME}”制度。", "planned"),
        ("{青山县|PLACE}尚未推行“{小板凳议事|PROGRAMME}”制度。", "negated"),
        ("据介绍，{青山县|PLACE}推行“{小板凳议事|PROGRAMME}”制度。", "reported"),
    ],
)
def test_status(sentence, status):
    assert [c.status for _, c in claims(sentence, "runs")] == [status]


def test_references_take_up_what_was_named():
    found = claims("{石桥镇|PLACE}党员多。该镇推行“{小板凳议事|PROGRAMME}”制度。", "runs")
    assert [(who, c.tail.text) for who, c in found] == [("石桥镇", "小板凳议事")]
