"""Mentions: rules by sentence, edges mended, the union decided, any Unicode, another pipeline in place of the shipped one."""

from itertools import pairwise

import pytest
import spacy
from annotated import article
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.annotate import annotate, load, unite
from kg.annotate.annotate import _organs, _people
from kg.annotate.shape import shape
from kg.model import Mention


def names(text, role="body"):
    return {(m.text, m.type) for m in annotate(article(text, role)) if m.type not in ("REF", "WHO", "THING")}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("市民政局印发《城乡低保工作规程（试行）》。", ("城乡低保工作规程（试行）", "DOCUMENT")),
        ("社区组建“灯芯”志愿服务队，队员很多。", ("“灯芯”志愿服务队", "ORG")),
        ("该局打造“税月同行”党建品牌，群众称赞。", ("税月同行", "PROGRAMME")),
        ("他被授予“优秀共产党员”称号。", ("优秀共产党员", "AWARD")),
        ("三台县信访局派员驻点指导。", ("三台县信访局", "ORG")),
        ("费县同仁康复医院的医护人员来了。", ("费县同仁康复医院", "ORG")),
        ("第三届毛南族花竹帽编织技艺大赛在镇上举行。", ("第三届毛南族花竹帽编织技艺大赛", "EVENT")),
    ],
)
def test_rules_find(text, wanted):
    assert wanted in names(text)


@pytest.mark.parametrize("text", ["打通服务群众“最后一公里”。", "党员要增强“四个意识”，做到“两个维护”。", "该中心工作人员说得好。", "企业和相关部门都来了。"])
def test_what_names_nothing(text):
    assert names(text) == set()


def test_bylines_with_layout_spaces():
    assert ("钟 梅", "PERSON") in names("渝西都市报记者 钟 梅", "byline")


def test_a_mention_says_who_found_it_and_how_surely():
    found = [m for m in annotate(article("三台县信访局局长伍静川说：“好。”")) if m.type == "ORG"]
    assert found
    assert all(m.by and 0 < m.score <= 1 for m in found)


def test_the_surest_wins_and_nothing_overlaps():
    made = unite([Mention(0, 4, "PLACE", "青山县里", "gazetteer", 0.5), Mention(0, 5, "ORG", "青山县里委", "model", 0.9), Mention(5, 7, "PERSON", "程东", "model", 0.8)])
    assert [(m.start, m.type) for m in made] == [(0, "ORG"), (5, "PERSON")]


@given(st.text(max_size=120))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_it(text):
    made = annotate(article(text))
    assert all(text[m.start : m.end] == m.text for m in made)
    assert all(a.end <= b.start for a, b in pairwise(made))


def test_batches_change_nothing():
    texts = ["三台县信访局化解积案。", "潼川镇党委书记伍静川说好。", "", "“盖碗说事”推开了。" * 300]
    finder = load()
    assert finder(texts) == [finder([t])[0] for t in texts]


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    nlp = spacy.blank("zh")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": "蓝星岛"}, {"label": "MISC", "pattern": "灯影"}])
    path = tmp_path_factory.mktemp("m") / "pipeline"
    nlp.to_disk(path)
    return path


def test_another_pipeline_with_a_label_map(other, tmp_path):
    page = tmp_path / "p.txt"
    page.write_text("蓝星岛的灯影很亮，大家都来看，一直看到了半夜还不肯走。\n", encoding="utf-8")
    stock = kg.build([page], settings=kg.Settings(pipeline=str(other)))
    assert [(e.label, e.type) for e in stock.graph.entities] == [("蓝星岛", "PLACE")]
    mapped = kg.build([page], settings=kg.Settings(pipeline=str(other), labels=(("GPE", "PLACE"), ("MISC", "PROGRAMME"))))
    assert {(e.label, e.type) for e in mapped.graph.entities} == {("蓝星岛", "PLACE"), ("灯影", "PROGRAMME")}


@pytest.mark.parametrize(("pipeline", "labels", "words"), [("no_such_pipeline", (), "cannot be loaded"), ("", (("X", "THINGS"),), "THINGS")])
def test_a_pipeline_that_cannot_serve(pipeline, labels, words):
    with pytest.raises(kg.ModelError, match=words):
        load(pipeline, labels)


@pytest.mark.parametrize(
    ("text", "name", "cut"),
    [
        ("总书记在会见巴西众议长莫塔时，表示愿意合作。", "莫塔时", "莫塔"),
        ("同日，程东同印度总理莫迪互致贺电。", "莫迪互", "莫迪"),
        ("会议听取了程东作的报告。", "程东作", "程东"),
        ("秘书长吕特此前称，尚无计划。", "吕特此", "吕特"),
        ("本·格维尔和财政部长一同到场。", "本·格维尔和", "本·格维尔"),
        ("李建和来到村里，会上王明时讲了话。", "李建和", "李建和"),
    ],
)
def test_a_persons_name_ends_before_a_word_that_has_run_into_it(text, name, cut):
    at = text.index(name)
    assert [m.text for m in _people(article(text), [Mention(at, at + len(name), "PERSON", name)])] == [cut]


@pytest.mark.parametrize(
    ("before", "name", "after", "kept"),
    [
        ("蓝军动用“", "霹雳鸟", "”步兵战车参演。", False),
        ("县里上线“", "霹雳鸟", "”无人机巡河系统。", True),
        ("蓝军展开", "大范围搜捕行动", "，多人被带走。", False),
        ("县里展开", "护苗行动", "，多人受益。", True),
    ],
)
def test_arms_and_raids_are_no_programmes(before, name, after, kept):
    m = Mention(len(before), len(before) + len(name), "PROGRAMME", name)
    assert (shape(article(before + name + after), m) is not None) is kept


@pytest.mark.parametrize(
    ("text", "name", "kind", "wanted"),
    [
        ("中国—越南边贸洽谈会开幕。", "越南边贸洽谈会", "EVENT", "中国—越南边贸洽谈会"),
        ("“长河回响——几字弯文物展”开幕。", "几字弯文物展", "EVENT", "长河回响——几字弯文物展"),
        ("“云岭县总工会——职工的娘家人”。", "云岭县总工会", "ORG", "云岭县总工会"),
        ("今天举行的石桥自治县成立60周年庆祝大会隆重。", "60周年庆祝大会", "EVENT", "石桥自治县成立60周年庆祝大会"),
        ("提请县政协第十二次会议审议。", "提请县政协第十二次会议", "EVENT", "县政协第十二次会议"),
        ("在人民会堂举行第二次全体会议。", "人民会堂举行第二次全体会议", "EVENT", "第二次全体会议"),
        ("石桥镇—白沙镇—云岭村越野赛开跑。", "云岭村越野赛", "EVENT", "云岭村越野赛"),
    ],
)
def test_a_name_is_as_wide_as_its_dashes_and_verbs_say(text, name, kind, wanted):
    at = text.index(name)
    found = shape(article(text), Mention(at, at + len(name), kind, name, by="model"))
    assert found is not None
    assert found.text == wanted


@pytest.mark.parametrize(
    ("text", "name", "cut"),
    [
        ("岳阳市妇联原党组书记程东到场。", "岳阳市妇联原党组", "岳阳市妇联"),
        ("呼伦贝尔大草原党委书记程东到场。", "呼伦贝尔大草原党委", "呼伦贝尔大草原党委"),
    ],
)
def test_a_bodys_name_ends_before_a_post_once_held(text, name, cut):
    assert [m.text for m in _organs(article(text), [Mention(0, len(name), "ORG", name)])] == [cut]
