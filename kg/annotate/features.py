"""What the recogniser sees of each character: the character, its neighbours and what the tables know of it.

Pure text in, columns of strings out; the network hashes them. Changing anything here means training anew.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from itertools import accumulate

import jieba

from kg.lexicon import COMPOUND_SURNAMES, SURNAMES, Gazetteer, divisions, org_suffixes, programme_heads, titles
from kg.linear import read_rows

COLUMNS = ("char", "left", "right", "around", "word", "place", "head", "quote", "name", "cluster")
_LEVEL = {2: "P", 4: "C", 6: "A", 9: "T"}


@cache
def segmenter() -> jieba.Tokenizer:
    """Load jieba's dictionary without its cache file, which any user of the machine could have written."""
    made = jieba.Tokenizer()
    with resources.files("jieba").joinpath("dict.txt").open("rb") as lines:
        made.FREQ, made.total = made.gen_pfdict(lines)
    made.initialized = True
    return made


@cache
def _word_tags() -> dict[str, str]:
    text = resources.files("jieba").joinpath("dict.txt").read_text(encoding="utf-8")
    return {word: tag for word, _, tag in (line.split(" ") for line in text.splitlines())}


@lru_cache(maxsize=4)
def words_at(text: str) -> tuple[tuple[int, str], ...]:
    """Return the dictionary's words of a text with where each begins; kept for the few finders that look at one text in turn."""
    words = tuple(segmenter().cut(text, HMM=False))
    return tuple(zip(accumulate(map(len, words), initial=0), words, strict=False))


def word_tag(word: str) -> str | None:
    """Return the part of speech that jieba's dictionary gives a word, or None where it does not hold it."""
    return _word_tags().get(word)


@cache
def _clusters() -> dict[str, tuple[str, str]]:
    return {word: (coarse, fine) for word, coarse, fine in read_rows("kg.annotate", "word_clusters.tsv")}


def clusters(word: str) -> tuple[str, str]:
    """Return the coarse and the fine cluster of words that are used as this one is, empty where it is too rare; made by ``training/clusters.py``."""
    return _clusters().get("0" if word.isdigit() else word, ("", ""))


def is_common(name: str, surname: int) -> bool:
    """Tell whether what looks like a name of a person is made of a common word: 固定|服, 和|游客."""
    words = segmenter().lcut(name, HMM=False)
    if len(words[0]) > surname and not (word_tag(words[0]) or "nr").startswith("nr"):
        return True
    rest = "".join(words[1:])
    return len(words) == 2 and len(rest) > 1 and segmenter().FREQ.get(rest, 0) > 800 and not (word_tag(rest) or "nr").startswith("nr")


@cache
def _heads() -> Gazetteer[str]:
    marks = dict.fromkeys(programme_heads().entries, "H")
    marks |= {w: "S" + kind[:3] for w, kind in org_suffixes().entries.items()}
    marks |= {w: "T" + kind[:1] for w, kind in titles().entries.items()}
    return Gazetteer(marks)


def _normal(text: str) -> list[str]:
    made = []
    for c in text:
        n = unicodedata.normalize("NFKC", c)
        n = n if len(n) == 1 else c
        made.append("0" if n.isdigit() else "a" if "a" <= n <= "z" else "A" if "A" <= n <= "Z" else " " if n.isspace() else n)
    return made


def _spread(marks: list[str], start: int, end: int, what: str) -> None:
    if end - start == 1:
        marks[start] = "S" + what
        return
    for i in range(start, end):
        marks[i] = ("B" if i == start else "E" if i == end - 1 else "I") + what


def _words(text: str) -> tuple[list[str], list[str]]:
    """Part of speech and cluster of the word that a character belongs to."""
    tags = _word_tags()
    spoken, clustered = [""] * len(text), [""] * len(text)
    for word, start, end in segmenter().tokenize(text):
        _spread(spoken, start, end, tags.get(word, "x" if end - start == 1 else "?"))
        if what := clusters(word)[1]:
            _spread(clustered, start, end, what)
    return spoken, clustered


def _places(text: str) -> list[str]:
    marks = [""] * len(text)
    table = divisions()
    i = 0
    while i < len(text):
        full, short = table.full.at(text, i), table.short.at(text, i)
        hit, kind = (full, "f") if full and (not short or full.end >= short.end) else (short, "s")
        if hit:
            _spread(marks, hit.start, hit.end, kind + _LEVEL[len(hit.value[0].code)])
            i = hit.end
        else:
            i += 1
    return marks


def _head_nouns(text: str) -> list[str]:
    marks = [""] * len(text)
    for hit in _heads().find(text):
        _spread(marks, hit.start, hit.end, hit.value)
    return marks


def _quotes(text: str) -> list[str]:
    """Inside marks: which, how long, and what follows them; right after them: that they just closed."""
    marks = [""] * len(text)
    for found in re.finditer(r"“[^“”\n]{1,40}”|《[^《》\n]{1,60}》|「[^「」\n]{1,40}」|『[^『』\n]{1,40}』|‘[^‘’\n]{1,40}’|〈[^〈〉\n]{1,40}〉", text):
        inside = found.end() - found.start() - 2
        spoken = any(c in "。，！？；" for c in found.group()[1:-1])
        after = _heads().at(text, found.end())
        what = f"{found.group()[0]}{min(inside, 12) // 2}{'s' if spoken else ''}{after.value if after else ''}"
        for i in range(found.start(), found.end()):
            marks[i] = what + ("<" if i == found.start() else ">" if i == found.end() - 1 else "^" if i == found.start() + 1 else "")
        for i in range(found.end(), min(found.end() + 2, len(text))):
            if not marks[i]:
                marks[i] = "after" + found.group()[0]
    return marks


def _names(text: str) -> list[str]:
    """Surnames, with what stands before them: the end of a title, a mark, or running text."""
    marks = [""] * len(text)
    title_ends = {h.end for h in titles().find(text)}
    for i, c in enumerate(text):
        size = 2 if text[i : i + 2] in COMPOUND_SURNAMES else 1 if c in SURNAMES else 0
        if size:
            before = "t" if i in title_ends or (text[i - 1 : i].isspace() and i - 1 in title_ends) else "p" if i == 0 or not text[i - 1].isalnum() else "r"
            marks[i] = f"{size}{before}"
            for k in range(i + 1, min(i + size + 2, len(text))):
                if not marks[k] or marks[k][0] == "+":
                    marks[k] = f"+{k - i}{before}"
    return marks


def features(text: str) -> list[tuple[str, ...]]:
    """Return for each character of ``text`` the strings of ``COLUMNS``."""
    chars = _normal(text)
    padded = ["^", *chars, "$"]
    left = [a + b for a, b in zip(padded, chars, strict=False)]
    right = [a + b for a, b in zip(chars, padded[2:], strict=False)]
    around = [a + b + c for a, b, c in zip(padded, chars, padded[2:], strict=False)]
    spoken, clustered = _words(text)
    return list(zip(chars, left, right, around, spoken, _places(text), _head_nouns(text), _quotes(text), _names(text), clustered, strict=True))
