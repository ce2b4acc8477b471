"""Posts, partners, figures, quotes, status: sentences in, claims out."""

from dataclasses import replace

import pytest
from annotated import article, parse

from kg.coref import antecedents, stands_for
from kg.model import Block, Mention
from kg.relate import relate
from kg.relate.appointments import match_appointments
from kg.relate.lists import match_lists
from kg.relate.numbers import numbers
from kg.relate.pairs import SCORED, pairs, score
from kg.relate.rivals import Candidate, look_again
from kg.relate.skeleton import make_skeletons, whole


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
    ("{江南纺织厂|ORG}挡车工{程东|PERSON}说，布织得密了。", {("程东", "江南纺织厂", "挡车工")}),
    ("{江南纺织厂|ORG}的灯光{程东|PERSON}记得。", set()),
    # elections and appointments: several people to one office, the body said once
    (
        "{青山县摄影家协会|ORG}选举产生新一届理事会。{程东|PERSON}当选主席，{周启明|PERSON}、{李国正|PERSON}任副主席，{周启明|PERSON}兼任秘书长。",
        {("程东", "青山县摄影家协会", "主席"), ("周启明", "青山县摄影家协会", "副主席"), ("李国正", "青山县摄影家协会", "副主席"), ("周启明", "青山县摄影家协会", "秘书长")},
    ),
    (
        "{清河大学|ORG}选举{程东|PERSON}、{周启明|PERSON}为教职工代表大会主席团成员，推选{李国正|PERSON}为秘书长。",
        {("程东", "清河大学", "教职工代表大会主席团成员"), ("周启明", "清河大学", "教职工代表大会主席团成员"), ("李国正", "清河大学", "秘书长")},
    ),
    ("{青山茶业有限公司|ORG}宣布，{程东|PERSON}不再担任总经理。", {("程东", "青山茶业有限公司", "总经理")}),
    ("{程东|PERSON}退休后受聘为{清河大学|ORG}客座教授。", {("程东", "清河大学", "客座教授")}),
    ("任命:{程东|PERSON}(女)为{青山县教育局|ORG}局长;{周启明|PERSON}为{青山县司法局|ORG}副局长。", {("程东", "青山县教育局", "局长"), ("周启明", "青山县司法局", "副局长")}),
    ("来自{清河大学|ORG}的{程东|PERSON}、{江南纺织厂|ORG}的{周启明|PERSON}分获第一名。", {("程东", "清河大学", ""), ("周启明", "江南纺织厂", "")}),
    ("{程东|PERSON}　{清河大学|ORG}", {("程东", "清河大学", "")}),
    ("{中共中央|ORG}总书记、国家主席{程东|PERSON}出席。", {("程东", "中共中央", "总书记")}),
    ("{程东|PERSON}任教多年，{周启明|PERSON}当选手那年才十六。", set()),
    # a title that names no body: that of which it can be a title
    ("{清河职业学院|ORG}与{青山茶业有限公司|ORG}签约。院长{程东|PERSON}说，课堂搬进了车间。", {("程东", "清河职业学院", "院长")}),
]


def test_his_post_is_the_last_named():
    article, mentions = parse("任命{程东|PERSON}为{青山县教育局|ORG}局长，免去其{青山县司法局|ORG}副局长职务。")
    found = [c for sk in make_skeletons(article, mentions) for c in match_appointments(sk)]
    assert [(c.head.text, c.tail.text, c.role, bool(c.until)) for c in found] == [("程东", "青山县教育局", "局长", False), ("程东", "青山县司法局", "副局长", True)]


def test_a_post_left_has_an_end():
    found = claims("{青山茶业有限公司|ORG}宣布，{程东|PERSON}不再担任总经理，{周启明|PERSON}接任总经理。", "holds_post")
    assert {(who, bool(c.until)) for who, c in found} == {("程东", True), ("周启明", False)}


@pytest.mark.parametrize(("marked", "wanted"), POSTS)
def test_posts(marked, wanted):
    assert {(who, c.tail.text, c.role) for who, c in claims(marked, "holds_post")} == wanted


FIGURES = [
    ("{青山县信访局|ORG}化解积案47件。", {("青山县信访局", "化解积案", 47, "件")}),
    ("“{微讲堂|PROGRAMME}”已开讲19期，听众超过1.2万人次。", {("微讲堂", "开讲", 19, "期"), ("微讲堂", "听众", 1.2, "万人次")}),
    ("64岁的老党员{程东|PERSON}来了。", {("程东", "年龄", 64, "岁")}),
    ("{青山县服务中心|ORG}办理医保、社保、户籍等事项8700余件。", {("青山县服务中心", "办理医保、社保、户籍等事项", 8700, "件")}),
    ("{青山县|PLACE}共有66名“和事佬”。", {("青山县", "和事佬", 66, "名")}),
    ("{青山县|PLACE}于2023年7月10日开会。", set()),
    ("{青山县|PLACE}第3届运动会在12号楼举行。", set()),
]


@pytest.mark.parametrize(("marked", "wanted"), FIGURES)
def test_figures(marked, wanted):
    assert {(who, c.indicator, c.value, c.unit) for who, c in claims(marked, "observes")} == wanted


WHOLE_ARTICLES = [
    ("{青山县|PLACE}有20万人。\n{石桥镇|PLACE}办起“{杏林驿站|ORG}”。\n驿站取药1.3万人次，为群众减轻负担86万元。", {("杏林驿站", 1.3, "万人次"), ("杏林驿站", 86, "万元")}),
    ("{青山县司法局|ORG}推行“{板凳会|PROGRAMME}”机制。\n目前，板凳会已开47场。", {("板凳会", 47, "场")}),
    ("{青山县税务局|ORG}上线“{税易查|PROGRAMME}”。上线一个月，注册用户突破88万，签发证书86批次。", {("税易查", 88, "万"), ("税易查", 86, "批次")}),
]


@pytest.mark.parametrize(("marked", "wanted"), WHOLE_ARTICLES)
def test_figures_of_what_an_earlier_paragraph_names(marked, wanted):
    article, mentions = in_blocks(marked)
    names, _ = stands_for(mentions, article.text)
    found = {(names[c.head], c.value, c.unit) for c in relate(article, mentions) if c.relation == "observes"}
    assert wanted <= found


def test_a_figure_of_no_one_is_left_out():
    assert not claims("据了解，我国行政村5G通达率超过90%。{国家统计局|ORG}昨天公布了数据。", "observes")


@pytest.mark.parametrize(("text", "unit"), [("用户突破88万，", ""), ("国道579线", None), ("建起22国联盟", "国"), ("拥有3车间", None), ("已开8讲，", "讲")])
def test_units(text, unit):
    article, mentions = parse("{青山县|PLACE}" + text)
    assert [m["unit"] for m in numbers(whole(article, mentions))] == ([] if unit is None else [unit])


def test_a_dateline_says_nothing():
    article, mentions = parse("{央视网|ORG}消息（{新闻联播|PROGRAMME}）：{青山县|PLACE}推行“{小板凳议事|PROGRAMME}”制度，{李国正|PERSON}主席到场。")
    ends = {m.text for c in relate(article, mentions) for m in (c.head, c.tail) if m}
    assert ends & {"青山县", "小板凳议事"}
    assert not ends & {"央视网", "新闻联播"}


def test_who_meets_the_guests_of_an_event_does_not_attend_it():
    assert not claims("{周启明|PERSON}会见来华出席{第三届风筝节|EVENT}的外方代表。", "participates_in")
    assert not claims("{周启明|PERSON}作出重要指示 {程东|PERSON}出席{第三届风筝节|EVENT}。", "participates_in")[1:]


@pytest.mark.parametrize(
    ("marked", "relation", "wanted"),
    [
        ("{程东|PERSON}主持召开{青山县第五次代表会议|EVENT}。", "runs", {("程东", "青山县第五次代表会议")}),
        ("{程东|PERSON}主持召开{青山县第五次代表会议|EVENT}。", "participates_in", set()),
        ("中国常驻{联合国|ORG}代表{程东|PERSON}表示，要合作。", "holds_post", set()),
        ("{联合国|ORG}秘书长{程东|PERSON}表示，要合作。", "holds_post", {("程东", "联合国")}),
        ("{翠云廊|PLACE}{剑阁县|PLACE}段有古柏7778株。", "located_in", set()),
    ],
)
def test_small_words_that_turn_a_claim(marked, relation, wanted):
    assert {(who, c.tail.text) for who, c in claims(marked, relation)} == wanted


@pytest.mark.parametrize(
    ("marked", "relation", "wanted"),
    [
        ("{青山县商务委|ORG}5月12日电商培训班开班，与{清河学院|ORG}签署合作协议。", "partners_with", {("青山县商务委", "清河学院")}),
        ("{王小明|PERSON} {李大力|PERSON} {张建国|PERSON}出席{第三届风筝节|EVENT}。", "participates_in", {(p, "第三届风筝节") for p in ("王小明", "李大力", "张建国")}),
        ("{青山县|PLACE}对台办主任{程东|PERSON}说，路修好了。", "holds_post", {("程东", "青山县")}),
    ],
)
def test_words_that_only_look_like_those(marked, relation, wanted):
    assert wanted <= {(who, c.tail.text) for who, c in claims(marked, relation)}


def test_emergencies_are_no_orders():
    found = claims("{王小明|PERSON}表示，应急管理中，{青山县消防支队|ORG}成立{红袖标巡逻队|ORG}。", "establishes")
    assert [c.status for _, c in found] == ["asserted"]


def test_the_people_as_a_centre_are_no_service_centre():
    _, mentions = parse("{青山县服务中心|ORG}启用。{青山县委|ORG}坚持以人民为中心，投入资金3000万元。")
    assert not [m for m in mentions if m.text == "中心"]


def test_a_change_keeps_old_and_new_apart():
    found = claims("{青山县|PLACE}茶农月工资由3000元增至5000元。", "observes")
    assert {c.indicator for _, c in found} == {"茶农月工资"}


def test_many_figures_take_no_longer_each():
    """Work per figure may not grow with the sentence: 400 of them in one took half a minute."""
    article, mentions = parse("{青山县|PLACE}共有" + "、".join(f"甲{i}百户100人" for i in range(600)) + "。")
    found = [c for c in relate(article, mentions) if c.relation == "observes"]
    assert all(len(c.indicator) <= 24 for c in found)
    assert len(found) > 400


def test_what_somebody_will_attend_is_planned():
    assert [c.status for _, c in claims("{程东|PERSON}还将出席{第三届风筝节|EVENT}。", "participates_in")] == ["planned"]


def test_confidence_is_that_of_the_words_times_that_of_the_ends():
    article, mentions = parse("{青山县|PLACE}推行“{小板凳议事|PROGRAMME}”制度。")
    sure = relate(article, mentions)[0].confidence
    doubted = [replace(m, score=0.8) for m in mentions]
    assert relate(article, doubted)[0].confidence == pytest.approx(0.64 * sure, abs=0.01)


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
    ("{青山县司法局|ORG}、{县妇联|ORG}的办公楼都在大街上。", set()),
    ("{伊朗|PLACE}与{越南|PLACE}友谊地久天长。", set()),
    ("{青山县司法局|ORG}联合{县妇联|ORG}等部门印发通知。", set()),
    ("{青山县委|ORG} {县政府|ORG}印发通知。", set()),
    ("{青军|ORG}当天与{蓝军|ORG}的战斗持续。", set()),
    ("活动在{青山县|PLACE}、{石桥镇|PLACE}举行。", set()),
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
        ("{青山县|PLACE}将大力推行“{小板凳议事|PROGRAMME}”制度。", "planned"),
        ("{青山县|PLACE}将积极性调动起来，推行“{小板凳议事|PROGRAMME}”制度。", "asserted"),
        ("程东强调，要深化网格治理，{青山县|PLACE}推行“{小板凳议事|PROGRAMME}”制度。", "planned"),
        ("《{青山县治理办法|DOCUMENT}》明确，{青山县|PLACE}推行“{小板凳议事|PROGRAMME}”制度。", "planned"),
        ("{青山县|PLACE}愿就此推行“{小板凳议事|PROGRAMME}”制度。", "planned"),
        ("{青山县|PLACE}尊重群众意愿，推行“{小板凳议事|PROGRAMME}”制度。", "asserted"),
        ("{青山县|PLACE}建文明年画村，推行“{小板凳议事|PROGRAMME}”制度。", "asserted"),
        ("{青山县|PLACE}明年推行“{小板凳议事|PROGRAMME}”制度。", "planned"),
        ("按照《{青山县治理办法|DOCUMENT}》要求，{青山县|PLACE}推行“{小板凳议事|PROGRAMME}”制度。", "asserted"),
        ("{青山县|PLACE}志愿推行“{小板凳议事|PROGRAMME}”制度。", "asserted"),
        ("会议指出，{青山县|PLACE}进步大，要密切联系，推行“{小板凳议事|PROGRAMME}”制度。", "planned"),
        ("{青山县|PLACE}新风扑面，要闻不断，推行“{小板凳议事|PROGRAMME}”制度。", "asserted"),
    ],
)
def test_status(sentence, status):
    assert [c.status for _, c in claims(sentence, "runs")] == [status]


def test_what_a_pattern_says_badly_is_said_from_afar(monkeypatch):
    article, mentions = parse("{石桥镇|PLACE}党员多。该镇推行“{小板凳议事|PROGRAMME}”制度。")
    names, _ = stands_for(mentions, article.text)
    sk = whole(article, mentions, names)
    ruled = [c for c in relate(article, mentions, scored=False) if c.relation == "runs"]
    assert [c.head.text for c in ruled] == ["该镇"]

    class Forced:
        def __init__(self, near):
            self.near = near

        def pairs(self, ends):
            return [[self.near if sk.mentions[i].text == "该镇" else 50.0] * len(SCORED) for i, _ in ends]

    monkeypatch.setattr("kg.relate.pairs.look_again", lambda _, found: [c.sure for c in found])
    said = {near: [c.head.text for c in score(sk, ruled, Forced(near)) if c.relation == "runs"] for near in (-50.0, 50.0)}
    assert said == {-50.0: ["石桥镇"], 50.0: ["该镇"]}


def test_references_take_up_what_was_named():
    found = claims("{石桥镇|PLACE}党员多。该镇推行“{小板凳议事|PROGRAMME}”制度。", "runs")
    assert [(who, c.tail.text) for who, c in found] == [("石桥镇", "小板凳议事")]


@pytest.mark.parametrize(
    "marked",
    [
        "{石桥镇|PLACE}党员多，推行“{小板凳议事|PROGRAMME}”制度；镇长{程东|PERSON}说：“路修好了，心里亮堂。”",
        "任命：{程东|PERSON}（女）为{青山县教育局|ORG}局长；{周启明|PERSON}为{青山县司法局|ORG}副局长。",
    ],
)
def test_punctuation_of_either_width_makes_no_difference(marked):
    def said(text):
        article, mentions = parse(text)
        return [(c.relation, c.head.text, c.tail and c.tail.text, c.role, c.start, c.end) for c in relate(article, mentions)]

    assert said(marked)
    assert said(marked.translate(str.maketrans("，；：！（）", ",;:!()"))) == said(marked)


def test_this_festival_is_the_one_named():
    article, mentions = parse("{2024青山油茶花骑行节|EVENT}在{石桥镇|PLACE}开幕。本届骑行节由{县文旅局|ORG}主办，{县自行车协会|ORG}承办。")
    again = next(m for m in mentions if m.type == "THING")
    assert (again.text, antecedents(mentions)[again].text) == ("本届骑行节", "2024青山油茶花骑行节")
    assert {c.head.text for c in relate(article, mentions) if c.relation == "runs" and c.tail == again} == {"县文旅局", "县自行车协会"}


def test_a_row_of_a_body_and_its_brand():
    text = "青山县档案馆党支部“兰台红烛”"
    found = relate(article(text, "item"), [Mention(0, 9, "ORG", text[:9]), Mention(10, 14, "PROGRAMME", text[10:14])])
    assert ("runs", "青山县档案馆党支部", "兰台红烛") in {(c.relation, c.head.text, c.tail.text) for c in found}


def listed(marked, announced=""):
    """Return what a list of marked rows says, after its announcement."""
    made, mentions = in_blocks("\n".join([*([announced] if announced else []), *marked]))
    roles = ["body"] * bool(announced) + ["item"] * len(marked)
    made = replace(made, blocks=tuple(replace(b, role=role) for b, role in zip(made.blocks, roles, strict=True)))
    return {(c.relation, c.head.text, c.tail.text, *([c.role] if c.role else [])) for c in match_lists(made, mentions)}


def test_a_list_says_who_wins_what_and_who_gives_it():
    rows = ["{最佳志愿服务组织|AWARD}", "{青山县净滩协会|ORG}", "{最佳志愿服务项目|AWARD}", "“{灯下课堂|PROGRAMME}”夜间辅导（{石桥镇团委|ORG}）"]
    assert listed([*rows, "{青山县文明办|ORG} 7月10日公布"]) == {
        ("receives", "青山县净滩协会", "最佳志愿服务组织"),
        ("receives", "灯下课堂", "最佳志愿服务项目"),
        ("runs", "石桥镇团委", "灯下课堂"),
        ("confers", "青山县文明办", "最佳志愿服务组织"),
        ("confers", "青山县文明办", "最佳志愿服务项目"),
    }


@pytest.mark.parametrize(
    "announced",
    [
        "9月23日，表彰大会举行，20个集体受到{青山县委|ORG}、{县政府|ORG}表彰。部分名单如下：",
        "近日，{青山县委|ORG}、{县政府|ORG}印发通报，对先进予以表扬。名单如下：",
    ],
)
def test_the_announcement_of_a_list_says_who_gives_the_honours(announced):
    found = listed(["{模范集体|AWARD}", "{石桥镇卫生院|ORG}"], announced)
    assert found == {("receives", "石桥镇卫生院", "模范集体"), ("confers", "青山县委", "模范集体"), ("confers", "县政府", "模范集体")}


@pytest.mark.parametrize(
    "announced",
    ["近日，{青山县税务局党支部|ORG}等20个集体获得{青山县委|ORG}表彰。名单如下：", "近日，{青山县公安局|ORG}5名民警受{青山县委|ORG}通报表扬。名单如下："],
)
def test_who_is_honoured_gives_no_honour(announced):
    assert {c[1] for c in listed(["{模范集体|AWARD}"], announced) if c[0] == "confers"} == {"青山县委"}


def test_a_signature_ends_its_list():
    rows = ["{模范集体|AWARD}", "{石桥镇卫生院|ORG}", "{青山县文明办|ORG} 7月10日公布", "{最美团队|AWARD}", "{石桥镇小学|ORG}", "{绿川县文明办|ORG} 7月11日公布"]
    assert {c[1:] for c in listed(rows) if c[0] == "confers"} == {("青山县文明办", "模范集体"), ("绿川县文明办", "最美团队")}


def test_the_announcement_of_a_list_says_where_the_posts_are():
    elected = listed(["理事会主任：{程东|PERSON}", "理事会副主任：{方圆|PERSON} {石磊|PERSON}"], "{青山县供销社|ORG}选举产生第四届理事会领导成员：")
    assert elected == {(*("holds_post", name, "青山县供销社"), role) for name, role in (("程东", "理事会主任"), ("方圆", "理事会副主任"), ("石磊", "理事会副主任"))}
    assert not listed(["会长：{程东|PERSON}"], "{青山县文旅局|ORG}表彰一批先进，名单如下：")
    assert {c[2] for c in listed(["会长：{程东|PERSON}"], "在{青山县民政局|ORG}指导下，{青山县家政协会|ORG}选举产生新一届理事会：")} == {"青山县家政协会"}
    appointed = listed(["{程东|PERSON} {青山学院|ORG}院长"], "{青山县政府|ORG}决定聘任下列5人为青山县首批产业发展顾问，聘期三年：")
    assert ("holds_post", "程东", "青山县政府", "青山县首批产业发展顾问") in appointed


def in_blocks(marked):
    """Return an article whose blocks are the lines of a marked text."""
    article, mentions = parse(marked)
    ends = [n for n, c in enumerate(article.text + "\n") if c == "\n"]
    starts = [0, *(n + 1 for n in ends)]
    return replace(article, blocks=tuple(Block("body", a, b) for a, b in zip(starts, ends, strict=False))), mentions


def test_a_pair_may_reach_over_paragraphs_but_a_place_does_not():
    article, mentions = in_blocks("{青山县司法局|ORG}有24人。\n去年人手不够。\n推出“{板凳会|PROGRAMME}”，{石桥镇|PLACE}先行。")
    sk = whole(article, mentions)
    found = {(sk.mentions[i].text, sk.mentions[j].text): fits for i, j, fits in pairs(sk)}
    assert "runs" in found["青山县司法局", "板凳会"]
    assert "located_in" not in found["青山县司法局", "石桥镇"]
    assert ("石桥镇", "青山县司法局") not in found


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("{张明|PERSON}出席{党的十八大|EVENT}以来的历次会议。", "participates_in"),
        ("{青山县文联|ORG}、{青山县委宣传部|ORG}主办《{青山志|DOCUMENT}》读者会。", "issues"),
        ("{中央书记处|ORG}书记、国务委员{张明|PERSON}出席。", "国务委员"),
    ],
)
def test_what_speaks_against_a_claim(text, relation):
    article, mentions = parse(text)
    assert not [c for c in relate(article, mentions) if relation in (c.relation, c.role)]


def looked_at(marked, *found):
    """Return how sure the second look is of candidates, told by the words of their ends and how sure the first look is."""
    article, mentions = parse(marked)
    sk = whole(article, mentions)
    at = {m.text: i for i, m in sk.mentions.items()}
    return look_again(sk, [Candidate(relation, at[head], at[tail], sure, True) for relation, head, tail, sure in found])


def test_who_else_may_run_it_counts():
    apart = "{青山县司法局|ORG}推出“{板凳会|PROGRAMME}”。随后，{石桥镇|PLACE}派人来看。"
    others, other = ("runs", "青山县司法局", "板凳会", 0.95), ("runs", "石桥镇", "板凳会", 0.5)
    assert looked_at(apart, others, other)[1] < looked_at(apart, other)[0]
    together = "{青山县司法局|ORG}、{石桥镇|PLACE}联合推出“{板凳会|PROGRAMME}”。"
    assert looked_at(together, others, other)[1] > looked_at(apart, others, other)[1]


def test_the_second_look_knows_no_order_and_leaves_some_relations_as_they_are():
    text = "{青山县司法局|ORG}、{石桥镇|PLACE}在{河口村|PLACE}设立{护苗站|ORG}，推出“{板凳会|PROGRAMME}”。"
    found = [
        ("runs", "青山县司法局", "板凳会", 0.9),
        ("runs", "石桥镇", "板凳会", 0.7),
        ("located_in", "护苗站", "河口村", 0.8),
        ("part_of", "护苗站", "青山县司法局", 0.3),
        ("establishes", "石桥镇", "护苗站", 0.6),
    ]
    sure = looked_at(text, *found)
    assert looked_at(text, *found[::-1]) == sure[::-1]
    assert sure[4] == 0.6


def test_page_furniture_says_nothing():
    article, mentions = in_blocks("{青山县司法局|ORG}推出“{板凳会|PROGRAMME}”。\n{青山县委|ORG}联办")
    article = replace(article, blocks=(article.blocks[0], replace(article.blocks[1], role="source")))
    assert {m.text for m in whole(article, mentions).mentions.values()} == {"青山县司法局", "板凳会"}


def test_evidence_of_what_is_carried_is_the_later_sentence():
    article, mentions = in_blocks("{青山县司法局|ORG}有24人。\n人手不够，路又远。大家都犯愁。\n{青山县司法局|ORG}推出“{板凳会|PROGRAMME}”。")
    found = [c for c in relate(article, mentions) if c.tail is not None]
    assert found
    for c in found:
        assert "\n" not in article.text[c.start : c.end]
        assert c.start <= c.tail.start < c.tail.end <= c.end


@pytest.mark.parametrize(
    ("text", "word", "stands_for"),
    [
        ("{青山茶业集团|ORG}落户。集团又与农户签约。", "集团", "青山茶业集团"),
        ("{青山茶业集团|ORG}落户。集团门口很忙。", "集团", None),
        ("{河口小学|ORG}常年办讲座，{河口小学|ORG}师生都爱听。{石桥小学|ORG}来过一次。\n该校编写教材。", "该校", "河口小学"),
        ("{青山区|PLACE}有个{和美小区|PLACE}。全区推行这个办法。", "全区", "青山区"),
        ("{白庙街道党工委|ORG}作了答。街道随后挂牌。", "街道", None),
        ("{青山区公安局|ORG}写进这套办法。", "这套办", None),
        # the end of a name by itself, where it is a noun and no part of another name
        ("{杏林驿站|ORG}建在村口。驿站取药1.3万人次。", "驿站", "杏林驿站"),
        ("{石板潭隧道|PLACE}贯通。隧道由{县交通局|ORG}建设。", "隧道", "石板潭隧道"),
        ("{三江护火会|ORG}办了三年。截至8月，护火会已解决问题205个。", "护火会", "三江护火会"),
        ("{青山绿化条例|DOCUMENT}通过。条例由{县人大|ORG}起草。", "条例", "青山绿化条例"),
        ("{杏林驿站|ORG}建在村口。路边新盖了驿站风格的小屋。", "驿站", None),
        ("{板凳调解|PROGRAMME}办了三年。法官调解了五件案子。", "调解", None),
    ],
)
def test_what_a_reference_stands_for(text, word, stands_for):
    article, mentions = parse(text)
    found = [m for m in mentions if m.text == word and m.by == "reference"]
    made = antecedents(mentions, text=article.text)
    assert [made[m].text for m in found if m in made] == ([stands_for] if stands_for else [])
