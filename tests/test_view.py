"""The view in a real browser: it opens, finds, reads, narrows, shares and lists; it asks for nothing but itself; hostile text is text."""

import csv
import io
import json
import urllib.parse
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from small import HOSTILE as SMALL_HOSTILE
from small import small
from test_export import HOSTILE
from watched import launch, watched

import kg
from kg.config import Settings
from kg.export import EXPORTERS
from kg.export.layout import positions, spread

AXE = Path(__file__).parent / "judges" / "node_modules" / "axe-core" / "axe.min.js"
# Pairs of labels that a reader sees and that touch: their boxes on the screen, as vis-network measured them.
TOUCHING = """() => {
  const { network } = kgView, scale = network.getScale();
  const boxes = Object.values(network.body.nodes).map((n) => n.labelModule).filter((l) => l.elementOptions.label)
    .map((l) => ({ a: l.size.left, b: l.size.left + l.size.width, c: l.size.top, d: l.size.top + l.size.height }));
  let count = 0;
  boxes.forEach((x, i) => boxes.slice(i + 1).forEach((y) => { if (x.a < y.b - 2 && y.a < x.b - 2 && x.c < y.d - 2 && y.c < x.d - 2) count++; }));
  return [boxes.length, count];
}"""


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as p:
        made = launch(p)
        yield made
        made.close()


@pytest.fixture
def opened(browser):
    """Open pages; at the end each must have asked for one file and said nothing."""
    pages = []

    def open_(path, fragment="", **options):
        context = browser.new_context(**({"viewport": {"width": 1400, "height": 900}} | options))
        page = watched(context.new_page())
        page.goto(path.as_uri() + fragment)
        page.wait_for_function("window.kgView")
        pages.append(page)
        return page

    yield open_
    for page in pages:
        assert page.said == []
        assert len([u for u in page.asked if not u.startswith(("blob:", "data:"))]) == 1
        page.context.close()


@pytest.fixture(scope="module")
def small_page(tmp_path_factory):
    path = tmp_path_factory.mktemp("small") / "graph.html"
    path.write_text("".join(EXPORTERS["html"].generate(small(), Settings())), encoding="utf-8")
    return path


def find(page, text):
    page.keyboard.press("/")
    page.keyboard.type(text)
    return page.locator("#hits li")


def drawn(page):
    return set(page.evaluate("kgView.nodes.getIds()"))


def heading(page):
    return page.locator("#panel h2").inner_text()


def fragment(page):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.url).fragment))


@pytest.mark.parametrize("words", ["盖碗说事", "盖碗", "gaiwanshuoshi", "gaiwan", "gwss"])
def test_names_are_found_as_written_and_as_they_sound(opened, seeds_out, words):
    page = opened(seeds_out / "graph.html")
    assert find(page, words).first.inner_text().startswith("盖碗说事")


def test_by_keyboard_alone(opened, seeds_out):
    page = opened(seeds_out / "graph.html")
    hits = find(page, "潼川")
    assert hits.count() > 2
    second = hits.nth(1).get_attribute("data-id")
    page.keyboard.press("ArrowDown")
    assert page.locator("#query").get_attribute("aria-activedescendant") == "hit-1"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert fragment(page)["pick"] == second
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#panel') !== null")
    page.keyboard.press("t")
    assert page.locator("#tables table").is_visible()
    page.keyboard.press("t")
    assert page.locator("#canvas").is_visible()
    page.keyboard.press("Escape")
    assert "pick" not in fragment(page)
    assert find(page, "没有这个名字").inner_text() == "没有找到"


def test_the_panel_tells_with_sentences(opened, seeds_out):
    page = opened(seeds_out / "graph.html")
    find(page, "盖碗说事").first.click()
    panel = page.locator("#panel")
    assert heading(page) == "盖碗说事"
    assert "潼川镇党委" in panel.inner_text()
    assert "b1-sichuan-petition.html" in panel.inner_text()
    assert set(panel.locator("blockquote mark").all_inner_texts()) >= {"盖碗说事", "潼川镇党委"}
    panel.locator(".go", has_text="潼川镇党委").first.click()
    assert heading(page) == "潼川镇党委"
    assert "人员" in panel.inner_text()
    assert "伍静川 书记" in panel.inner_text()


def test_an_edge_tells_too(opened, small_page):
    page = opened(small_page)
    edge = next(s.id for s in small().statements if s.relation == "runs" and s.status == "asserted" and s.object.startswith("programme"))
    spot = page.evaluate(
        f"(() => {{ const e = kgView.network.body.edges['{edge}'], m = (k) => (e.from[k] + e.to[k]) / 2; return kgView.network.canvasToDOM({{x: m('x'), y: m('y')}}); }})()"
    )
    box = page.locator("#canvas").bounding_box()
    page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])
    assert heading(page) == "实施"
    assert "打造" in page.locator("#panel blockquote").first.inner_text()


def test_the_legend_and_the_filters_narrow(opened, small_page):
    page = opened(small_page)
    before = drawn(page)
    button = page.locator("#legend button", has_text="人物")
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert drawn(page) == {n for n in before if not n.startswith("person/")}
    page.locator("#legend button", has_text="人物").click()
    page.locator("#narrow").click()
    page.get_by_label("实施").uncheck()
    assert "programme/同心桥" in drawn(page)
    runs = {s.id for s in small().statements if s.relation == "runs"}
    assert not runs & set(page.evaluate("kgView.edges.getIds()"))
    page.get_by_label("实施").check()
    page.get_by_label("计划").check()
    assert runs & set(page.evaluate("kgView.edges.getIds()")) == {s.id for s in small().statements if s.relation == "runs" and s.subject in before and s.object in before}
    page.get_by_label("置信度").fill("0.99")
    page.keyboard.press("Enter")
    assert page.evaluate("kgView.edges.length") == 0
    page.locator("#reset").click()
    assert drawn(page) == before
    assert fragment(page) == {}


def test_sources_and_dates_narrow(opened, small_page):
    page = opened(small_page)
    page.locator("#narrow").click()
    page.get_by_label("来源").select_option("乙报%20#?.txt")
    assert page.evaluate("kgView.edges.length") == 1
    page.get_by_label("来源").select_option("")
    page.get_by_label("日期从").fill("2025-01-01")
    page.keyboard.press("Tab")
    said = page.evaluate("kgView.edges.length")
    page.get_by_label("日期从").fill("2026-01-01")
    page.keyboard.press("Tab")
    assert said > 3
    assert page.evaluate("kgView.edges.length") == 0


def test_focus_and_path(opened, small_page):
    page = opened(small_page)
    find(page, "同心桥").first.click()
    page.get_by_role("button", name="只看相邻").click()
    assert drawn(page) == {"programme/同心桥", "programme/连心站", "org/青山区委办公室党支部", "document/青山规划"}
    page.get_by_role("button", name="两步之内").click()
    assert {"person/张明", "org/青山区委"} <= drawn(page)
    page.get_by_role("button", name="全部显示").click()
    page.get_by_role("button", name="由此找联系").click()
    assert "再选一个实体" in page.locator("#notice").inner_text()
    find(page, "zm").first.click()
    assert heading(page) == "同心桥 与 张明 的联系"
    assert drawn(page) == {"programme/同心桥", "org/青山区委办公室党支部", "person/张明"}
    assert page.locator("#panel blockquote").count() == 2
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert len(drawn(page)) > 8


def test_what_one_sees_can_be_shared(opened, seeds_out):
    page = opened(seeds_out / "graph.html")
    find(page, "潼川镇党委").first.click()
    page.get_by_role("button", name="只看相邻").click()
    page.locator("#legend button", has_text="地点").click()
    page.locator("#lang").click()
    shown, address = drawn(page), urllib.parse.urlsplit(page.url).fragment
    again = opened(seeds_out / "graph.html", "#" + address)
    assert drawn(again) == shown
    assert heading(again) == "潼川镇党委"
    assert again.locator("html").get_attribute("lang") == "en"
    wild = opened(seeds_out / "graph.html", "#pick=nothing&view=x&tab=__proto__&sure=z&group=99&hide=,,&a=constructor&steps=1e9&sort=%3Cscript%3E&lang=%F0")
    assert len(drawn(wild)) > 100


def test_tables_sort_and_are_downloaded(opened, seeds_out, seeds):
    page = opened(seeds_out / "graph.html")
    page.locator("#as-table").click()
    assert f"{len(seeds.graph.entities)} 行" in page.locator("#tables .bar").inner_text()
    page.get_by_role("button", name="数据", exact=True).click()
    page.locator("th button", has_text="数值").click()
    columns = [page.locator(f"tbody td:nth-child({n})").all_inner_texts() for n in (4, 5)]
    cells = [float(v) * {"万": 1e4, "亿": 1e8}.get(u[:1], 1) for v, u in zip(*columns, strict=True)]
    assert cells == sorted(cells)
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("数值")
    page.locator("th button", has_text="数值").click()
    assert page.locator("th[aria-sort=descending]").count() == 1
    with page.expect_download() as got:
        page.get_by_role("button", name="下载 CSV").click()
    rows = list(csv.reader(io.StringIO(Path(got.value.path()).read_text(encoding="utf-8-sig"))))
    assert len(rows) - 1 == sum(s.relation == "observes" and s.status in ("asserted", "reported") for s in seeds.graph.statements)
    assert got.value.suggested_filename == "figures.csv"
    page.locator("tbody .go").first.click()
    assert page.locator("#panel blockquote").count() > 0


def test_downloads_run_nothing_in_a_spreadsheet(opened, small_page):
    page = opened(small_page, "#view=table&tab=entities")
    with page.expect_download() as got:
        page.get_by_role("button", name="下载 CSV").click()
    rows = list(csv.reader(io.StringIO(Path(got.value.path()).read_text(encoding="utf-8-sig"))))
    assert not [v for r in rows for v in r if v[:1] in ("=", "+", "@", "\t", "\r")]
    assert any("'=1+1" in v for r in rows for v in r)


def test_dark_english_and_narrow(opened, seeds_out):
    page = opened(seeds_out / "graph.html", viewport={"width": 390, "height": 780}, color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 27)"
    page.locator("#dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 247)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#canvas").bounding_box()["height"] > 300
    page.locator("#lang").click()
    assert page.locator("#narrow").inner_text() == "Filter"
    page.locator("#query").fill("gwss")
    page.locator("#hits li").first.click()
    assert "run by" in page.locator("#panel").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("where", ["", "#view=table", "#pick=org%2F青山区委&view=graph"])
def test_axe_finds_nothing_serious(opened, small_page, scheme, where):
    page = opened(small_page, where, color_scheme=scheme)
    page.locator("#narrow").click()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run().then((r) => r.violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 120))]))"
    )
    assert found == []


@pytest.mark.parametrize(("size", "least"), [((1400, 900), 60), ((1000, 700), 12)])
def test_labels_do_not_touch_at_first_look(opened, seeds_out, size, least):
    page = opened(seeds_out / "graph.html", viewport={"width": size[0], "height": size[1]})
    page.wait_for_timeout(300)  # labels are set when the first picture stands
    labels, touching = page.evaluate(TOUCHING)
    assert labels >= least, labels
    assert touching == 0


def test_more_is_drawn_on_demand_up_to_a_limit(opened, seeds_out, seeds):
    page = opened(seeds_out / "graph.html")
    before = len(drawn(page))
    page.locator("#notice button").click()
    assert len(drawn(page)) == before + 100
    page.locator("#narrow").click()
    page.get_by_label("社群").select_option("2")
    assert 8 <= len(drawn(page)) < before
    hidden = next(e for e in seeds.graph.entities if e.id not in drawn(page) and seeds.about(e))
    page.evaluate("document.getElementById('reset').click()")
    find(page, hidden.label).first.click()
    assert fragment(page)["pick"] in drawn(page)


def test_hostile_text_shows_as_text(opened, tmp_path):
    path = tmp_path / "页<img src=x onerror=alert(9)>{{7*7}}.txt"
    path.write_text(HOSTILE.encode("utf-16", "surrogatepass").decode("utf-16"), encoding="utf-8")
    settings = tmp_path / "kg.toml"
    settings.write_text('[input]\nsource = "</script><script>alert(4)</script>"\nplace = "\\"><svg onload=alert(5)>"\n', encoding="utf-8")
    kg.build([path], tmp_path / "out", kg.read_settings(settings))
    page = opened(tmp_path / "out" / "graph.html")
    find(page, "程东").first.click()
    assert "javascript:alert(3)" in page.locator("#panel").inner_text()
    assert "<script>alert(4)</script>" in page.locator("#panel").inner_text()
    page.locator("#as-table").click()
    page.get_by_role("button", name="陈述", exact=True).first.click()
    assert "onerror=alert(9)" in page.locator("#tables").inner_text()
    assert page.locator("#panel a, #panel img, #panel script, #tables img, #tables script, svg").count() == 0


def test_the_hostile_graph_is_text_everywhere(opened, small_page):
    page = opened(small_page)
    find(page, "青山公司").first.click()
    assert "<d>&e" in page.locator("#panel").inner_text()
    for tab in ("entities", "claims", "figures"):
        page.goto(small_page.as_uri() + f"#view=table&tab={tab}")
    assert page.locator("d").count() == 0
    text = small_page.read_text(encoding="utf-8")
    assert SMALL_HOSTILE[:4] not in text
    assert len(json.loads(text.split('id="data">')[1].split("</script>")[0])["claims"]) == len(small().statements)
    page.asked[:] = page.asked[:1]


def test_layout_keeps_boxes_apart_and_is_the_same_each_time():
    names = [f"n{k}" for k in range(60)]
    edges = [(names[k], names[k // 3]) for k in range(1, 40)]
    boxes = {n: (20.0 + 3 * (k % 9), 14.0) for k, n in enumerate(names)}
    made = positions(names, edges, boxes)
    assert made == positions(names[::-1], edges[::-1], boxes)
    for k, a in enumerate(names):
        for b in names[k + 1 :]:
            assert abs(made[a][0] - made[b][0]) >= boxes[a][0] + boxes[b][0] - 0.6 or abs(made[a][1] - made[b][1]) >= boxes[a][1] + boxes[b][1] - 0.6
    assert spread({}, {}) == {}
    assert positions([], [], {}) == {}


def test_what_is_chosen_elsewhere_is_in_sight_in_the_graph(opened, seeds_out):
    """Opened on the table, or chosen there: the drawing shows what the state names when it is opened."""
    page = opened(seeds_out / "graph.html", "#view=table")
    find(page, "盖碗说事").first.click()
    page.locator("#as-graph").click()
    page.wait_for_timeout(500)
    pick = fragment(page)["pick"]
    assert page.evaluate("kgView.network.getSelectedNodes()") == [pick]
    spot = page.evaluate(f"kgView.network.canvasToDOM(kgView.network.getPosition('{pick}'))")
    box = page.locator("#canvas").bounding_box()
    assert 0 < spot["x"] < box["width"]
    assert 0 < spot["y"] < box["height"]


def test_a_path_and_an_edge_stand_in_the_address(opened, small_page):
    runs = next(s.id for s in small().statements if s.relation == "runs" and s.status == "asserted" and s.object.startswith("programme"))
    page = opened(small_page, f"#claim={runs}")
    assert heading(page) == "实施"
    page.locator("#lang").click()
    assert heading(page) == "runs"
    again = opened(small_page, "#a=person%2F张明&b=programme%2F同心桥")
    assert heading(again) == "张明 与 同心桥 的联系"
    again.locator("#panel .go", has_text="张明").first.click()
    assert heading(again) == "张明"
    again.locator("#notice .go").click()
    assert heading(again) == "张明 与 同心桥 的联系"


def test_the_readers_place_is_kept(opened, seeds_out):
    page = opened(seeds_out / "graph.html")
    legend = page.locator("#legend button").nth(2)
    legend.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("[...document.querySelectorAll('#legend button')].indexOf(document.activeElement)") == 2
    page.keyboard.press("Enter")
    page.locator("#as-table").click()
    page.evaluate("document.querySelector('.rows').scrollTop = 900")
    page.locator("tbody .go").nth(60).click()
    assert page.evaluate("document.querySelector('.rows').scrollTop") >= 800
    page.locator("#narrow").click()
    page.get_by_label("日期从").focus()
    page.keyboard.type("01152025")
    assert fragment(page)["from"] == "2025-01-15"


def test_nothing_left_to_draw_is_said(opened, small_page):
    page = opened(small_page, "#sure=1")
    assert "没有可画的" in page.locator("#notice").inner_text()
    page.locator("#notice button").click()
    assert len(drawn(page)) > 8


def test_neighbours_are_drawn_inside_a_focus(opened, small_page):
    page = opened(small_page, "#focus=programme%2F连心站&pick=programme%2F同心桥")
    before = drawn(page)
    page.get_by_role("button", name="画出相邻").click()
    assert drawn(page) > before


def test_a_dragged_node_keeps_its_new_place(opened, small_page):
    page = opened(small_page)
    page.wait_for_timeout(300)
    spot = page.evaluate("kgView.network.canvasToDOM(kgView.network.getPosition('org/青山区委'))")
    box = page.locator("#canvas").bounding_box()
    page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"])
    page.mouse.down()
    page.mouse.move(box["x"] + spot["x"] + 80, box["y"] + spot["y"] + 60, steps=5)
    page.mouse.up()
    at, kept = page.evaluate("[kgView.network.getPosition('org/青山区委'), kgView.nodes.get('org/青山区委')]")
    assert (round(at["x"]), round(at["y"])) == (round(kept["x"]), round(kept["y"]))


def test_figures_keep_their_comparison(opened, small_page):
    page = opened(small_page, "#view=table&tab=figures")
    assert "超" in page.locator("tbody").inner_text()
