"""What names say by themselves: parts of bodies, towns of counties; each with the sentence that names the part."""

import pytest
from annotated import parse

import kg
from kg.resolve import resolve


def claims(tmp_path, text):
    """Return what a page of one text says, as (subject, relation, object, evidence)."""
    (tmp_path / "p.txt").write_text(text + "\n", encoding="utf-8")
    graph = kg.build([tmp_path / "p.txt"]).graph
    label = {e.id: e.label for e in graph.entities}
    return {(label[s.subject], s.relation, label.get(s.object, "")): s.sentence for s in graph.statements}


@pytest.mark.parametrize(
    ("text", "part", "relation", "whole"),
    [
        ("青山理工大学坐落在此。青山理工大学党委召开会议，部署工作。", "青山理工大学党委", "part_of", "青山理工大学"),
        ("永川区委提出要求。会前，永川区委组织部印发通知。", "永川区委组织部", "part_of", "永川区委"),
        ("汇川区部署此事。随后大连路街道推行“睦邻卡”制度。", "大连路街道", "located_in", "汇川区"),
        ("青山理工大学与企业签约。学校党委书记程东出席。", "程东", "holds_post", "青山理工大学党委"),
        ("青山理工大学与企业签约。学校党委书记程东出席。", "程东", "holds_post", "青山理工大学"),
        ("青山理工大学与企业签约。学校党委书记程东出席。", "青山理工大学党委", "part_of", "青山理工大学"),
        ("本报讯 10月8日，青山县教育局党组书记、局长程东来到青山小学，给孩子们讲了一堂课。", "程东", "holds_post", "青山县教育局"),
        ("石桥镇河口社区地处城郊。近年来，社区党委推行“板凳会”制度。", "河口社区党委", "runs", "板凳会"),
        ("石桥镇河口社区地处城郊。近年来，社区党委推行“板凳会”制度。", "河口社区党委", "part_of", "河口社区"),
    ],
)
def test_a_name_says_where_it_belongs(tmp_path, text, part, relation, whole):
    said = claims(tmp_path, text)
    assert part[-2:] in said[part, relation, whole]


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("青山水务集团召开会议。青山水务集团有限公司印发通知。", "青山水务集团有限公司", "青山水务集团"),
        ("永川区委召开会议，渝北区委宣传部派人旁听。", "渝北区委宣传部", "永川区委"),
        ("永川区部署此事。随后大连路街道推行“睦邻卡”制度。", "大连路街道", "永川区"),
        ("青山理工大学签约。青山理工大学机械学院党委开会。学校党委书记程东出席。", "程东", "青山理工大学机械学院党委"),
        ("青山县总工会办公室主任程东出席会议。", "程东", "青山县办公室"),
        ("青山县委常委、纪委书记程东出席会议。", "程东", "青山县委纪委"),
        ("石桥小学地处城郊。“板凳会”很受欢迎。青山文旅集团旗下有“云上书屋”“乐享驿站”等平台。", "云上书屋", "板凳会"),
    ],
)
def test_a_name_says_no_more_than_that(tmp_path, text, part, whole):
    assert not [k for k in claims(tmp_path, text) if k[0] == part and k[2] == whole]


@pytest.mark.parametrize(
    ("text", "label", "aliases"),
    [
        ("{“石榴籽”调解队|ORG}成立了。", "石榴籽调解队", ("“石榴籽”调解队", "石榴籽")),
        ("{青山县“石榴籽”调解队|ORG}成立了。", "青山县石榴籽调解队", ("青山县“石榴籽”调解队",)),  # the brand may be another's too
    ],
)
def test_a_team_is_also_called_by_its_brand(text, label, aliases):
    article, mentions = parse(text)
    (entity,) = resolve([(article, mentions, [])]).entities
    assert (entity.label, entity.aliases) == (label, aliases)


def test_an_organ_is_also_called_by_the_short_name_of_its_body(tmp_path):
    (tmp_path / "p.txt").write_text("渭南市临渭区秦槐小学教育集团挂牌成立。秦槐小学教育集团推行“走教”机制。集团党总支书记程东说：“要让孩子有书读。”\n", encoding="utf-8")
    kg.build([tmp_path / "p.txt"], tmp_path / "out")
    known = {e.label: e.aliases for e in kg.load(tmp_path / "out").graph.entities}
    assert "临渭区秦槐小学教育集团" in known["渭南市临渭区秦槐小学教育集团"]
    assert "秦槐小学教育集团党总支" in known["渭南市临渭区秦槐小学教育集团党总支"]


def test_a_reference_to_a_body_of_which_only_the_party_organ_is_named(tmp_path):
    text = "青山县司法局机关党委推行“一员三包”机制。今年2月，该局会同青山县商务局印发《调解积分办法》。\n"
    found = claims(tmp_path, text)
    assert ("青山县司法局", "issues", "调解积分办法") in found
    assert ("青山县司法局机关党委", "part_of", "青山县司法局") in found
