"""Mend the edges of a mention, or reject it: what no name of its type can look like is none, whoever found it."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial

from kg.annotate.features import is_common, segmenter, word_tag
from kg.annotate.recogniser import MODEL
from kg.annotate.rules import is_catchword
from kg.lexicon import COMPOUND_SURNAMES, divisions, is_country, is_name_shaped, org_suffixes, programme_heads, titles
from kg.model import Article, Mention

_MARKS = {"“": "”", "《": "》", "‘": "’", "「": "」", "『": "』", "（": "）"}
_NUMBER = re.compile(r"\d{1,2}[.．](?=\d{4}(?!\d)|[\u4e00-\u9fff“《])")  # of an item of a list, before a name
_GENERIC = re.compile(
    r"^(?:[该本全各]?(?:党支部|支部|党委|党组|党总支|公司|集团|中心|社区|村|街道|镇|乡|县|区|市|省|学校|医院|企业|单位|部门|机关|工会|委员会|办公室|法院|检察院|政府|管委会|居委会|村委会|业委会|合作社|协会|联盟|志愿服务队|派出所|党工委|党组织|班子成员|党小组|楼栋党小组|小区党支部|网格党支部|社区党组织|村民小组|党群服务中心|便民服务中心|人民法院|公安|联席会议|合作社|社区卫生服务站|志愿者|居民|群众))$"
)
# what is an arm or a machine of war bears a name, but nobody runs it: “布雷德利”步兵战车; and what armies and police do is seldom a campaign with a name
_ARMS = re.compile(r"[”’》][\u4e00-\u9fff]{0,3}(?:导弹|战车|坦克|装甲车|战机|战斗机|轰炸机|火箭炮|榴弹炮|鱼雷|航母|战舰|军舰|驱逐舰|护卫舰|巡洋舰|潜艇|防空系统|反导系统)")
_RAID = re.compile(r"(?:军事|地面|作战|搜捕|突袭|围捕|清剿|轰炸|空袭|报复|解救|撤离|搜救|救援|移民执法)行动$")
_ANNIVERSARY = re.compile(r"(?:\d+|[一二三四五六七八九十百]+)周年")
_FOUNDED = re.compile(r"((?:(?![的在为行开念祝加席])[\u4e00-\u9fff]){2,20}(?:成立|建[校院厂区州县市]|诞辰|胜利|解放))$")  # 某自治区成立|60周年庆祝大会
_KIN = "阿姨|女士|大姐|大爷|大妈|大叔|奶奶|爷爷|师傅"
_CALLED = re.compile(rf"^.{{1,2}}(?:{_KIN})|(?:{_KIN}|先生|老师|老人|某某?)$")
_HONORIFIC = re.compile(rf"(?:{_KIN}|先生|老师|老人|同志|某某?|医生|书记|主任|教授|总|家|们|者|员|等|说|在)$")
PLACE_END = re.compile(
    r"(?:省|市|区|县|旗|州|盟|镇|乡|街道|社区|村|屯|组|街|路|巷|里|弄|大道|公路|高速|铁路|线|桥|隧道|站|港|码头|机场|口岸|园|公园|广场|小区|苑|花园|家园|公寓|大厦|楼|院|馆|场|山|岭|峰|河|江|湖|海|湾|岛|洲|水库|渠|沟|峡|谷|原|草原|林场|农场|牧场|基地|城|新城|古城|古镇|遗址|寺|庙|塔|洞|泉|滩|坪|坝|坡|垸|屿|礁|流域|地区|半岛|高原|平原|盆地|沙漠|走廊|国|洋|洲|商圈|市场|夜市|剧院|剧场|教室|车间|厂房|大棚|景区|保护区|度假区|试验区|示范区|开发区|高新区|产业园|工业园|科技园|综合体|中心|学校|医院|电站|油田|气田|矿|大堂|大厅|祠堂|戏台|文化宫|体育场|运动场|球场|书屋|食堂|部|所|点|长江|黄河|老街|坊|寨|堡|营|关|口|头|角|地带|都市圈|城市群|经济圈|经济带|自由贸易港|保税区|沿线|平台)$"
)
_EVENT_END = re.compile(
    r"(?:会|节|赛|展|典礼|仪式|论坛|大会|杯|周|月|日|季|运动会|马拉松|峰会|博览会|活动|年会|全会|党代会|会议|展览|音乐会|晚会|盛典|比武|擂台|集市|联赛|锦标赛|公开赛|奥运会|亚运会|演习|竞赛|比赛|庆典|年|之旅|之夜|对话|讲坛|嘉年华|战争|行动|嘉年华|课|营)$"
)
_BEFORE_BODY = re.compile(r"应(?!急|用|届|对)|列席|包联|挂联|包保|仍需|须|率|赴|请|听取|会见|访问|前往|邀请|包括|以及|有关|充分发挥|同(?=[\u4e00-\u9fff]{2,4}(?:政府|外交部|国))")
_LAST_SOUNDS = "贝兰茨朗曼伦尼恩耶扎泽察费菲夏普奇切格赫胡敏坎班巴博鲁卢斯基娃夫多齐姆尔特克德拉里利亚娅诺森顿洛罗罕纳塔达莫科卡汗瓦维希扬苗子郎美雄介香惠"  # with which foreign names of four characters end
_PAPER = re.compile(r"[\u4e00-\u9fff]{2,}(?:日报|晚报|时报|邮报|早报|晨报|周刊|新闻网)$")
_INNER = re.compile(r"落实|贯彻|会同|携手|联手|走进|来到|前往|邀请|获得者|举行|召开|印发|出台")
_VERBAL = re.compile(
    r"(?:深入|大力|积极|全面|着力|开展|实施|推动|推进|加强|坚持|通过|提出|举行|发展|发布|贯彻|落实|按照|组织开展|修建于|工作要求|高质量|精神|居民|村民|群众|需求|代表|选手|学生|干部|党员|等$)"
)


@cache
def _is_word(text: str) -> bool:
    """Tell whether a short text is a common word of the language rather than a name."""
    tag = word_tag(text)
    return tag is not None and not tag.startswith("nr") and (segmenter().FREQ.get(text, 0) > 200 or tag in ("v", "vn", "d", "a", "t", "m", "c"))


def _edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Shrink or widen a span so that it holds no half of a pair of marks and no punctuation at its ends."""
    while start < end and (text[start].isspace() or text[start] in "，。、；：！？）)》”’·,.;:!?—"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "，。、；：！？（(《“‘,;:!?"):
        end -= 1
    number = _NUMBER.match(text, start, end)
    start = number.end() if number else start
    words = text[start:end]
    if len(words) > 2 and _MARKS.get(words[0]) == words[-1] and words.count(words[0]) == 1:
        start, end = start + 1, end - 1
    for opening, closing in _MARKS.items():
        words = text[start:end]
        if words.count(opening) > words.count(closing):
            if text[end : end + 1] == closing:
                end += 1
            elif words.startswith(opening):
                start += 1
            else:
                end = start + words.rindex(opening)
        elif words.count(closing) > words.count(opening):
            if text[start - 1 : start] == opening:
                start -= 1
            elif words.endswith(closing):
                end -= 1
            else:
                start += words.index(closing) + 1
    return start, end


def _joined(text: str, start: int, end: int, *, quoted: bool) -> tuple[int, int]:
    """Widen a name to what dashes join to it: the country before it (柬埔寨—泰国边界总委员会), what was founded so many years ago, and, of names in quotation marks, the whole of “长河回响——几字弯文物展”."""
    if text[start - 1 : start] in ("—", "–", "－", "-") and text[start - 2 : start - 1] != "—":
        return next((start - 1 - size for size in range(min(9, start - 1), 1, -1) if is_country(text[start - 1 - size : start - 1])), start), end
    anniversary = _ANNIVERSARY.match(text, start) and _FOUNDED.search(text[max(0, start - 30) : start])
    if anniversary:
        return start - len(anniversary[1]), end
    opens, closes = text.rfind("“", max(0, start - 45), start) + 1, text.find("”", end, end + 45)
    half = quoted and ((start == opens and text.startswith("——", end)) or (end == closes and text.endswith("——", 0, start)))
    return (opens, closes) if half and opens and closes >= 0 and not re.search(r"[”“。！？；\n]", text[opens:closes]) else (start, end)


def _event_start(words: str) -> int:
    """Return where the name of an event begins that has swallowed the verb before it: 提请|第十二次会议, 大会堂举行|第二次全体会议."""
    found = re.match(r"(?:提请|列席|出席|应邀|听取)+|.*(?:举行|召开|宣讲(?=党的))", words)
    return found.end() if found and len(words) - found.end() >= 4 and _EVENT_END.search(words) else 0


def _has_words(text: str, often: int) -> bool:
    """Tell whether a text holds a common word of two characters or more, or a function word, as no name does."""
    return any(len(w) > 1 and segmenter().FREQ.get(w, 0) > often and (word_tag(w) or "nr")[:2] not in ("nr", "ns", "nz", "nt") for w in segmenter().lcut(text, HMM=False))


def _is_clause(text: str) -> bool:
    """Tell whether a text is a piece of running text: it holds a verb, a preposition or a particle."""
    return any(
        (word_tag(w) or "x")[0] in "vpcud" and (word_tag(w) or "x") not in ("vn", "vd") for w in segmenter().lcut(text, HMM=False) if len(w) > 1 or w in "的了为把被在与和将"
    )


def _leading_division(words: str) -> int:
    """Return the length of the chain of division names at the head of a text, 0 if there is none."""
    table = divisions()
    at = 0
    while at < len(words):
        hit = table.full.at(words, at) or (table.short.at(words, at) if at == 0 else None)
        if not hit:
            break
        at = hit.end
    return at


def _anew(words: str) -> int:
    """Return where a body's name begins anew, else 0: names go from the large to the small, so a division around the first one starts another (永川高|重庆智能工程职业学院)."""
    table = divisions()
    first = table.full.at(words, 0) or table.short.at(words, 0)
    for k in range(first.end, len(words)) if first else ():
        inner = table.full.at(words, k) or table.short.at(words, k)
        around = inner and {d.code for d in inner.value if len(d.code) <= 4} & {d.code[:size] for d in first.value for size in (2, 4) if size < len(d.code)}  # type: ignore[union-attr]
        if inner and around and words[k - 1] != "驻" and words[inner.end : inner.end + 1] not in "路街大巷桥镇区站" and org_suffixes().suffix(words[inner.end :]):
            return k
    return 0


def _after_verb(words: str) -> int:
    """Return the length of the body that stands after a verb inside a supposed body (三台县落实|教育部), 0 if there is none."""
    for m in reversed(list(_INNER.finditer(words))):
        rest = words[m.end() :]
        if len(rest) >= 3 and m.start() >= 2 and org_suffixes().suffix(rest) and not _GENERIC.match(rest):
            return len(rest)
    lead = _leading_division(words)
    rest = words[lead + 2 :]
    return len(rest) if lead and words[lead:].startswith(("建设", "打造", "推进")) and len(rest) >= 6 and org_suffixes().suffix(rest) else 0


def _body(words: str) -> tuple[str, int] | None:
    """Return (type, length) of what a supposed body really is, a negative length where it is the end that is one; or None."""
    said = re.search(r"(?<=\w{2})(?:发布|公布|披露|宣布)", words)
    if said:
        return _body(words[: said.start()])
    inner = _after_verb(words)
    if inner:
        return "ORG", -inner
    if _GENERIC.match(words) or re.search(r"[。！？；]", words) or re.search(r"联合(?!会|社|党|国|工会|体|总|办|实验|大学|收割|舰队)[\u4e00-\u9fff]{2}", words):
        return None
    before = _BEFORE_BODY.match(words)
    if before and len(words) - before.end() >= 3 and org_suffixes().suffix(words[before.end() :]):
        return "ORG", before.end() - len(words)
    ends = org_suffixes().suffix(words)
    if ends and len(words) > len(ends) and not re.match(r"^(?:以|在|由|与|和|把|将|为|对|从|向|据|经|被|等|及)(?!.{0,2}(?:军|色列|公司|平|创))", words):
        return "ORG", len(words)
    lead = _leading_division(words)
    if lead == len(words):
        return "PLACE", lead
    if lead and (_VERBAL.search(words[lead:]) or not ends):
        if PLACE_END.search(words) and not _VERBAL.search(words[lead:]):
            return "PLACE", len(words)
        rest = words[lead:]
        if _VERBAL.search(rest) or len(rest) > 4 or len(rest) == 1:
            return "PLACE", lead
    if re.match(r"^(?:以|在|由|把|将|为|对|从|向|据|经|被)", words) and len(words) > 5 and not ends:
        return None
    if ends:
        return "ORG", len(words)
    return ("ORG", len(words)) if not _VERBAL.search(words[-4:]) and len(words) <= 8 and not _is_clause(words) else None


def _place(words: str) -> tuple[str, int] | None:
    if re.search(r"[。！？；，]|阿姨|大姐|大爷|[\u4e00-\u9fff]{2}[对把被让给]", words):
        return None
    ends = org_suffixes().suffix(words)
    if (
        ends
        and len(words) > len(ends) + 1
        and org_suffixes().entries[ends] in ("party", "government", "education", "company", "association")
        and not words.endswith(("区", "园", "农场", "林场", "牧场", "超市", "商场", "酒店", "幼儿园", "厂"))
    ):
        return "ORG", len(words)
    if PLACE_END.search(words) or len(words) <= 4:
        return "PLACE", len(words)
    lead = _leading_division(words)
    return ("PLACE", lead) if lead else ("PLACE", len(words)) if len(words) <= 8 else None


def _is_called(plain: str) -> bool:
    """Tell whether a person is only called so: 王阿姨, 杜某某, and."""
    if plain.isascii() and not plain[:1].isupper():
        return True
    if _HONORIFIC.search(plain) and len(plain) <= 3 and not is_name_shaped(plain[:-1] + "明"):
        return True
    return _CALLED.search(plain) is not None


def _person(words: str, *, doubt_common: bool = True) -> tuple[str, int] | None:
    plain = "".join(words.split())
    title = titles().at(plain, 0)
    if title and title.end < len(plain) and is_name_shaped(plain[title.end :]):
        return "PERSON", -(len(words) - title.end)
    if "·" in plain or re.fullmatch(r"[A-Z][A-Za-z .\-]{2,29}", plain):
        return "PERSON", len(words)
    if _is_called(plain) or (doubt_common and _is_word(plain)):
        return None
    if is_name_shaped(plain):
        return None if doubt_common and is_common(plain, 2 if plain[:2] in COMPOUND_SURNAMES else 1) else ("PERSON", len(words))
    if PLACE_END.search(plain) and re.search(r"(?:社区|村|镇|乡|县|区|街道|小区)$", plain):
        return "PLACE", len(words)
    if len(plain) == len(words) == 4 and is_name_shaped(plain[:3]) and plain[3] not in _LAST_SOUNDS:  # 徐仕碧|站, but 泽连斯基
        return _person(words[:3], doubt_common=doubt_common)
    foreign = 2 <= len(plain) <= 8 and re.fullmatch(r"[\u3400-\u9fff]+", plain) and not org_suffixes().suffix(plain)
    return ("PERSON", len(words)) if foreign and not _has_words(plain, 100) else None


def shape(article: Article, m: Mention) -> Mention | None:
    """Return the mention with its edges and type mended, or None where it is no name."""
    text = article.text
    start, end = _edges(text, m.start, m.end)
    wide = _joined(text, start, end, quoted=m.type != "ORG") if m.type in ("ORG", "PROGRAMME", "EVENT") else (start, end)
    return (_shaped(article, m, *wide) if wide != (start, end) else None) or _shaped(article, m, start, end)


def _shaped(article: Article, m: Mention, start: int, end: int) -> Mention | None:
    """Return the mention that lies between these edges with its type mended, or None."""
    text = article.text
    words = text[start:end]
    if not re.search(r"\w", words) or "\n" in words or len(words) > 60:
        return None
    lead = divisions().full.at(words, 0)
    if lead is not None and _leading_division(words) == len(words) and (m.type not in ("PLACE", "ORG") or lead.end < len(words)):
        return None  # 江苏省南京市鼓楼区 is three places, and no honour
    kind = m.kind
    # what the networks read as a name, but for a closing mark, need not look like one: 潘萨银花, 协会晚熟柑专委会; the scorer decides
    sure = m.by == MODEL and start == m.start and m.end <= end <= m.end + 1
    kinds: dict[str, Callable[[str], tuple[str, int] | None]] = {"ORG": _body, "PLACE": _place, "PERSON": partial(_person, doubt_common=m.by != "guess:name")}
    found = kinds[m.type](words) if m.type in kinds and not sure and not m.by.startswith(("rule:byline", "rule:quoted", "rule:list")) else (m.type, len(words))
    if found is None or (sure and m.type == "PERSON" and _is_called("".join(words.split()))) or (m.type in ("PROGRAMME", "EVENT", "AWARD") and re.search(r"[。！？；]", words)):
        return None
    type_, size = found
    if type_ == "DOCUMENT" and _PAPER.search(words):
        type_ = "ORG"
    if size < 0:  # what stands before the name is cut off
        start, words, size = end + size, words[size:], -size
    at = _anew(words) if type_ == "ORG" else _event_start(words) if type_ == "EVENT" else 0
    start, words, size = start + at, words[at:], size - at
    if type_ == "EVENT" and not sure and not m.by.startswith("rule") and not (_EVENT_END.search(words) or "“" in words):
        return None
    if type_ in ("PROGRAMME", "EVENT") and re.match(r"^[\d第]?[\d一二三四五六七八九十]{1,4}(?:年度?|期|届|度|个|次|月.*|年\d{1,2}月.{0,3})$", words):
        return None
    if type_ == "PROGRAMME":
        if _ARMS.match(text, end) or _RAID.search(words) or is_catchword(words) or words.count("、") > 2 or re.fullmatch(r"[\d.%]+", words):
            return None
        if not kind:
            head = programme_heads().at(text, end + (text[end : end + 1] in "”》"))
            kind = text[head.start : head.end] if head else ""
    changed = type_ != m.type or size != len(words)
    return replace(m, start=start, end=start + size, text=words[:size], type=type_, kind=kind, score=round(m.score * (0.8 if changed else 1), 3))
