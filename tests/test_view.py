"""The view in a real browser: it opens, finds, reads; it asks for nothing but itself; hostile text is text."""

import shutil

import pytest
from playwright.sync_api import sync_playwright
from test_export import HOSTILE

import kg

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def browser():
    assert CHROMIUM, "Chromium is needed: apt-get install chromium (the tests' set-up does so)"
    with sync_playwright() as p:
        made = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking", "--no-first-run"])
        yield made
        made.close()


def opened(browser, path):
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.said, page.asked = [], []
    page.on("console", lambda m: page.said.append(m.text))
    page.on("pageerror", lambda e: page.said.append(str(e)))
    page.on("dialog", lambda d: (page.said.append("dialog"), d.dismiss()))
    page.on("request", lambda r: page.asked.append(r.url))
    page.goto(path.as_uri())
    page.wait_for_selector("#canvas canvas")
    return page


def test_search_and_panel(browser, seeds_out):
    page = opened(browser, seeds_out / "graph.html")
    page.keyboard.press("/")
    page.keyboard.type("盖碗说事")
    page.locator("#hits button").first.click()
    panel = page.locator("#panel")
    assert panel.locator("h2").inner_text() == "盖碗说事"
    assert "潼川镇党委" in panel.inner_text()
    assert panel.locator("blockquote mark").count() > 0
    panel.locator(".go", has_text="潼川镇党委").first.click()
    assert panel.locator("h2").inner_text() == "潼川镇党委"
    assert "伍静川" in panel.inner_text()
    assert page.said == []
    assert len(page.asked) == 1


def test_the_legend_filters(browser, seeds_out):
    page = opened(browser, seeds_out / "graph.html")
    button = page.locator("#legend button").first
    button.click()
    assert button.get_attribute("aria-pressed") == "false"


def test_hostile_text_shows_as_text(browser, tmp_path):
    path = tmp_path / "页.txt"
    path.write_text(HOSTILE.encode("utf-16", "surrogatepass").decode("utf-16"), encoding="utf-8")
    kg.build([path], tmp_path / "out")
    page = opened(browser, tmp_path / "out" / "graph.html")
    page.fill("#query", "程东")
    page.locator("#hits button").first.click()
    assert "javascript:alert(3)" in page.locator("#panel").inner_text()
    assert page.locator("#panel a, #panel img, #panel script").count() == 0
    assert page.said == []
    assert len(page.asked) == 1
