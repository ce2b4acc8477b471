"""Posts: person × body × role, from titles before and after names, several in a row, appointments, bylines and lists."""

import re
from collections.abc import Iterator
from functools import cache

from kg.lexicon import titles
from kg.model import Claim
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


def role_of(words: str) -> str | None:
    """Return the role that a stretch of words between a body and a name states, or None.

    >>> [role_of(w) for w in ("党委书记", "的负责人", "原副主任", "门口的小店")]
    ['党委书记', '负责人', '原副主任', None]
    """
    role = re.sub(r"^(?:的|、|，|一名|一位|专职的)+|[\s：:]+$", "", words).strip()
    role = re.sub(r"^(?:第?[\d一二三四五六七八九十]+(?:岁|名|位)的?|年轻的|青年(?=网格员)|老)", "", role)
    if not role or len(role) > 18 or re.search(r"[，。；：“”？！]", role) or re.search(r"会见|会晤|访问|出席|陪同|通话|慰问|走访|采访", role) or not _role_end().search(role):
        return None
    return role


def _made(sk: Skeleton, person: int, body: int, role: str, rule: str, confidence: float, a: int, b: int) -> Claim:
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
        until="",
    )


def _before_name(sk: Skeleton) -> Iterator[Claim]:
    """区委副书记、区长陈某: every title in the row is a post; a title without a body of its own is in the last body named, or its place."""
    s = sk.text
    for m in re.finditer(_P, s):
        p = m.start()
        a, b = sk.sentence_at(p)
        at = p
        roles: list[tuple[int | None, str]] = []
        while True:
            row = re.compile(rf"(?P<body>{_B})?(?P<words>[^，。；：！？{_ANY}]{{0,20}})$").search(s, a, at)
            if not row:
                break
            words = row["words"]
            cut = re.split(r"、", words)
            # 书记、局长 with the body before the first of them
            if row["body"]:
                parts = [role_of(w) for w in cut]
                if all(parts) and cut:
                    roles = [(row.start("body"), r) for r in parts if r] + roles
                elif parts and parts[-1]:
                    roles = [(row.start("body") if len(cut) == 1 else None, parts[-1]), *roles]
                    break
                else:
                    break
                at = row.start("body")
                # another body's titles before, joined by 、 or ，: 市委常委、赛岐开发区党工委书记
                link = re.search(r"(?:、|兼|，)$", s[a:at])
                if not link:
                    break
                at = a + link.start()
                if not re.search(rf"{_B}[^，。；{_ANY}]{{1,14}}$", s[a:at]):
                    break
            else:
                parts = [role_of(w) for w in cut]
                good = [r for r in parts if r]
                lead = re.search(r"(?:[^、]*)$", words)
                if good and lead and parts[-1]:
                    roles = [(None, r) for r in ([*parts] if all(parts) else parts[-1:]) if r] + roles
                break
        if not roles:
            continue
        own = [x for x, _ in roles if x is not None]
        for body, role in roles:
            body_ = body
            confidence = 0.9
            if body_ is None:
                if role in _GENERIC or _kind(role) != "post":
                    continue
                body_ = own[0] if own else _context(sk, p, role)
                confidence = 0.7
            if body_ is None or (role in _GENERIC and type_of(s[body_]) == "PLACE"):
                continue
            yield _made(sk, p, body_, role, "post.before", confidence, min(a, body_), b)
        # 记者 A、B 、 书记 A and others that share the title
        end = p + 1
        while (more := re.compile(rf"(?:、|和|\s+|与){_P}").match(s, end, b)) and own:
            q = more.end() - 1
            for body, role in roles:
                if (body if body is not None else own[0]) is not None:
                    yield _made(sk, q, body if body is not None else own[0], role, "post.shared", 0.75, a, b)
            end = more.end()


def _kind(role: str) -> str:
    """Return what the title at the end of a role is: an office (post) or an occupation (job)."""
    title = titles().suffix(role)
    return titles().entries[title] if title else ""


_OF_PLACE = {
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


def _context(sk: Skeleton, p: int, role: str) -> int | None:
    """Return the body that a bare title speaks of: the nearest body or place before it in the paragraph that can have such a post."""
    s = sk.text
    want = _OF_PLACE.get(role)
    if want:
        return next((i for i in range(p - 1, -1, -1) if type_of(s[i]) == "PLACE" and sk.mentions[i].text.endswith(want)), None)
    for i in range(p - 1, -1, -1):
        kind = type_of(s[i])
        if kind == "ORG":
            return i
        if kind in ("REF", "PLACE") and re.search(r"(?:社区|村|镇|乡|街道|公司|队|园区)$", sk.mentions[i].text):
            return i
    return None


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
    for m in re.finditer(rf"(?P<who>{_P})[（(](?P<body>[{CLASS['ORG']}])[）)]", s):
        yield _made(sk, m.start("who"), m.start("body"), "", "post.bracket", 0.75, *sk.sentence_at(m.start()))
    for pattern, confidence in rows:
        for m in re.finditer(pattern, s, re.MULTILINE):
            a, b = sk.sentence_at(m.start())
            ended = bool(re.search(r"免去", s[max(0, m.start() - 6) : m.end()])) or ("职务" in s[m.end() - 2 : m.end() + 2] and "的" in m.group())
            for words in re.split("、", m["roles"]):
                cleaned = re.sub(r"职务$", "", words)
                role = role_of(cleaned)
                if role and role not in _GENERIC:
                    made = _made(sk, m.start("who"), m.start("body"), role, "post.after", confidence, a, max(b, m.end()))
                    if ended:
                        made = Claim(**{**{f: getattr(made, f) for f in made.__slots__}, "until": "免去"})
                    yield made


def match_posts(sk: Skeleton) -> list[Claim]:
    """Return the posts that a paragraph states."""
    return [*_before_name(sk), *_after_name(sk)]
