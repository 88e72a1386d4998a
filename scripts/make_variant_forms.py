#!/usr/bin/env python3
"""Writes src/tables/variant_forms.txt: pairs of a form that 通用规范汉字表 does not have and the character it has instead,
ten a line. Forms with a simplified counterpart in src/tables/simplified.txt are not repeated.

Sources: OpenCC's JPVariants, HKVariants and TWVariants with TSCharacters (Apache-2.0) as shipped in the PyPI package
opencc-python-reimplemented 0.1.7: the form of another region, by way of the traditional character, to the simplified one.
By hand (OTHERS): forms that recognition and old input methods put into simplified reports.

    pip download --no-deps opencc-python-reimplemented==0.1.7 && unzip -q opencc_python_reimplemented-*.whl
    scripts/make_variant_forms.py opencc/dictionary package/data/characters.txt > src/tables/variant_forms.txt
"""
import sys

OTHERS = {"囯": "国", "囻": "国", "劵": "券", "釆": "采", "朩": "木", "徳": "德", "勲": "勋", "彛": "彝", "髙": "高", "爲": "为"}


def pairs(path):
    for line in open(path, encoding="utf-8"):
        source, _, targets = line.strip().partition("\t")
        if len(source) == 1 and targets:
            yield source, targets.split(" ")


def main(dictionary, standard_path):
    standard = set(open(standard_path, encoding="utf-8").read().split())
    simplified = {source: targets[0] for source, targets in pairs(dictionary + "/TSCharacters.txt")}
    known = {pair[0] for pair in open("src/tables/simplified.txt", encoding="utf-8").read().split()}
    forms = {}
    for name in ("JPVariants", "HKVariants", "TWVariants"):
        for traditional, variants in pairs(f"{dictionary}/{name}.txt"):
            for form in variants:
                forms.setdefault(form, simplified.get(traditional, traditional))
    forms.update(OTHERS)
    usable = lambda form, target: form not in standard and form not in known and target in standard and len(target) == 1
    in_block = lambda form: 0x4E00 <= ord(form) <= 0x9FFF
    flat = [form + target for form, target in sorted(forms.items()) if usable(form, target) and in_block(form)]
    for start in range(0, len(flat), 10):
        print(" ".join(flat[start : start + 10]))


main(sys.argv[1], sys.argv[2])
