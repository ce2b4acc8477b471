"""What tells an entity from its namesakes: nothing where there is but one, its district where there may be many; and where a page is at home."""

import pytest

import kg


def ids(tmp_path, *texts):
    """Return the ids of each page's entities by name, every page a file of its own."""
    made = []
    for n, text in enumerate(texts):
        (tmp_path / f"{n}.txt").write_text(text + "\n", encoding="utf-8")
        graph = kg.build([tmp_path / f"{n}.txt"])
        made.append({name: e.id for e in graph.graph.entities for name in (e.label, *e.aliases)})
    return made


NORTH = "青海省西宁市城西区古城台街道推行积分制。"
SOUTH = "广东省深圳市南山区粤海街道推行积分制。"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("来自伊朗、巴西的留学生参加活动。", "伊朗"),
        ("俄罗斯国防部发布消息。", "俄罗斯国防部"),
        ("教育部印发《学校食堂管理办法》。", "教育部"),
        ("国务院总理程远山主持会议。", "程远山"),
        ("各地共建“一带一路”。", "一带一路"),
        ("长江水位上涨。", "长江"),
        ("河北迎来降雪。", "河北"),
    ],
)
def test_what_there_is_but_once_is_one_in_all_pages(tmp_path, words, name):
    north, south = ids(tmp_path, NORTH + words, SOUTH + words)
    assert north[name] == south[name]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("区委书记程远山主持会议。", "程远山"),
        ("全国人大代表程远山是一名教师。", "程远山"),
        ("区委组织部召开会议。", "组织部"),
        ("街道推出“暖心桥”品牌。", "暖心桥"),
    ],
)
def test_what_there_may_be_many_of_is_told_apart_by_its_district(tmp_path, words, name):
    north, south = ids(tmp_path, NORTH + words, SOUTH + words)
    pick = lambda made: next((i for n, i in made.items() if name in n), None)  # noqa: E731
    assert pick(north)
    assert pick(south)
    assert pick(north) != pick(south)


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("双方签署合作协议，推动和平发展。友谊医院与公安机关联合开展活动。", ""),
        ("重庆市永川区推行积分制。永川的做法得到推广。", "永川区"),
        ("贵州省遵义市习水县二郎镇推行积分制。", "习水县"),
    ],
)
def test_common_words_are_no_home(tmp_path, text, home):
    (tmp_path / "a.txt").write_text(text + "\n", encoding="utf-8")
    assert kg.build([tmp_path / "a.txt"]).graph.articles[0].place == home
