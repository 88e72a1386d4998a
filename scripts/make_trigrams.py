#!/usr/bin/env python3
"""Writes src/tables/trigrams.txt: which character follows which two, for the triples that tell most beyond
src/tables/bigrams.txt. A line a first character; then, after each `|`, a second character, and, as in the table of pairs,
a letter and the characters that follow with that letter. Letter A stands for a probability of 1 after the two, each
further letter for 10 ** -0.25 of the one before it. What stands before the first `|` are pairs that the table of pairs
does not have. Characters are simplified; common marks count as characters, every digit as `#`, every Latin letter as `a`,
the end of a line as `$`.

Source: the counts of triples, and nothing else, of the folders of plain UTF-8 texts that are named. Left out are the texts
that `accuracy` measures on: those whose name has an FNV-1a hash (64 bits) that is a multiple of three, and every text
whose path holds one of the words after `--without`.

    scripts/make_trigrams.py FOLDER… [--without WORD…] > src/tables/trigrams.txt
"""
import collections
import math
import pathlib
import sys

from make_bigrams import is_held_back

PAIRS, TRIPLES, FEWEST = 20000, 120000, 3
STEP, LEVELS = 0.25, "ABCDEFGHIJKLMNOP"
DISCOUNT = 0.6
MARKS = set("，。、；：“”（）《》！？—…·％# a\u3000$")
OF_PAIRS, OF_CHARACTERS = 0.64, 0.36
TABLES = pathlib.Path(__file__).parent.parent / "src" / "tables"


def folding():
    fold = {ord(pair[0]): pair[1] for pair in (TABLES / "simplified.txt").read_text(encoding="utf-8").split()}
    fold |= {ord(digit): "#" for digit in "0123456789０１２３４５６７８９"}
    fold |= {first + index: "a" for first in (0x41, 0x61, 0xFF21, 0xFF41) for index in range(26)}
    fold |= {ord(half): full for half, full in zip(",;:()!?%", "，；：（）！？％")}
    return fold | {ord("\r"): None, ord("\n"): "$"}


def is_counted(*characters):
    return all("\u4e00" <= c <= "\u9fff" or c in MARKS for c in characters)


def known_pairs():
    pairs = {}
    for line in (TABLES / "bigrams.txt").read_text(encoding="utf-8").splitlines():
        p = 0.0
        for c in line[1:]:
            if c in "0123456789abcdef":
                p = 10 ** (-0.25 * int(c, 16))
            else:
                pairs[line[0], c] = p
    return pairs


def level(p):
    return LEVELS[min(max(round(-math.log10(p) / STEP), 0), len(LEVELS) - 1)]


def row(followers):
    return "".join(letter + "".join(sorted(followers[letter])) for letter in sorted(followers))


def main(folders, without):
    fold = folding()
    singles, pairs, triples = collections.Counter(), collections.Counter(), collections.Counter()
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*.txt")):
            if not is_held_back(path.name) and not any(word in str(path) for word in without):
                text = path.read_text(encoding="utf-8").translate(fold)
                singles.update(text)
                pairs.update(zip(text, text[1:]))
                triples.update(zip(text, text[1:], text[2:]))
    total = sum(singles.values())
    known = known_pairs()

    def by_pairs(b, c):
        return OF_PAIRS * known.get((b, c), 0.0) + OF_CHARACTERS * singles[c] / total

    def best(counts, before, otherwise, count):
        gains = []
        for key, n in counts.items():
            if n >= FEWEST and is_counted(*key):
                p = (n - DISCOUNT) / before[key[:-1]]
                gain = n * math.log(p / otherwise(*key[-2:]))
                if gain > 0:
                    gains.append((-gain, key, p))
        return [(key, p) for _, key, p in sorted(gains)[:count]]

    def mixed(b, c):
        return by_pairs(b, c) / OF_PAIRS

    rows = collections.defaultdict(lambda: collections.defaultdict(lambda: collections.defaultdict(list)))
    before = collections.Counter()
    for (a, _), n in pairs.items():
        before[(a,)] += n
    for (a, b), p in best(pairs, before, mixed, PAIRS):
        known[a, b] = p
        rows[a][""][level(p)].append(b)
    before = collections.Counter()
    for (a, b, _), n in triples.items():
        before[a, b] += n
    for (a, b, c), p in best(triples, before, by_pairs, TRIPLES):
        rows[a][b][level(p)].append(c)
    for a in sorted(rows):
        print(a + "|".join(b + row(rows[a][b]) for b in sorted(rows[a].keys() | {""})))


arguments = sys.argv[1:]
without = arguments.index("--without") if "--without" in arguments else len(arguments)
main(arguments[:without], arguments[without + 1 :])
