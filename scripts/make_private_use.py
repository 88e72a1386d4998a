#!/usr/bin/env python3
"""Prints the runs of src/damage/private_use.rs: private-use characters and what GB 18030 made of them later.

The two-byte codes FE50-FEA0 (without FE7F) are U+E815-E864 in GBK and Windows code page 936. Which character a code is
now follows from the codec of GB 18030-2000 in Python's standard library, and for the codes that are private use there
from the two later editions: GB 18030-2005 (six characters of Extension B and A8BC) and GB 18030-2022 (eighteen codes:
A6D9-A6DF, A6EC, A6ED, A6F3, FE59, FE61, FE66, FE67, FE6D, FE7E, FE90, FEA0).

    scripts/make_private_use.py
"""

EDITION_2005 = {
    0xE7C7: 0x1E3F,
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE,
}
EDITION_2022 = {
    0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16,
    0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19,
    0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA,
    0xE864: 0x9FBB,
}


def main():
    moves = {code: chr(target) for code, target in (EDITION_2005 | EDITION_2022).items()}
    trails = [trail for trail in range(0x50, 0xA1) if trail != 0x7F]
    for offset, trail in enumerate(trails):
        code = 0xE815 + offset
        moves.setdefault(code, bytes([0xFE, trail]).decode("gb18030"))
    assert not any(0xE000 <= ord(target) < 0xF900 for target in moves.values())
    start = None
    for code in sorted(moves):
        if code - 1 not in moves:
            start, run = code, ""
        run += moves[code]
        if code + 1 not in moves:
            escaped = "".join("\\u{%X}" % ord(c) for c in run)
            print(f'(0x{start:X}, "{escaped}"),')


main()
