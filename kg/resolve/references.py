"""What a reference stands for: by type, head noun and recency, never guessed when nothing fits."""

from collections.abc import Mapping, Sequence

from kg.lexicon import table
from kg.model import Mention

_ENDINGS = {head: tuple(endings.split()) for head, endings, _, _ in table("references.tsv")}
_REFERENCES = frozenset(("REF", "WHO", "THING"))
_THINGS = {"大赛": "EVENT", "比赛": "EVENT", "大会": "EVENT", "论坛": "EVENT", "会议": "EVENT", "赛事": "EVENT", "竞赛": "EVENT", "评选": "EVENT"}


def _fits(reference: Mention, mention: Mention, names: Mapping[Mention, str]) -> bool:
    head = reference.kind
    if reference.type == "WHO":
        return mention.type == "PERSON"
    if reference.type == "THING":
        if head not in _ENDINGS:  # the end of a name
            return mention.type in ("PROGRAMME", "EVENT") and mention.text.endswith(head)
        return mention.type in ("PROGRAMME", "EVENT") if head in ("活动", "项目") else mention.type == _THINGS.get(head, "PROGRAMME")
    if mention.type not in ("ORG", "PLACE"):
        return False
    return names.get(mention, mention.text).endswith(_ENDINGS[head]) or mention.text.endswith(_ENDINGS[head])


def _better(reference: Mention, mention: Mention) -> int:
    """Rank a name by how closely its ending is the reference's own head noun."""
    if reference.type == "THING":
        return int(bool(mention.kind) and (reference.kind in mention.kind or mention.text.endswith(reference.kind)))
    ends = _ENDINGS.get(reference.kind, ())
    return next((len(ends) - i for i, e in enumerate(ends) if mention.text.endswith(e)), 0)


def _leads(mention: Mention, text: str) -> bool:
    """Tell whether a mention begins a clause: it is then what the clause is about."""
    return mention.start == 0 or text[mention.start - 1] in "。，；！？：\n”） "


def antecedents(mentions: Sequence[Mention], names: Mapping[Mention, str] | None = None, text: str = "") -> dict[Mention, Mention]:
    """Map each reference of an article to the mention that it takes up.

    A reference looks back: first to the names that end in its own head noun, of these to the last that began a clause, where ``text`` is given; a thing or a person is the last one named. The title
    stands first in an article's text, so what it names is a candidate for the whole article. Where nothing before fits, a name that alone fits is taken from after.
    """
    names = names or {}
    made: dict[Mention, Mention] = {}
    seen: list[Mention] = []
    for m in sorted(mentions):
        if m.type not in _REFERENCES:
            seen.append(m)
            continue
        fits = [s for s in seen if _fits(m, s, names)]
        if not fits and m.type == "REF":  # nothing before: what the whole article names once and only once
            later = [s for s in mentions if s.type not in _REFERENCES and _fits(m, s, names)]
            fits = later if len({names.get(s, s.text) for s in later}) == 1 else []
        if fits:
            best = max(_better(m, s) for s in fits) if m.type != "WHO" else 0
            good = [s for s in fits if m.type == "WHO" or _better(m, s) == best]
            about = [s for s in good if text and m.type == "REF" and _leads(s, text) and m.start - s.start < 240]
            made[m] = (about or good)[-1]
    return made
