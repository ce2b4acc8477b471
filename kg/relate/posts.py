"""Posts: person × body × role, from titles before and after names, several in a row, appointments, bylines and lists."""

import re
from collections.abc import Iterator
from functools import cache

from kg.lexicon import titles
from kg.model import Claim
from kg.relate.offices import body_of
from kg.relate.skeleton import CLASS, Skeleton, type_of

_ANY = CLASS["ANY"]
_P = f"[{CLASS['PERSON']}]"
_B = f"[{CLASS['ORG']}{CLASS['PLACE']}{CLASS['REF']}]"
_STATE = re.compile(r"^(?:原|时任|现任|前任?|首任|新任|拟任|兼任|退休|新当选|候任)")
_GENERIC = frozenset(
    [
        "群众",
        "居民",
        "村民",
        "市民",
        "业主",
        "同志",
        "先生",
        "女士",
        "老人",
        "游客",
        "观众",
        "读者",
        "客商",
        "老板",
        "商户",
        "群众代表",
        "爷爷",
        "奶奶",
        "阿姨",
        "大爷",
        "大妈",
        "大姐",
        "小朋友",
        "同学",
        "旅客",
        "网友",
    ]
)


@cache
def _role_end() -> re.Pattern[str]:
    words = sorted(titles().entries, key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, words)) + r")(?:（[^（）]{1,8}）|\([^()]{1,8}\))?$")


# What people are called beside the titles of the table; only right between a body and a name. 党员 and 成员 say no post.
_CALLING = re.compile(
    r"[\u4e00-\u9fff]{1,7}(?:(?<![党成会团全])员|(?<![家增成生特])长|师|官|(?<![对着])手|工|匠|专家|作家|画家|医生|民警|警|主委|领队|老板|传承人|学徒|教头|博士|硕士|研究生|大使|发言人|协调人|召集人|助理|秘书|顾问|寨老|委)$"
)


def role_of(words: str, *, beside: bool = False) -> str | None:
    """Return the role that a stretch of words between a body and a name states, or None.

    With ``beside`` the words touch the body before and the name after, and any calling will do.

    >>> [role_of(w) for w in ("党委书记", "的负责人", "原副主任", "门口的小店", "扳道师")]
    ['党委书记', '负责人', '原副主任', None, None]
    >>> role_of("扳道师", beside=True)
    '扳道师'
    """
    role = re.sub(r"^(?:的|、|，|一名|一位|专职的)+|[\s：:]+$", "", words).strip()
    role = re.sub(r"^(?:第?[\d一二三四五六七八九十]+(?:岁|名|位)的?|年轻的|青年(?=网格员)|老)", "", role)
    if (
        not role
        or len(role) > 18
        or re.search(r"[，。；：“”《》？！]", role)
        or re.match(r"对(?![外口台内])", role)
        or re.search(r"会见|会晤|访问|出席|陪同|通话|慰问|走访|采访|抵达|前往|执行|宣布|指责|批评|此前|[今昨前]天|指控|逮捕|弹劾|[上下]午", role)
        or not (_role_end().search(role) or (beside and _CALLING.fullmatch(role)))
    ):
        return None
    return role


def made(sk: Skeleton, person: int, body: int, role: str, rule: str, confidence: float, a: int, b: int, until: str = "") -> Claim:
    """Make the claim of a post from ``sk.text[a:b]``; ``person`` and ``body`` are where they stand in it, ``until`` says that it has ended."""
    start, end = sk.span(a, b)
    return Claim(
        "holds_post",
        sk.mentions[person],
        sk.mentions[body],
        start,
        end,
        rule,
        confidence,
        re.sub(r"\s+", "", _STATE.sub(lambda m: "原" if m.group() in ("原", "前", "前任") else "", role)) or role,
        until=until,
    )


def _titles_before(sk: Skeleton, p: int) -> list[tuple[int | None, str]]:
    """Return the titles in a row before a name, each with the body that it names or None."""
    s = sk.text
    a, _ = sk.sentence_at(p)
    at = p
    roles: list[tuple[int | None, str]] = []
    while True:
        row = re.compile(rf"(?P<body>{_B})?(?P<words>[^，。；：！？{_ANY}]{{0,20}})$").search(s, a, at)
        if not row:
            return roles
        cut = row["words"].split("、")
        parts = [role_of(w, beside=len(cut) == 1) for w in cut]
        if not row["body"]:
            return [(None, r) for r in (parts if all(parts) else parts[-1:]) if r] + roles if parts[-1] else roles
        if not all(parts):
            return [(None, parts[-1]), *roles] if parts[-1] else roles
        roles = [(row.start("body"), r) for r in parts if r] + roles
        at = row.start("body")
        # another body's titles before, joined by 、 or ，: 市委常委、赛岐开发区党工委书记
        link = re.search(r"(?:、|兼|，)$", s[a:at])
        if not link:
            return roles
        at = a + link.start()
        if not re.search(rf"{_B}[^，。；{_ANY}]{{1,14}}$", s[a:at]):
            return roles


def bare_titles(sk: Skeleton) -> Iterator[tuple[int, str]]:
    """Yield the people before whose names stand titles of which none names a body, with each such title."""
    for m in re.finditer(_P, sk.text):
        roles = _titles_before(sk, m.start())
        if all(body is None for body, _ in roles):
            yield from ((m.start(), role) for _, role in roles if role not in _GENERIC)


def _before_name(sk: Skeleton) -> Iterator[Claim]:
    """区委副书记、区长陈某: every title in the row is a post; a title without a body of its own is in that of the row, or in the likeliest before."""
    s = sk.text
    for m in re.finditer(_P, s):
        p = m.start()
        a, b = sk.sentence_at(p)
        roles = _titles_before(sk, p)
        if not roles:
            continue
        own = next((body for body, _ in roles if body is not None), None)
        for named, role in roles:
            body, rule, confidence = named, "post.before", 0.9
            if body is None:
                if role in _GENERIC:
                    continue
                body, rule, confidence = own, "post.row", 0.7
                if body is None and (found := body_of(sk, p, role)):
                    body, rule, confidence = found[0], "post.bare", found[1]
            if body is None or (role in _GENERIC and type_of(s[body]) == "PLACE"):
                continue
            yield made(sk, p, body, role, rule, confidence, min(a, body), b)
        # 记者 A、B 、 书记 A and others that share the title
        end = p + 1
        while (more := re.compile(rf"(?:、|和|\s+|与){_P}").match(s, end, b)) and own is not None:
            q = more.end() - 1
            for body, role in roles:
                yield made(sk, q, own if body is None else body, role, "post.shared", 0.75, a, b)
            end = more.end()


OF_PLACE = {
    "区长": "区",
    "副区长": "区",
    "市长": "市",
    "副市长": "市",
    "县长": "县",
    "副县长": "县",
    "镇长": "镇",
    "副镇长": "镇",
    "乡长": "乡",
    "副乡长": "乡",
    "旗长": "旗",
    "副旗长": "旗",
    "常务副市长": "市",
    "常务副区长": "区",
    "常务副县长": "县",
    "代市长": "市",
    "省长": "省",
    "副省长": "省",
    "州长": "州",
}


def _after_name(sk: Skeleton) -> Iterator[Claim]:
    """P任B主任, P当选为B主席, 任命P为B局长, 免去P的B职务, P，B主任 and rows of a list."""
    s = sk.text
    one = r"[^，。；：、{ANY}]{1,16}".replace("{ANY}", _ANY)
    take = rf"(?P<body>{_B})(?P<roles>{one}(?:、{one}){{0,3}})"
    rows = (
        (
            rf"(?P<who>{_P})(?:（[^（）]{{1,10}}）)?(?:现任|出任|担任|任|当选为?|兼任|被任命为|受聘为|获聘|被聘为|就任|当上|被推选为|接任|为|是|当选)(?:了|来自)?[{CLASS['PLACE']}]*{take}",
            0.9,
        ),
        (rf"(?:任命|决定任命|聘任|聘请|选举|推选|提名)(?P<who>{_P})(?:（[^（）]{{1,10}}）)?(?:同志)?(?:为|担任|任|当选为){take}", 0.9),
        (rf"(?:免去|决定免去)?(?P<who>{_P})(?:（[^（）]{{1,10}}）)?(?:同志)?的{take}(?:职务)", 0.85),
        (rf"^\s*(?P<who>{_P})(?:[（(][^（）()]{{1,10}}[）)])?[\s\u3000，：:]+(?:系|，)?(?P<pre>{_B}*?){take}", 0.85),
        (rf"^\s*(?P<body>{_B})(?P<roles>{one})[:：](?P<who>{_P})", 0.85),
        (rf"(?P<who>{_P})(?:（[^（）]{{1,10}}）)?，(?:现任|系|是|男，|女，)*{take}(?=[，。；])", 0.7),
    )
    bracket = r"(?:（[^（）]{1,10}）)?"
    belongs = (  # whom a body names as its own without saying what as
        ("post.bracket", rf"(?P<who>{_P})[（(](?P<body>[{CLASS['ORG']}])[）)]"),
        ("post.of", rf"(?P<body>[{CLASS['ORG']}])的?(?P<who>{_P})"),
        (
            "post.line",
            rf"^\s*(?:(?P<who>{_P}){bracket}[\s\u3000：]+[{CLASS['PLACE']}]*(?P<body>[{CLASS['ORG']}])|(?P<body2>[{CLASS['ORG']}])[\s\u3000：]+(?P<who2>{_P}){bracket})\s*$",
        ),
    )
    for rule, pattern in belongs:
        for m in re.finditer(pattern, s):
            who, body = ("who", "body") if m["who"] else ("who2", "body2")
            yield made(sk, m.start(who), m.start(body), "", rule, 0.75, *sk.sentence_at(m.start()))
    for pattern, confidence in rows:
        for m in re.finditer(pattern, s, re.MULTILINE):
            a, b = sk.sentence_at(m.start())
            ended = bool(re.search(r"免去", s[max(0, m.start() - 6) : m.end()])) or ("职务" in s[m.end() - 2 : m.end() + 2] and "的" in m.group())
            for words in re.split("、", m["roles"]):
                cleaned = re.sub(r"职务$", "", words)
                role = role_of(cleaned)
                if role and role not in _GENERIC:
                    yield made(sk, m.start("who"), m.start("body"), role, "post.after", confidence, a, max(b, m.end()), until="免去" if ended else "")


def match_posts(sk: Skeleton) -> list[Claim]:
    """Return the posts that a paragraph states."""
    return [*_before_name(sk), *_after_name(sk)]
