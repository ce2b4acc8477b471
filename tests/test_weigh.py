"""Candidates and how they are weighed: form offers them, the scorer tells which are names, trusted finders keep their say."""

import random

import pytest
from annotated import article

from kg.annotate import annotate, load
from kg.annotate.annotate import candidates
from kg.annotate.guesses import guesses
from kg.annotate.shape import shape
from kg.annotate.weigh import Surroundings, features, merge, weigh
from kg.model import Mention

TEXT = "青山县石桥镇推出“板凳议事”机制，镇长程东与青山县司法局局长周启明在双元巷社区调解纠纷47件。书记说，这是基层治理的“金钥匙”。"


def test_a_body_does_not_begin_with_a_place_that_lies_in_a_later_one():
    text = "在永川高重庆智能工程职业学院任教，静宁驻平凉劳务服务站接他。"
    cut = [shape(article(text), Mention(a, b, "ORG", text[a:b], "model", 0.9)) for a, b in ((1, 14), (17, 27))]
    assert [m and m.text for m in cut] == ["重庆智能工程职业学院", "静宁驻平凉劳务服务站"]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("队员里有固原人方圆。", "方圆", "PERSON"),
        ("他在石桥镇卫生院工作。", "石桥镇卫生院", "ORG"),
        ("大家都说“板凳会”好。", "板凳会", "PROGRAMME"),
        ("推行1+4+N机制。", "1+4+N", "PROGRAMME"),
        ("沿着幸福大道走。", "幸福大道", "PLACE"),
        ("第三届丰收节开幕。", "第三届丰收节", "EVENT"),
    ],
)
def test_form_offers_it(text, name, kind):
    assert (name, kind) in {(m.text, m.type) for m in guesses(article(text))}


def test_every_candidate_lies_in_the_text():
    made = article(TEXT)
    for m in candidates(made, load()):
        assert made.text[m.start : m.end] == m.text


def test_the_order_of_candidates_changes_nothing():
    made = article(TEXT)
    found = candidates(made, load())
    mixed = list(found)
    random.Random(3).shuffle(mixed)
    assert weigh(made, mixed) == weigh(made, found)


def test_features_speak_of_the_type_alone():
    made = article(TEXT)
    merged = merge(candidates(made, load()))
    around = Surroundings(made, merged)
    for m in merged:
        names = features(around, m)
        assert len(set(names)) == len(names)
        assert all(name.startswith(m.type + "|") for name in names)


def test_scores_are_probabilities_and_names_stand_out():
    made = article(TEXT)
    score = {(m.text, m.type): m.score for m in weigh(made, candidates(made, load()))}
    assert all(0 <= s <= 1 for s in score.values())
    assert min(score["程东", "PERSON"], score["周启明", "PERSON"], score["板凳议事", "PROGRAMME"]) > 0.8
    assert score.get(("金钥匙", "PROGRAMME"), 0.0) < 0.3


@pytest.mark.parametrize("finder", ["pipeline", "rule:byline", "rule:list"])
def test_what_layout_or_the_user_says_is_kept(finder):
    made = article("月亮灯影")
    assert weigh(made, [Mention(0, 2, "PERSON", "月亮", finder, 0.85)])[0].score >= 0.85
    assert weigh(made, [Mention(0, 2, "PERSON", "月亮", "guess:name", 0.85)])[0].score < 0.85


@pytest.mark.parametrize(
    ("text", "none"),
    [
        ("网格员成了小区里的“流动风景线”。", "流动风景线"),
        ("这套办法搭起了基层治理的“四梁八柱”。", "四梁八柱"),
        ("李阿姨和肖大姐都来了。", "李阿姨"),
        ("家住新桥社区的王阿姨对小区的变化很满意。", "王阿姨对小区"),
        ("江苏省南京市鼓楼区开了会。", "江苏省南京市鼓楼区"),
    ],
)
def test_what_names_nothing(text, none):
    assert none not in {m.text for m in annotate(article(text))}


def test_a_definition_raises_the_name_before_it():
    found = {(m.text, m.type) for m in annotate(article("县里建设西部职业教育基地（简称西部职教基地）。西部职教基地吸引学生16万人。"))}
    assert {name for name, _ in found} >= {"西部职业教育基地", "西部职教基地"}
    assert len({kind for name, kind in found if name.startswith("西部")}) == 1


def test_a_body_takes_in_the_division_before_it():
    assert "费县同仁康复医院" in {m.text for m in annotate(article("日前，费县同仁康复医院开展义诊活动，受到好评。"))}


@pytest.mark.parametrize(("text", "name"), [("乌克兰总统泽连斯基12日发表讲话。", "泽连斯基"), ("小区居民徐仕碧站在楼下，笑着说：“变化真大。”", "徐仕碧")])
def test_four_characters_or_three(text, name):
    assert {m.text for m in annotate(article(text)) if m.type == "PERSON"} == {name}


def test_a_name_is_as_long_as_elsewhere():
    found = [m.text for m in annotate(article("墨西哥海军部长莫拉莱斯20日确认此事。莫拉莱斯说，根据规范，水域由当地引航员指挥。")) if m.type == "PERSON"]
    assert set(found) == {"莫拉莱斯"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("县委县政府高度重视。", {"县委", "县政府"}),
        ("青山县委县人大县政协领导出席。", {"青山县委", "县人大", "县政协"}),
        ("区委区政府办公室发文。", {"区委区政府办公室"}),
    ],
)
def test_organs_written_without_a_mark_between(text, names):
    assert {m.text for m in annotate(article(text)) if m.type == "ORG"} == names


def test_punctuation_of_either_width_makes_no_difference():
    wide = "青山县石桥镇镇长程东（女）说：“路修好了，心里亮堂。”据统计，该镇化解纠纷1,047件；“板凳议事”获好评！"
    narrow = wide.translate(str.maketrans("，；：！（）“”", ',;:!()""'))
    found = [(m.start, m.end, m.type) for m in annotate(article(narrow))]
    assert len(found) > 3
    assert found == [(m.start, m.end, m.type) for m in annotate(article(wide))]
    assert all(m.text == narrow[m.start : m.end] for m in annotate(article(narrow)))


@pytest.mark.parametrize(
    ("name", "kind", "found_by", "kept"),
    [
        ("潘萨银花", "PERSON", "model", "潘萨银花"),
        ("潘萨银花", "PERSON", "doubted model", "潘萨银"),
        ("訾红军", "PERSON", "model", "訾红军"),
        ("王阿姨", "PERSON", "model", None),
        ("王阿姨高兴地", "PERSON", "model", None),
        ("河口镇畜牧兽医站", "ORG", "model", "河口镇畜牧兽医站"),
        ("12.2025青山山地马拉松", "EVENT", "model", "2025青山山地马拉松"),  # an item of a list
    ],
)
def test_what_the_networks_read_need_not_look_like_a_name(name, kind, found_by, kept):
    found = shape(article(f"听说{name}来了。"), Mention(2, 2 + len(name), kind, name, found_by, 0.9))
    assert (found and found.text) == kept


def test_a_bracket_is_closed():
    text = "来到青山党校（青山行政学院）上课。"
    found = shape(article(text), Mention(2, 13, "ORG", text[2:13], "model", 0.9))
    assert found is not None
    assert found.text == "青山党校（青山行政学院）"


@pytest.mark.parametrize(("text", "name"), [("区司法局党组书记、局长钞静波出席。", "区司法局"), ("区司法局党组书记钞静波出席。", "区司法局党组")])
def test_an_organ_is_left_out_where_its_body_has_titles_too(text, name):
    assert name in {m.text for m in annotate(article(text))}


def test_features_stand_on_one_line():
    made = article("喜讯。\n青山县文旅局来了。\n完")
    around = Surroundings(made, candidates(made, load()))
    assert not [f for m in around.candidates for f in features(around, m) if "\n" in f]
