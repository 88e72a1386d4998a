#!/usr/bin/env python3
"""Writes src/tables/character_levels.txt: how common each character of U+4E00-9FFF is, one hexadecimal digit a character.

Digit d stands for a probability of 10 ** (-1.5 - 0.35 * d); f is a character that was never seen. Traditional
characters are counted as their simplified counterparts (src/tables/simplified.txt) and have no count of their own.

Source: the word frequencies of jieba 0.42.1 (MIT licence, https://github.com/fxsjy/jieba), which were counted on general
text. Folders of plain UTF-8 texts may be named as well: their character counts, and nothing else of them, are mixed in,
from the files whose name has an even CRC-32, so that the other half can be measured on.

    pip download --no-deps --no-binary :all: jieba==0.42.1 && tar xzf jieba-0.42.1.tar.gz
    scripts/make_character_model.py jieba-0.42.1/jieba/dict.txt [FOLDER…] > src/tables/character_levels.txt
"""
import collections
import math
import pathlib
import sys
import zlib

FIRST, LAST = 0x4E00, 0x9FFF
BEST, STEP, UNSEEN = -1.5, 0.35, 15
GENERAL_SHARE = 0.6
DIGITS_A_LINE = 64


def folding():
    table = pathlib.Path(__file__).parent.parent / "src" / "tables" / "simplified.txt"
    return {ord(pair[0]): pair[1] for pair in table.read_text(encoding="utf-8").split()}


def probabilities(counts):
    total = sum(counts.values()) or 1
    return {character: count / total for character, count in counts.items()}


def general_counts(path):
    counts = collections.Counter()
    for line in open(path, encoding="utf-8"):
        word, frequency, _ = line.split(" ")
        for character in word:
            counts[character] += int(frequency)
    return counts


def text_counts(folders):
    counts = collections.Counter()
    for folder in folders:
        of_folder = collections.Counter()
        for path in sorted(pathlib.Path(folder).rglob("*.txt")):
            if zlib.crc32(path.name.encode()) % 2 == 0:
                of_folder.update(path.read_text(encoding="utf-8"))
        for character, share in probabilities(of_folder).items():
            counts[character] += share
    return counts


def han(counts, fold):
    folded = collections.Counter()
    for character, count in counts.items():
        character = fold.get(ord(character), character)
        if FIRST <= ord(character) <= LAST:
            folded[character] += count
    return folded


def main(dictionary, folders):
    fold = folding()
    general = probabilities(han(general_counts(dictionary), fold))
    texts = probabilities(han(text_counts(folders), fold))
    share = GENERAL_SHARE if texts else 1.0
    digits = []
    for code in range(FIRST, LAST + 1):
        p = share * general.get(chr(code), 0) + (1 - share) * texts.get(chr(code), 0)
        level = UNSEEN if p == 0 else min(max(round((BEST - math.log10(p)) / STEP), 0), UNSEEN - 1)
        digits.append(f"{level:x}")
    for start in range(0, len(digits), DIGITS_A_LINE):
        print("".join(digits[start : start + DIGITS_A_LINE]))


main(sys.argv[1], sys.argv[2:])
