"""A page in Chromium of which is written down all that it says and asks for."""

import shutil

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def launch(playwright):
    """Start Chromium, without what it does of itself in the background."""
    assert CHROMIUM, "Chromium is needed: apt-get install chromium (the tests' set-up does so)"
    return playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking", "--no-first-run"])


def watched(page):
    """Return the page; ``page.said`` will hold console lines, errors and dialogs, ``page.asked`` the addresses it asked for."""
    page.said, page.asked = [], []
    page.on("console", lambda m: page.said.append(m.text))
    page.on("pageerror", lambda e: page.said.append(str(e)))
    page.on("dialog", lambda d: (page.said.append("dialog"), d.dismiss()))
    page.on("request", lambda r: page.asked.append(r.url))
    return page
