#!/usr/bin/env python3
"""Writes src/tables/readings.txt: a line a pinyin syllable, the syllable and then the traditional characters that can be
read so. Limited to characters that have a simplified counterpart (src/tables/simplified.txt) and stand in GBK.

Source: the single-character readings of pypinyin 0.55.0 (MIT licence, https://github.com/mozillazg/python-pinyin).

    pip install pypinyin==0.55.0
    scripts/make_readings.py > src/tables/readings.txt
"""
import collections
import pathlib

from pypinyin import Style, pinyin


def main():
    table = pathlib.Path(__file__).parent.parent / "src" / "tables" / "simplified.txt"
    by_syllable = collections.defaultdict(list)
    for pair in table.read_text(encoding="utf-8").split():
        try:
            pair[0].encode("gbk")
        except UnicodeEncodeError:
            continue
        for syllable in pinyin(pair[0], style=Style.TONE, heteronym=True)[0]:
            by_syllable[syllable].append(pair[0])
    for syllable in sorted(by_syllable):
        print(syllable + "".join(sorted(by_syllable[syllable])))


main()
