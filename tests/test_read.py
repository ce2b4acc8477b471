"""Contract of the readers: every format and encoding gives the same words at true offsets; what cannot be read says why."""

import io
import json
import os

import docx
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from kg.errors import ReadError
from kg.model import Source
from kg.read import READERS, files, find_files, plain_lines, read_file, reflow, split_articles

PAGE = "石桥镇推行“小板凳议事”制度，群众把心里话都说到了板凳上。\n\n镇长程东表示，下一步要把制度推到全县，让更多人少跑腿。\n"
LINES = [line for line in PAGE.splitlines() if line]


def as_docx(password=None):
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(password=None):
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.setFont("STSong-Light", 11)
    for n, line in enumerate(LINES):
        page.drawString(40, 780 - 40 * n, line)
    page.save()
    if password:
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(out.getvalue()))
        writer.encrypt(password, algorithm="RC4-128")
        out = io.BytesIO()
        writer.write(out)
    return out.getvalue()


FORMS = {
    "utf8.txt": PAGE.encode(),
    "bom.txt": PAGE.encode("utf-8-sig"),
    "gb.txt": PAGE.encode("gb18030"),
    "utf16.txt": PAGE.encode("utf-16"),
    "crlf.txt": PAGE.replace("\n", "\r\n").encode(),
    "page.text": PAGE.encode(),
    "page.md": ("# 标题\n\n" + PAGE.replace("石桥镇", "**石桥镇**")).encode(),
    "page.markdown": PAGE.encode(),
    "page.html": ("<html><body><script>x</script>" + "".join(f"<p>{x}</p>" for x in LINES) + "</body></html>").encode(),
    "page.htm": ("<p>" + "<br>".join(LINES)).encode("gb18030"),
    "page.xhtml": "".join(f"<p>{x}</p>" for x in LINES).encode(),
    "page.docx": as_docx(),
    "page.pdf": as_pdf(),
    "page.jsonl": (json.dumps({"text": PAGE}, ensure_ascii=False) + "\n").encode(),
    "page.ndjson": (json.dumps({"text": PAGE}) + "\n").encode(),
}


def test_every_reader_is_tried():
    assert {"." + name.rpartition(".")[2] for name in FORMS} == set(READERS)


@pytest.mark.parametrize("name", FORMS)
def test_the_same_words_at_true_offsets(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(FORMS[name])
    (source,) = read_file(path)
    text = "".join(line.text for line in source.lines)
    assert "".join(LINES) in text
    for line in source.lines:
        assert len(line.text) == len(line.offsets)
        assert all(source.text[o] == c for c, o in zip(line.text, line.offsets, strict=True) if o >= 0)
    for article in split_articles(source):
        for block in article.blocks:
            for span in article.spans(block.start, block.end):
                assert "".join(source.text[span.start : span.end].split()) == "".join(span.text.split())


BAD = {
    "empty.txt": (b"", "empty"),
    "binary.txt": (bytes(range(256)) * 40, "binary"),
    "nul.txt": ("石桥镇\x00推行".encode(), "NUL"),
    "mixed.txt": (("石桥镇推行制度。" * 20).encode() + b"\n" + ("群众说好。" * 20).encode("gb18030") + b"\xff\xfe\x81", "encoding"),
    "blank.txt": (b"  \n \n", "no text"),
    "cut.pdf": (as_pdf()[:300], "PDF"),
    "locked.pdf": (as_pdf("secret"), "password"),
    "nozip.docx": ("石桥镇".encode(), "docx"),
    "bad.jsonl": (b'{"text": "a"}\n{"text": \n', "line 2"),
    "list.jsonl": (b"[1]\n", "line 1"),
    "page.xyz": (b"a", "unknown format"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_says_why(tmp_path, name):
    data, reason = BAD[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError, match=reason) as caught:
        read_file(path)
    assert name in str(caught.value)


def test_too_large_a_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    path = tmp_path / "big.txt"
    path.write_text(PAGE, encoding="utf-8")
    with pytest.raises(ReadError, match="limit"):
        read_file(path)


def test_what_is_no_file(tmp_path):
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(ReadError, match="not a regular file"):
        read_file(tmp_path / "folder.txt")
    with pytest.raises(ReadError, match="no such file"):
        list(find_files([tmp_path / "gone"]))


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_no_permission(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(ReadError, match="ermission"):
        read_file(path)


def test_the_walk_is_sorted_and_does_not_loop(tmp_path):
    (tmp_path / "子 目录").mkdir()
    for name in ("b 页.txt", "a.txt", "子 目录/c.md", "skip.png", ".hidden.txt"):
        (tmp_path / name).write_text(PAGE, encoding="utf-8")
    (tmp_path / "子 目录" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert [doc for doc, _ in find_files([tmp_path])] == ["a.txt", "b 页.txt", "子 目录/c.md"]


def test_a_sidecar_dates_a_page_and_a_faulty_one_is_told(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    (tmp_path / "page.meta.toml").write_text('date = "2025-07-13"\nsource = "青山日报"\n', encoding="utf-8")
    article = split_articles(read_file(path)[0])[0]
    assert (article.date, article.source) == ("2025-07-13", "青山日报")
    (tmp_path / "page.meta.toml").write_text("colour = 1\n", encoding="utf-8")
    with pytest.raises(ReadError, match="colour"):
        read_file(path)


WRAPPED = """　　天刚擦黑，青山县石桥镇双河社区的巷
口，一盏橘黄色的灯亮了起来。灯下摆着方
桌和长凳，有人说停车，有人说养狗，有人
干脆把茶壶也端了来。
一盏灯照亮回家路
青山日报记者 钟 梅
　　本报讯（青山日报记者 邱 岚）9月6日
上午，石桥镇在双河社区办起集市，来的人
很多，卖的菜也新鲜，大家都说好。
"""


def test_hard_wrapped_lines_are_joined_and_roles_found():
    paragraphs = reflow(plain_lines(WRAPPED))
    assert [p.role for p in paragraphs] == ["body", "short", "byline", "body"]
    assert paragraphs[0].text == "天刚擦黑，青山县石桥镇双河社区的巷口，一盏橘黄色的灯亮了起来。灯下摆着方桌和长凳，有人说停车，有人说养狗，有人干脆把茶壶也端了来。"


def test_a_headline_after_its_body_belongs_to_it(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(WRAPPED, encoding="utf-8")
    first, second = split_articles(read_file(path)[0])
    assert (first.title, first.bylines) == ("一盏灯照亮回家路", ("钟梅",))
    assert second.text.startswith("本报讯")
    assert second.bylines == ("邱岚",)


def test_markup_inside_a_sentence_splits_its_evidence(tmp_path):
    path = tmp_path / "page.md"
    path.write_text("<p><strong>石桥镇</strong>推行&ldquo;小板凳&rdquo;制度。</p>", encoding="utf-8")
    article = split_articles(read_file(path)[0])[0]
    assert article.text == "石桥镇推行“小板凳”制度。"
    assert [s.text for s in article.spans(0, len(article.text))] == ["石桥镇", "推行", "小板凳", "制度。"]


ROLL = """青山县十佳机关党建品牌揭晓

本报讯 近日，青山县委直属机关工

委公布今年“十佳机关党建品牌”，以下

品牌入选（排名不分先后）：

青山县税务局机关党委“税韵春风”

青山县水利局机关党总支“清渠有我”

青山县人民法院机关党委“枫声”

青山县社会福利院党支部“银杏树下”

另有“清风”等五个品牌获提名奖，有

关做法将编成一册，供各地借鉴。
"""


def roles(page):
    return [[(b.role, a.text[b.start : b.end]) for b in a.blocks] for a in split_articles(Source("p.txt", page, plain_lines(page)))]


def test_rows_of_a_list_are_not_joined_to_a_paragraph():
    (blocks,) = roles(ROLL)
    assert [role for role, _ in blocks] == ["title", "body", "item", "item", "item", "item", "body"]
    assert blocks[5][1] == "青山县社会福利院党支部“银杏树下”"
    assert blocks[6][1].startswith("另有“清风”")


def test_a_list_ends_before_the_next_headline():
    page = "石桥镇表彰一批先进。名单如下：\n先进集体\n石桥镇卫生院\n桂花社区“背篓”志愿服务队\n先进个人\n苏映雪（女，汉族） 石桥镇政务服务中心干部\n程 东 石桥镇小学校长\n石桥镇人民政府 7月10日公布\n医疗队 到毡房\n\n9月20日，青山县人民医院医疗队走进定居点，为86名牧民量血压、做心电图。\n记者 方圆 摄\n"
    roll, story = roles(page)
    assert [text for role, text in roll if role == "item"] == page.split("\n")[1:8]
    assert story[0] == ("title", "医疗队 到毡房")


BROKEN = """青山县智造园里塔吊还没有撤完，新厂

房里的机器已经响了起来，员工们忙着赶制

订单，一派热火朝天的景象，谁看了都说好。

车间里有了新变化

管委会牵线盘活闲置厂房，又协调青山

惠农银行发放信用贷款，让企业喘过一口气

来，今年上半年园区里已有十七家企业拿到

机床也能逛“超市”

9月9日，石桥镇的机床超市里，来自外

地的客商正在选购带锯床，生意十分红火。

青山日报记者 方 圆 摄

了这一笔钱。“他们敲门，是真来解题的。”

董事长程东说，员工上下班难也已经解决了。
"""


def test_a_box_that_breaks_a_sentence_off_is_an_article_of_its_own():
    story, box = roles(BROKEN)
    assert [role for role, _ in story] == ["body", "subhead", "body"]
    assert "十七家企业拿到了这一笔钱。" in story[2][1]
    assert [role for role, _ in box] == ["title", "body", "caption"]
    assert box[0][1] == "机床也能逛“超市”"


def test_a_headline_under_a_full_line_is_no_part_of_the_paragraph():
    assert ("subhead", "车间里有了新变化") in roles(BROKEN)[0]


def test_a_paragraph_that_furniture_breaks_off_goes_on_after_it():
    page = BROKEN.replace("机床也能逛“超市”\n\n9月9日，石桥镇的机床超市里，来自外\n\n地的客商正在选购带锯床，生意十分红火。\n\n青山日报记者 方 圆 摄", "责任编辑：方圆")
    (story,) = roles(page)
    assert "十七家企业拿到了这一笔钱。" in story[-1][1]
    assert not any("责任编辑" in text for _, text in story)


def test_a_signed_paragraph_before_a_box_is_whole():
    page = BROKEN.replace("今年上半年园区里已有十七家企业拿到", "谁家都有了盼头。（青山日报社供稿）")
    assert not any("供稿）了这一笔钱" in text for blocks in roles(page) for _, text in blocks)


@pytest.mark.parametrize(
    ("page", "bodies"),
    [
        (
            "青山县推进老旧小区改造，让居民住得更舒心\n"
            + "去年以来，县里投入了八千多万元，对四十二个小区的管网、道路和绿化作了改造，居民都说好。\n" * 2
            + "机床也能逛“超市”\n本报讯 石桥镇的机床超市开张了。\n",
            3,
        ),
        (
            "去年办成的实事有这些。\n新建社区食堂20个，方便老人就近用餐\n改造老旧小区30个，惠及居民5万余户\n今年县里还要接着办，投入八千多万元，对四十二个小区的管网、道路和绿化作改造。\n",
            2,
        ),
    ],
)
def test_lines_that_are_paragraphs_stay_apart(page, bodies):
    assert sum(role == "body" for blocks in roles(page) for role, _ in blocks) == bodies


@pytest.mark.parametrize("headline", [["政务服务就近办", "急事难事马上办", "一个窗口全程办"], ["记者走进青山县人民医院", "家门口就有好医院", "组建一支永不走的工作队"]])
def test_headlines_are_no_rows(headline):
    page = "石桥镇办起集市，大家都说这件事办得好。\n" + "\n".join(headline) + "\n本报讯 青山县政务服务中心开张了，大家都说这件事办得好。\n"
    assert not any(role == "item" for blocks in roles(page) for role, _ in blocks)


def test_a_headline_before_a_list_that_nothing_announces_is_no_row():
    page = "石桥镇办起集市，大家都说这件事办得好。\n青山县文明单位名单公布\n记者 方 圆\n永川区人民医院\n永川区税务局\n永川区档案馆\n"
    rows = [text for blocks in roles(page) for role, text in blocks if role == "item"]
    assert rows == ["永川区人民医院", "永川区税务局", "永川区档案馆"]


LINES_OF_PAGES = st.sampled_from([*BROKEN.split("\n"), *ROLL.split("\n"), "（本报记者 方圆）", "先进个人", "程 东 石桥镇小学校长", "责任编辑：方圆", "abc def", "下一步怎么干"])


@given(st.lists(LINES_OF_PAGES, max_size=30))
@settings(deadline=None, max_examples=150)
def test_no_character_is_lost_or_said_twice(lines):
    page = "\n".join(lines)
    source = Source("p.txt", page, plain_lines(page))
    kept = sorted(o for a in split_articles(source) for o in a.offsets if o >= 0)
    furniture = {o for p in reflow(source.lines) if p.role == "furniture" for o in p.offsets}
    assert kept == sorted(o for line in source.lines for o in line.offsets if o >= 0 and o not in furniture)
    assert all(a.text[k] == page[o] for a in split_articles(source) for k, o in enumerate(a.offsets) if o >= 0)


def test_the_lines_of_a_narrow_box_are_joined():
    (blocks,) = roles("青山县信访工作联席会议印发通报，对\n今年信访工作先进集体和先进个人予\n以表扬。名单如下：\n程 东 石桥镇小学校长\n")
    assert blocks[0] == ("body", "青山县信访工作联席会议印发通报，对今年信访工作先进集体和先进个人予以表扬。名单如下：")
    assert [role for role, _ in blocks] == ["body", "item"]


def test_two_rows_that_name_persons_are_a_list():
    page = "石桥镇办起集市，大家都说这件事办得好。\n先进个人\n程 东 石桥镇小学校长\n苏映雪（女，汉族） 石桥镇政务服务中心干部\n"
    assert [text for blocks in roles(page) for role, text in blocks if role == "item"] == page.split("\n")[1:4]
