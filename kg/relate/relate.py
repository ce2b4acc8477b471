"""The stage itself: references, skeletons, patterns, posts, quotes, the network and the scorers of pairs and figures; then the status of each claim."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kg.coref import REFERENCES, stands_for
from kg.lexicon import is_country, is_renowned
from kg.model import Article, Claim, Mention
from kg.relate.appointments import match_appointments
from kg.relate.lists import match_lists
from kg.relate.matcher import distinct, match
from kg.relate.network import read
from kg.relate.observations import match_observations
from kg.relate.pairs import LEAST, SCORED, score
from kg.relate.posts import match_posts
from kg.relate.quotes import match_quotes
from kg.relate.skeleton import make_skeletons, whole
from kg.text import full_width

_PLANNED = re.compile(
    r"(?:下一步|接下来|(?<![文光黎透美好说声])明(?:年|[天日](?!报))|后年|下个?月|下周|将(?=(?:于|在|继续|进一步|投资|建|打造|推|开|实施|启动|举|新增|再|全面|围绕|深入|持续|以|把|会|出席|参加|赴|从|按|通过|组织|加|完善|探索|依托|联合|引|设|成立|达|为|访(?!谈)|大力|主持(?!人)|应邀|率|前往|发表|召开|陪同|重点(?=[抓推围实开建支打])|着力|积极(?!性|因)|加快|陆续|正式|首次|迎来|成为|不断|有序|同步|逐步|全力|努力|切实|共同(?!富裕|体)))|为(?=召开|举行|举办|筹备)|计划(?:将|于|在|投资|建|打造|推)|拟(?!定|任命)|力争|争取|有望|即将|预计|准备(?=.{0,6}(?:建|推|打造|开))|(?:称|表示|已经?)准备好(?!了)|打算|(?<![满着])(?:希望|期待|期盼)(?=加强|深化|拓展|进一步|继续|[同与])|年内将?|今后|(?<![志心自如许宿夙情意不祈甘请])愿(?![望景力者]))"
)
# What somebody asks for, or a document lays down, is not yet done.
_ASKED = re.compile(
    r"(?:强调|指出|要求|表示|提出|呼吁|希望)[，：]?(?:[^。；，]{0,12}，)?(?:各[^，。；]{1,10})?(?:(?:要|必须)(?!闻|素|求|点|道|塞|件|是|害|案)|应当?(?![急届用邀对聘约付景征召变]))"
    r"|(?:^|[，；：。“])(?:要|必须)(?![闻素求点道塞件是害案想说不知看论数么])"
    r"|(?<![需主重只首])要(?:深入|坚持|坚决|认真|持续|进一步|切实|全面|加快|牢牢|始终|不断|聚焦|紧扣|深化|加强)"
    r"|(?:^|(?<=[，；。：]))(?!依照|根据|按照|依据|按|遵照)[^，。；]{0,60}》[^，。；》]{0,3}(?:提出|明确|要求|规定)"
)
_NEGATED = re.compile(r"(?:没有|未能|尚未|并未|从未|未(?!来|成年|必|婚|知|免|尝)|并不|不再|拒绝|取消(?!了?限))")
_REPORTED = re.compile(r"(?:据[^，。]{0,14}(?:介绍|透露|了解|统计|报道)|据悉|据称|传闻|报道称)")


def _status(article: Article, claim: Claim) -> str:
    """Read a claim's status off the words of its sentence before its later end."""
    if claim.relation == "holds_post":
        return "planned" if re.search(r"拟任|拟聘|候任|提名", article.text[claim.start : claim.end]) and claim.rule in ("post.after", "post.named", "post.carried") else "asserted"
    if claim.relation == "says":
        return "asserted"
    last = max(claim.head.start, claim.tail.start if claim.tail else claim.head.start)
    words = full_width(article.text[claim.start : claim.end])
    upto = words[: max(last - claim.start, 0)]
    for m in sorted((claim.head, *([claim.tail] if claim.tail else [])), key=lambda m: -m.start):  # names are not read for 未 and 将
        if claim.start <= m.start and m.end <= last:
            upto = upto[: m.start - claim.start] + "□" * (m.end - m.start) + upto[m.end - claim.start :]
    clause = re.split(r"[。；]", upto)[-1]
    near = re.split(r"[，。；]", upto)[-1]
    if _NEGATED.search(near):
        return "negated"
    if _PLANNED.search(clause) or (claim.relation in _DONE and _ASKED.search(clause)):
        return "planned"
    if _REPORTED.search(words[:20]):
        return "reported"
    return "asserted"


_DONE = frozenset(("runs", "establishes", "participates_in", "partners_with", "attracts", "issues"))
_DATELINE = re.compile(
    r"消息(?=[\s（(：:，]|$)(?:[（(][^）)：:]{1,12}[）)])?[：:]?|[^，。；\n]{0,12}\d{1,2}日电(?=[\s（(：:]|$)"
)  # after the name of who sends the news: 央视网消息
_TOWARDS = re.compile(r"[东西南北中]{1,2}部?(?:地区|方向)?")  # a direction is no place
_ENVOY = re.compile(r"代表|大使|领事|公使|参赞")  # who is posted to a country or body (驻美国大使) is not of it
_OF_POLITBURO = re.compile(r"委员|常委")
_LINE = re.compile(r"(?:高速|公路|国道|铁路|高铁|航线|号线|[国省县]道\w*线)$")  # nothing lies in a road
_ABOUT = re.compile(r"》[^，。；召举开并和及]{0,6}(?:读者会|首发式|研讨会|讲座)")  # what is named after a document does not issue it
_TOGETHER = re.compile(
    r"(?:联合|共同|会同)(?:(?!开展|举办|举行|召开|启动|组织|打造|建|签)[^，。；]){0,24}?(?:印发|发布(?!会|活动|仪式)|下发|发文|发出|出台|制定|公布)"
)  # who issues one document together is no partner by that alone
_BOND = re.compile(r"(?:国家|各国|两国)?的?(?:传统|长期)?(?:友谊|友好|关系(?!密)|人民|双边|共同(?:发展|利益)|领导人)")  # 中国与伊朗友谊: nothing that they do
_AMONG = re.compile(r"(?:在|于|向|从|对|赴|往|至|面向|覆盖)(?:[^，。；、]{1,10}、)*$")  # places in a row where something happens do nothing together
_AGAINST = re.compile(r"(?:战斗|交火|交战|冲突|袭击|空袭|作战|抗击|入侵)")
_ISSUED = re.compile(r"(?:等[^，。；]{0,8})?(?:今天|日前|近日|共同)?(?:印发|下发|发布(?!会|活动|仪式)|出台|制定|公布)")
_ACTING = re.compile(r"[^。；]{0,20}(?:合作|联合|共建|共同|协作|联动|携手)")
_OWNED = re.compile(r"的(?![^，。；]{0,8}(?:合作|共建|联建|结对|协作|联合|联动|协同|对接))")  # 县妇联的办公楼


def _act_together(text: str, first: Mention, last: Mention) -> bool:
    """Tell whether nothing around two partners, in the order of the text, says that they are none."""
    between = text[first.end : last.start]
    if first.type == last.type == "PLACE" and between in ("、", "和") and _AMONG.search(text[max(0, first.start - 60) : first.start]):
        return _ACTING.match(text, last.end) is not None
    bound = between in ("、", "和", "与", "及", "同") and _BOND.match(text, last.end) and all(is_renowned(m.text, "PLACE") for m in (first, last))
    issued = between.strip() in ("", "、", "和", "与") and _ISSUED.match(text, last.end)
    owned = between in ("、", "和", "与", "及") and _OWNED.match(text, last.end)
    return not (bound or issued or owned or _AGAINST.search(text, first.end, last.end + 8) or _TOGETHER.search(text, first.end, last.end + 16))


def _stands(article: Article, claim: Claim) -> bool:
    """Tell whether nothing speaks against a claim that its pattern does not see."""
    if claim.tail is None:
        return True
    if claim.relation == "located_in":
        return not (claim.head.type == "PLACE" and (_TOWARDS.fullmatch(claim.head.text) or is_country(claim.head.text) or _LINE.search(claim.tail.text)))
    if claim.relation == "holds_post":
        posted = article.text[claim.tail.start - 1 : claim.tail.start] == "驻" and _ENVOY.search(claim.role)
        of_state = claim.role.startswith("国家") or (claim.role.startswith("国务委员") and not claim.tail.text.endswith("国务院"))
        beside = claim.tail.text.endswith("政治局") and not _OF_POLITBURO.search(claim.role)  # 中共中央政治局委员、外交部长
        return not posted and not beside and not (of_state and claim.tail.type == "ORG")  # 中共中央总书记、国家主席
    if claim.relation == "participates_in":  # who convenes a meeting runs it; 党的十八大以来 is a time
        return not article.text[claim.head.end : claim.tail.start].endswith("主持召开") and not article.text.startswith("以来", claim.tail.end)
    if claim.relation == "issues":
        return not _ABOUT.match(article.text, claim.tail.end)
    if claim.relation == "partners_with":
        return _act_together(article.text, *sorted((claim.head, claim.tail)))
    return True


_TAKEN_UP = 0.9  # how sure it is that a reference stands for what it seems to
_CORE = re.compile(r"同志为(?:核心|主要代表)")


def _apart(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions without those of datelines (央视网消息（新闻联播）：) and of 以…同志为核心, of which nothing is said."""
    opens = {b.start + len(text) - len(text.lstrip()) for b in article.blocks for text in [article.text[b.start : b.end]]}
    spans = [(m.start, line.end()) for m in mentions if m.start in opens and m.type == "ORG" and (line := _DATELINE.match(article.text, m.end))]
    return [m for m in mentions if not any(a <= m.start < b for a, b in spans) and not (m.type == "PERSON" and _CORE.match(article.text, m.end))]


def _weighed(claims: Sequence[Claim], refs: Mapping[Mention, Mention]) -> Iterator[Claim]:
    """Yield the claims with the confidence that the whole of them is right, ends and all."""

    def sure(m: Mention | None) -> float:
        if m is None or m.type not in REFERENCES:
            return m.score if m else 1.0
        return _TAKEN_UP * refs[m].score if m in refs else 0.5

    for c in claims:
        confidence = round(c.confidence * sure(c.head) * sure(c.tail), 2)
        if confidence >= LEAST or c.relation not in SCORED:
            yield replace(c, confidence=confidence)


def relate(article: Article, mentions: Sequence[Mention], *, scored: bool = True) -> list[Claim]:
    """Return the claims of an article; their ends are its mentions and references, their evidence spans of its text.

    With ``scored`` the trained scorer weighs what the patterns found and adds what they missed, and the confidence of a claim is that of its words times that of its
    ends; without it the patterns alone speak, and no figures are read.

    ``mentions`` come sorted and without overlap. The result is sorted by place and says nothing twice.
    """
    every = _apart(article, sorted(mentions))
    ruled: list[Claim] = []
    made: list[Claim] = []
    for sk in make_skeletons(article, every):
        if sk.mentions:
            ruled += distinct([*match(sk), *match_posts(sk), *match_appointments(sk)])
            made += match_quotes(sk)
    names, refs = stands_for(every, article.text)
    entire = whole(article, every, names)
    if scored:
        reading = read(entire)
        made += [*match_observations(entire, reading), *score(entire, ruled, reading)]
    else:
        made += ruled
    made += match_lists(article, every)
    told = distinct(made)
    return [replace(c, status=_status(article, c)) for c in (_weighed(told, refs) if scored else told) if _stands(article, c)]
