"""The view in a notebook: a frame that can do nothing but show itself, a still picture that needs no script."""

from xml.etree import ElementTree as ET

import pytest
from small import small
from test_view import browser  # noqa: F401  (a fixture)
from watched import watched

import kg
from kg.export.notebook import neighbourhood

SVG = "{http://www.w3.org/2000/svg}"


def test_the_frame_shows_the_graph_and_nothing_else(browser, tmp_path):  # noqa: F811
    made = kg.GraphView(small())._repr_mimebundle_()
    assert set(made) == {"text/html", "text/plain"}
    (tmp_path / "cell.html").write_text('<meta charset="utf-8">' + made["text/html"], encoding="utf-8")
    page = watched(browser.new_page())
    page.goto((tmp_path / "cell.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("#query").fill("tongxinqiao")
    frame.locator("#hits li").first.click()
    assert frame.locator("#panel h2").inner_text() == "同心桥"
    frame.locator("#as-table").click()
    assert frame.locator("tbody tr").count() > 5
    assert page.said == []
    assert [u for u in page.asked if not u.startswith(("file:", "about:"))] == []
    page.close()


def test_the_neighbourhood_of_a_name(seeds):
    view = kg.GraphView(seeds, "盖碗说事")
    assert {"盖碗说事", "潼川镇党委"} <= {e.label for e in view.graph.entities}
    assert len(view.graph.entities) < len(kg.GraphView(seeds, "盖碗说事", steps=2).graph.entities) < len(seeds.graph.entities)
    with pytest.raises(KeyError):
        kg.GraphView(seeds, "没有这个名字")


def test_what_lies_around_is_whole(seeds):
    part = neighbourhood(seeds.graph, {seeds.find("潼川镇党委")[0].id}, 2)
    ids = {e.id for e in part.entities}
    assert all(s.subject in ids and (not s.object or s.object in ids) for s in part.statements)


@pytest.mark.parametrize("empty", [True, False])
def test_the_still_picture(seeds, empty):
    view = kg.GraphView(kg.merge([])) if empty else kg.GraphView(seeds)
    root = ET.fromstring(view.svg()._repr_svg_())
    assert root.tag == SVG + "svg"
    assert len(root.findall(f"{SVG}g")) == (0 if empty else len(root.findall(f".//{SVG}text")))
    assert not [e for e in root.iter() if e.tag in (SVG + "script", SVG + "a", SVG + "image")]
    assert kg.GraphView(seeds).svg().text == kg.GraphView(seeds).svg().text


def test_hostile_labels_are_text():
    assert ET.fromstring(kg.GraphView(small()).svg().text) is not None
