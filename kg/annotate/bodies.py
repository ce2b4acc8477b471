"""Find bodies by form: from a head noun (研究中心, 党支部, 有限公司) to the left, over the words that a body's name can be made of."""

import re
from collections.abc import Iterator

from kg.annotate.features import segmenter, word_tag
from kg.lexicon import divisions, org_suffixes
from kg.model import Article, Mention

_LEVEL = re.compile(r"(?:自治区|省|市|区|县|旗|州|镇|乡|街道|社区|村)$")
# Parts of speech that bodies' names are made of, and verbs that they hold all the same (服务中心, 管理局).
_TAGS = frozenset(["n", "nr", "ns", "nt", "nz", "nrt", "nrfg", "j", "l", "b", "vn", "eng", "x", "?", "s", "i", "g", "ng", "an", "nsf", "ntc", "nis", "f", "q", "mq", "a", "zg"])
NAME_VERBS = frozenset(
    [
        "服务",
        "管理",
        "发展",
        "保障",
        "建设",
        "调解",
        "监督",
        "执法",
        "投资",
        "开发",
        "促进",
        "救助",
        "防控",
        "救援",
        "监察",
        "教育",
        "检察",
        "审判",
        "研究",
        "合作",
        "创业",
        "创新",
        "实践",
        "孵化",
        "养护",
        "保护",
        "运营",
        "指导",
        "仲裁",
        "检测",
        "监测",
        "评估",
        "培训",
        "就业",
        "帮扶",
        "志愿",
        "安装",
        "制造",
        "加工",
        "配送",
        "运输",
        "供应",
        "设计",
        "装备",
        "传媒",
        "融媒",
        "调处",
        "化解",
        "改革",
        "领导",
        "巡逻",
        "种植",
        "养殖",
        "信访",
        "接待",
        "联合",
        "流动",
        "综合",
        "直属",
        "机关",
        "议事",
        "理事",
        "表演",
        "演出",
        "医疗",
        "康复",
        "养老",
        "托育",
        "公证",
        "审计",
        "统计",
        "测绘",
        "勘察",
        "环卫",
        "供水",
        "供电",
        "水利",
        "维修",
        "宣讲",
        "突击",
        "互助",
        "居民",
        "村民",
        "业主",
        "商户",
        "产业",
    ]
)
_STOP = frozenset(
    [
        "各级",
        "各",
        "全",
        "本",
        "该",
        "这",
        "那",
        "一个",
        "一家",
        "多家",
        "有关",
        "相关",
        "等",
        "其",
        "某",
        "这些",
        "我们",
        "他们",
        "他",
        "她",
        "自己",
        "目前",
        "如今",
        "今年",
        "去年",
        "今天",
        "昨天",
        "近日",
        "日前",
        "记者",
        "干部",
        "群众",
        "党员",
        "居民",
        "企业",
        "单位",
        "部门",
        "辖区",
        "当地",
        "附近",
        "其他",
        "整个",
        "每个",
        "所有",
        "新",
        "老",
        "首个",
        "首家",
        "多个",
        "两个",
        "三个",
        "前往",
        "在",
        "和",
        "与",
        "及",
        "位",
        "名",
        "个",
        "家",
        "所",
        "大",
        "小",
        "好",
        "一",
        "二",
        "三",
    ]
)
_WEAK = frozenset(
    [
        "公司",
        "集团",
        "中心",
        "学校",
        "学院",
        "医院",
        "银行",
        "支部",
        "党支部",
        "党委",
        "协会",
        "联盟",
        "工会",
        "委员会",
        "办公室",
        "政府",
        "法院",
        "局",
        "厅",
        "委",
        "科",
        "股",
        "处",
        "署",
        "网",
        "报",
        "厂",
        "店",
        "站",
        "部",
        "组",
        "超市",
        "商店",
        "酒店",
        "饭店",
        "门店",
        "药店",
        "作坊",
        "民宿",
        "车间",
        "班组",
        "保险",
        "证券",
        "总厂",
        "支行",
        "分行",
        "基金会",
        "理事会",
        "秘书处",
        "大学",
        "中学",
        "小学",
        "诊所",
        "驿站",
        "工厂",
        "村委会",
        "居委会",
        "俱乐部",
        "联合会",
        "研究院",
        "合作社",
        "工作室",
        "调解室",
        "工作站",
        "服务站",
        "服务队",
        "服务中心",
        "领导小组",
        "工作组",
        "专班",
        "指挥部",
        "小分队",
        "物管会",
        "议会",
        "国会",
        "警方",
        "军方",
        "海军",
        "空军",
        "陆军",
    ]
)
_ORGAN = re.compile(
    r"^(?:镇|乡|街道|社区|村)(?:党委|党工委|党总支|党支部|居委会|村委会|政府|人民政府|纪委|综治中心|司法所|妇联|团委|团工委|工会|便民服务中心|党群服务中心|退役军人服务站|卫生院|派出所|综合执法大队|人大|财政所)$"
)


def _tokens(text: str) -> tuple[dict[int, int], set[int]]:
    """Return (end of a word → its start) and the set of word boundaries."""
    ends, bounds = {}, {0}
    for _, a, b in segmenter().tokenize(text):
        ends[b] = a
        bounds.add(b)
    return ends, bounds


def division_before(text: str, end: int) -> int:
    """Return where a chain of division names that ends at ``end`` begins, ``end`` itself if none does."""
    at = end
    while True:
        for size in range(min(12, at), 1, -1):
            word = text[at - size : at]
            if word in divisions().full.entries:
                at -= size
                break
        else:
            return at


def _extend(text: str, start: int, ends: dict[int, int], floor: int, *, event: bool = False) -> int:
    """Go left from a head noun over words that may belong to the name; an event's holds figures and ordinals too."""
    at = start
    starts = set(ends.values()) | {0} if start not in ends else set()
    while at > floor and start - at < 26:
        if text[at - 1] == "”":
            opening = text.rfind("“", max(floor, at - 22), at)
            if opening < 0 or re.search(r"[。，；！？]", text[opening:at]):
                break
            at = opening
            continue
        placed = division_before(text, at)
        if placed < at and event:
            at = placed
            continue
        if placed < at:
            inner = re.match(r"(?:分公司|分局|支行|分行|支公司|分院|分社|基地|驻)", text[at : at + 3])
            at = placed
            if inner and at > floor:
                continue
            break
        a = ends.get(at)
        if a is None:  # inside a word (石桥镇|党委, where the head noun is 镇党委): take the word's own beginning
            a = next((b for b in range(at - 1, max(floor, at - 6) - 1, -1) if b in starts), floor - 1)
        if a < floor:
            break
        word = text[a:at]
        tag = word_tag(word) or "x"
        if word in _STOP or not re.fullmatch(r"[\w·]+", word):
            break
        if re.fullmatch(r"第[一二三四五六七八九十百\d]+", word):  # 永川区第一小学
            at = a
            continue
        if (
            tag not in _TAGS
            and word not in NAME_VERBS
            and not (event and (re.fullmatch(r"[\d第届一二三四五六七八九十首年度]+", word) or (tag in ("m", "t", "v", "q") and len(word) > 1)))
        ):
            break
        at = a
    return at


_BEFORE_COMMUNITY = re.compile(r"(?:^|[，。、；：！？\s“”（）()]|在|的|由|与|和|及|从|到|对|向|来自|走进|联合|家住|据|[省市区县旗州镇乡道])(?P<name>[\u4e00-\u9fff]{2,4})$")


def _community(text: str, at: int) -> int:
    """Return where the name of a community begins whose head noun (社区, 村) stands at ``at``; ``at`` itself where none shows."""
    found = _BEFORE_COMMUNITY.search(text[max(0, at - 6) : at])
    if not found or found["name"] in _STOP or re.search(r"[的了在和与及是为把将个各该本这那每全们所村]", found["name"]):
        return at
    words = segmenter().lcut(found["name"])
    if any(w in _STOP or ((word_tag(w) or "x") in ("v", "vn", "p", "c", "u", "d", "r", "m", "t", "a", "f", "b", "s", "ad", "an", "vd") and len(w) > 1) for w in words):
        return at
    return at - len(found["name"])


_COMMUNITY = re.compile(r"社区|新村|(?<!农)(?<!乡)村(?!民|里|庄|支|干|务|集体|级|党|委|两委|居|史|落|头|口|子|规|医)|小区|家园|花园")


def communities(article: Article) -> Iterator[Mention]:
    """Yield communities, villages and estates by their head nouns: 双元巷社区, 凤台村, 景苑小区."""
    for block in article.blocks:
        text = article.text[block.start : block.end]
        for m in _COMMUNITY.finditer(text):
            start = _community(text, m.start())
            if start == m.start():
                continue
            if m.group() in ("小区", "家园", "花园") and any(
                len(w) > 1 and segmenter().FREQ.get(w, 0) > 100 and (word_tag(w) or "")[:2] not in ("nr", "ns", "nz") for w in segmenter().lcut(text[start : m.start()], HMM=False)
            ):
                continue
            placed = bool(re.search(r"[省市区县旗州镇乡道]$", text[:start]))
            yield Mention(block.start + start, block.start + m.end(), "PLACE", text[start : m.end()], "rule:community", 0.6 if placed else 0.5)


_EVENT = re.compile(
    r"(?:职业技能|技能|劳动|书画|摄影|编织技艺|课堂教学)?(?:大赛|竞赛|锦标赛|邀请赛|公开赛|联赛|运动会|博览会|推介会|对接会|交易会|展销会|招聘会|代表大会|党代会|人代会|全委会|全体会议|论坛|峰会|艺术节|文化节|旅游节|音乐节|骑行节|采摘节|电影节|马拉松|嘉年华|画展|书画展|表彰大会|动员大会|动员会|启动仪式|签约仪式|揭牌仪式|开幕式|闭幕式|发布会|研讨会|丰收节|庙会|灯会|茶话会|教研节|第[一二三四五六七八九十]+次会议)"
)
_EVENT_MARK = re.compile(r"第[一二三四五六七八九十百\d]+[届次]|首届|\d{4}|“[^”]+”|[一二三四五六七八九十]+届")


def events(article: Article) -> Iterator[Mention]:
    """Yield events by their head nouns, where an ordinal, a year, a quoted name or a division tells them from others of their kind."""
    for block in article.blocks:
        text = article.text[block.start : block.end]
        ends, _ = _tokens(text)
        for m in _EVENT.finditer(text):
            start = _extend(text, m.start(), ends, 0, event=True)
            name = re.sub(
                r"^(?:的|在|和|与|由|为|以|从|自|据|按照|围绕|举办|举行|召开|参加|出席|开展|组织|联合|年|以来|上午|下午|(?:\d{1,2}月)?\d{1,2}日|近日|日前)+",
                "",
                text[start : m.end()],
            )
            start = m.end() - len(name)
            if len(name) > len(m.group()) + 1 and (_EVENT_MARK.search(name) or divisions().full.at(name, 0)):
                yield Mention(block.start + start, block.start + m.end(), "EVENT", name, "rule:event", 0.72 if _EVENT_MARK.search(name) else 0.55)


def bodies(article: Article) -> Iterator[Mention]:
    """Yield the bodies that their form shows; the score says how sure the form is."""
    for block in article.blocks:
        if block.role == "source":
            continue
        text = article.text[block.start : block.end]
        ends, bounds = _tokens(text)
        for hit in org_suffixes().find(text):
            suffix = text[hit.start : hit.end]
            if hit.value == "international" or (len(suffix) == 1 and suffix not in "局厅委"):
                continue
            if hit.end not in bounds and not (len(suffix) > 2 and (hit.value != "institution" or text[hit.end : hit.end + 1] in "在由与和将还为是的，。、")):
                continue
            start = _extend(text, hit.start, ends, 0)
            level = _LEVEL.search(text[max(0, hit.start - 3) : hit.start])
            name = text[start : hit.end]
            lead = re.match(
                r"(?:建设|新建|指导|组建|成立|设立|推动|推进|弘扬|服务|联合|发展|管理|开展|促进|加强|领导|带领|引导|组织|培育|打造|创建|支持|帮助|参加|参与|居民|村民|业主|群众|产业链上|所在)",
                name,
            )
            if (
                lead
                and len(name) - lead.end() - len(suffix) >= 2
                and not name.startswith(("服务中心", "发展和改革", "管理委员会", "居民委员会", "村民委员会", "业主委员会", "产业"))
            ):
                start += lead.end()
                name = text[start : hit.end]
            if start == hit.start:
                before = text[hit.start - (len(level.group()) if level else 0) - 1 : hit.start - (len(level.group()) if level else 0)]
                if level is not None and re.match(r"[\u4e00-\u9fff]", before) and before not in "由与和在的对向为将据经让从及日前底月年来至，该届":
                    continue
                if level is None and not (len(suffix) > 4 and suffix[0] in "省市区县州"):
                    continue
                start = hit.start - (len(level.group()) if level else 0)
                name = text[start : hit.end]
            if re.match(r"^(?:社区|村|镇|乡|街道)", name):
                start = _community(text, start)
                name = text[start : hit.end]
            name = re.sub(r"^(?:的|和|与|由|在|为|对|从|区内|县内|全区|全县|全市)+", "", name)
            start = hit.end - len(name)
            score = _score(name, suffix)
            if score:
                yield Mention(block.start + start, block.start + hit.end, "ORG", name, "rule:body", score)


def _score(name: str, suffix: str) -> float:
    """Say how sure it is that a stretch of words names a body: 0 where nothing in it tells it from others of its kind."""
    front = name[: -len(suffix)]
    if _ORGAN.match(name):
        return 0.62
    if not front or len(name) < 3:
        return 0.0
    table = divisions()
    placed = table.full.at(name, 0) or table.short.at(name, 0)
    if placed and placed.end < len(name):
        return 0.66 if placed.end < len(name) - len(suffix) or suffix not in _WEAK or name[placed.end - 1] in "省市区县旗州镇乡村" or len(placed.value) == 1 else 0.5
    if re.match(r"^(?:省|市|区|县|旗|州|自治区)(?!场|民|域|里|内|块|情|城|长|级|直)", name):
        return 0.68
    if "“" in name:
        return 0.66
    if re.match(r"^(?:镇|乡|街道|社区|村)", name):
        return 0.45 if suffix not in _WEAK else 0.0
    if suffix in _WEAK and len(front) < 3:
        return 0.0
    if re.match(r"^(?:中国|中共|国家|全国|中央|中华)", name):
        return 0.65
    if re.match(r"^第?[一二三四五六七八九十\d]+", name):
        return 0.0
    return 0.5 if len(front) >= 4 and suffix not in _WEAK else 0.4 if len(front) >= 4 else 0.0
