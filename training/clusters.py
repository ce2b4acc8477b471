"""Put words that are used alike into clusters: PYTHONHASHSEED=0 python training/clusters.py OUT NEWS KEPT...

Vectors of the dictionary's words in raw news (NEWS, a folder), by skip-gram (gensim) with one worker, so that the same input gives the same vectors; k-means
(scikit-learn) puts them into a few coarse and many fine clusters. A line that shares fifteen characters with a paragraph held out of training (of the files KEPT)
is left out. Digits are all 0.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from gensim.models import Word2Vec
from prepare import held_out, paragraphs, shingles
from sklearn.cluster import MiniBatchKMeans

from kg.annotate.features import segmenter
from kg.read import find_files, read_file

COARSE, FINE = 64, 320


def sentences(folder: Path, known: set[str]) -> Iterator[list[str]]:
    """Yield the words of the sentences of the files in a folder."""
    for doc, path in sorted(find_files([folder])):
        for source in read_file(path, doc):
            for line in (x.strip() for x in source.text.split("\n")):
                if len(line) >= 10 and known.isdisjoint(shingles(line)):
                    for part in re.split("(?<=[。！？])", line):
                        if len(part) > 4:
                            yield [re.sub(r"\d+(\.\d+)?", "0", w) for w in segmenter().cut(part, HMM=False)]


def main() -> None:
    """Write word, coarse cluster, fine cluster."""
    out, news, kept = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    known = {s for path in kept for text, _ in paragraphs(Path(path)) if held_out(text) for s in shingles(text)}
    model = Word2Vec(list(sentences(news, known)), vector_size=100, window=3, sg=1, negative=8, epochs=6, min_count=4, workers=1, seed=7, sample=1e-4)
    vectors = model.wv.vectors / np.linalg.norm(model.wv.vectors, axis=1, keepdims=True)
    coarse, fine = (MiniBatchKMeans(k, random_state=7, batch_size=4096, n_init=3, max_iter=200).fit(vectors).labels_ for k in (COARSE, FINE))
    rows = sorted(zip(model.wv.index_to_key, coarse, fine, strict=True))
    lines = ["# Word, coarse cluster, fine cluster. Made by training/clusters.py.", *(f"{w}\t{a}\t{b}" for w, a, b in rows)]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
