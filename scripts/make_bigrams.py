#!/usr/bin/env python3
"""Writes src/tables/bigrams.txt: which character follows which, for the most telling pairs. A line a first character: the
character, then a hexadecimal digit and the characters that follow with that digit, and so on. Digit d stands for a
probability of 10 ** (-0.25 * d) of the second character after the first. Characters are simplified; common marks count as
characters, and every digit as `#`.

Source: the word list of jieba 0.42.1 (MIT licence, https://github.com/fxsjy/jieba): the pairs inside its words, by the
frequency of the word. Folders of plain UTF-8 texts may be named as well: the counts of their pairs, and nothing else of
them, are mixed in. Left out are the texts that `accuracy` measures on: those whose name has an FNV-1a hash (64 bits) that
is a multiple of three, and every text whose name holds one of the words after `--without`.

    scripts/make_bigrams.py jieba-0.42.1/jieba/dict.txt [FOLDER…] [--without WORD…] > src/tables/bigrams.txt
"""
import collections
import math
import pathlib
import sys

PAIRS = 45000
STEP, LOWEST = 0.25, 15
GENERAL_SHARE = 0.4
MARKS = set("，。、；：“”（）《》！？—％%#")
DIGITS = {ord(digit): "#" for digit in "0123456789０１２３４５６７８９"}


def is_held_back(name):
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) % 2**64
    return value % 3 == 0


def folding():
    table = pathlib.Path(__file__).parent.parent / "src" / "tables" / "simplified.txt"
    return {ord(pair[0]): pair[1] for pair in table.read_text(encoding="utf-8").split()} | DIGITS


def is_counted(c):
    return "\u4e00" <= c <= "\u9fff" or c in MARKS


def add(counts, text, weight):
    for pair in zip(text, text[1:]):
        if is_counted(pair[0]) and is_counted(pair[1]):
            counts[pair] += weight


def shares(counts):
    total = sum(counts.values()) or 1
    return {pair: count / total for pair, count in counts.items()}


def main(dictionary, folders, without):
    fold = folding()
    general = collections.Counter()
    for line in open(dictionary, encoding="utf-8"):
        word, frequency, _ = line.split(" ")
        add(general, word.translate(fold), int(frequency))
    texts = collections.Counter()
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*.txt")):
            if not is_held_back(path.name) and not any(word in str(path) for word in without):
                add(texts, path.read_text(encoding="utf-8").translate(fold), 1)
    general, texts = shares(general), shares(texts)
    share = GENERAL_SHARE if texts else 1.0
    joint = {
        pair: share * general.get(pair, 0) + (1 - share) * texts.get(pair, 0) for pair in general.keys() | texts.keys()
    }
    first, second = collections.Counter(), collections.Counter()
    for (a, b), p in joint.items():
        first[a] += p
        second[b] += p
    # How much the table gains by a pair over the two characters alone.
    gain = {pair: p * math.log(p / (first[pair[0]] * second[pair[1]])) for pair, p in joint.items()}
    best = sorted(joint, key=lambda pair: (-gain[pair], pair))[:PAIRS]
    rows = collections.defaultdict(lambda: collections.defaultdict(list))
    for a, b in best:
        level = min(max(round(-math.log10(joint[a, b] / first[a]) / STEP), 0), LOWEST)
        rows[a][level].append(b)
    for a in sorted(rows):
        print(a + "".join(f"{level:x}" + "".join(sorted(rows[a][level])) for level in sorted(rows[a])))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    without = arguments.index("--without") if "--without" in arguments else len(arguments)
    main(arguments[0], arguments[1:without], arguments[without + 1 :])
