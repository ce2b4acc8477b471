"""Make seeds/ from the plain pages: python tests/make_seeds.py PAGES OUT

Some pages are written again in another encoding or format, so that every reader has a real page to read. The formats keep the words and their order; the gold
under tests/gold stands for all of them.
"""

import html
import json
import sys
from pathlib import Path

import docx
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from kg.read import plain_lines, reflow

FORMS = {"a2": "gb18030", "a3": "utf-8-sig", "a4": "utf-16", "b1": "html", "b2": "docx", "b4": "pdf", "c2": "md", "c3": "jsonl"}


def as_html(text: str) -> bytes:
    """Write the paragraphs of a page as a web page with its furniture."""
    body = []
    for p in reflow(plain_lines(text)):
        body.append(f"<p>{html.escape(p.text)}</p>")
    head = '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>样报</title><style>p{text-indent:2em}</style><script>var page = "不是正文";</script></head>'
    return (head + "\n<body>\n<div class='page'>\n" + "\n".join(body) + "\n</div>\n</body></html>\n").encode()


def as_markdown(text: str) -> bytes:
    """Write the paragraphs of a page as markdown."""
    return ("\n\n".join(p.text for p in reflow(plain_lines(text))) + "\n").encode()


def as_jsonl(text: str) -> bytes:
    """Write the page as one record."""
    return (json.dumps({"text": text, "source": "芗江晨报", "date": "2025-07-11"}, ensure_ascii=False) + "\n").encode()


def as_docx(text: str, path: Path) -> None:
    """Write the lines of a page as a Word document."""
    document = docx.Document()
    for p in reflow(plain_lines(text)):
        document.add_paragraph(p.text)
    document.save(str(path))


def as_pdf(text: str, path: Path) -> None:
    """Draw the lines of a page in one column, A4."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    page = canvas.Canvas(str(path), invariant=1)
    y = 800
    page.setFont("STSong-Light", 11)
    for line in text.splitlines():
        if y < 60:
            page.showPage()
            page.setFont("STSong-Light", 11)
            y = 800
        page.drawString(60, y, line)
        y -= 15
    page.save()


def main() -> None:
    """Write every page in its form."""
    pages, out = Path(sys.argv[1]), Path(sys.argv[2])
    for path in sorted(pages.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        form = FORMS.get(path.stem[:2], "txt")
        if form in ("gb18030", "utf-8-sig", "utf-16"):
            (out / path.name).write_bytes(text.encode(form))
        elif form == "txt":
            (out / path.name).write_bytes(text.encode())
        elif form in ("docx", "pdf"):
            {"docx": as_docx, "pdf": as_pdf}[form](text, out / f"{path.stem}.{form}")
        else:
            made = {"html": as_html, "md": as_markdown, "jsonl": as_jsonl}[form](text)
            (out / f"{path.stem}.{form}").write_bytes(made)


if __name__ == "__main__":
    main()
