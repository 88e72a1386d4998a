#!/usr/bin/env python3
"""Writes src/tables/followers.bin: which character follows which one, two and three others, for the runs that tell most.
Characters are simplified; common marks count as characters, every digit as `#`, every Latin letter as `a`.

Absolute discounting of the counts of one to four characters, of which the most telling ones are kept. Two and three
characters are only asked for where what stands before them was not seen before the last one: what counts there is after how
many different characters they were seen, not how often (Kneser and Ney, Improved backing-off for m-gram language modeling,
ICASSP 1995).

The file begins with 2 ** 21 bits, one of which is set for the last two characters of every run that is kept (see `bit_of`):
most characters follow most others nowhere, and that is seen there at once.

The rest is a hash table that is looked into as it stands: buckets of eight entries of three bytes, little-endian, an empty
entry 0; what does not fit goes into the next bucket. An entry is 19 bits of the hash and a level of
5 bits: level n stands for a probability of 10 ** (-0.2 * n) of the last character after the others; for a key that ends in
U+FFFF, for a share of 10 ** (-0.1 * n) of everything that is not listed after the others.

Source: counts, and nothing else, of the folders of plain UTF-8 texts that are named. Left out are the texts that
`accuracy` measures on: those whose name has an FNV-1a hash (64 bits) that is a multiple of three, and every text whose
path holds one of the words after `--without`.

    scripts/make_followers.py FOLDER… [--without WORD…] > src/tables/followers.bin
"""
import collections
import math
import pathlib
import sys

from make_bigrams import is_held_back

# Kept of two, three and four characters.
KEPT = {2: 80000, 3: 220000, 4: 200000}
SINGLES = 6000
# Three and more characters must be written in this many texts.
FEWEST_TEXTS = 2
STEP, STEP_OF_REST, LEVELS = 0.2, 0.1, 32
BUCKET, LOAD = 8, 0.88
MARKS = set("，。、；：“”（）《》！？—…·％# a\u3000\n")
REST = "\uffff"
BITS = 2**21
TABLES = pathlib.Path(__file__).parent.parent / "src" / "tables"


def folding():
    fold = {ord(pair[0]): pair[1] for pair in (TABLES / "simplified.txt").read_text(encoding="utf-8").split()}
    fold |= {ord(digit): "#" for digit in "0123456789０１２３４５６７８９"}
    fold |= {first + index: "a" for first in (0x41, 0x61, 0xFF21, 0xFF41) for index in range(26)}
    fold |= {ord(half): full for half, full in zip(",;:()!?%", "，；：（）！？％")}
    return fold | {ord("\r"): None}


def is_counted(run):
    return all("\u4e00" <= c <= "\u9fff" or c in MARKS for c in run)


def counted(folders, without):
    """Counts of runs by their length, and the number of texts that hold each."""
    counts = {length: collections.Counter() for length in (1, 2, 3, 4)}
    texts = {length: collections.Counter() for length in (3, 4)}
    fold = folding()
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*.txt")):
            if is_held_back(path.name) or any(word in str(path) for word in without):
                continue
            text = path.read_text(encoding="utf-8").translate(fold)
            for length, count in counts.items():
                here = collections.Counter(text[at : at + length] for at in range(len(text) - length + 1))
                count.update(here)
                if length in texts:
                    texts[length].update(here.keys())
    return counts, texts


def kept(counts, texts):
    """Probabilities of the last character after the others, of the runs that are kept."""
    total = sum(counts[1].values())
    shorter = {run: count / total for run, count in counts[1].items()}
    singles = sorted(filter(is_counted, shorter), key=lambda run: (-shorter[run], run))[:SINGLES]
    table = {run: shorter[run] for run in singles}
    for length, most in KEPT.items():
        followed, followers = collections.Counter(), collections.Counter()
        longer = counts.get(length + 1)
        backed_off = counts[length] if longer is None else collections.Counter(run[1:] for run in longer)
        for run, count in backed_off.items():
            followed[run[:-1]] += count
            followers[run[:-1]] += 1
        seen = collections.Counter(backed_off.values())
        discount = seen[1] / (seen[1] + 2 * seen[2])
        all_of_them, gains = {}, []
        for run, count in backed_off.items():
            before = run[:-1]
            otherwise = discount * followers[before] / followed[before] * shorter[run[1:]]
            p = (count - discount) / followed[before] + otherwise
            all_of_them[run] = p
            weight = texts[length][run] if length in texts else counts[length][run]
            if counts[length][run] >= 2 and (length not in texts or weight >= FEWEST_TEXTS) and is_counted(run):
                gains.append((-weight * math.log(p / otherwise), run))
        table |= {run: all_of_them[run] for _, run in sorted(gains)[:most]}
        shorter = all_of_them
    return table


def rests(table):
    """Share of what is not listed, by what stands before."""
    rest = {}

    def probability(run):
        while run:
            if run in table:
                return table[run]
            if len(run) > 1 and run[:-1] in rest:
                return rest[run[:-1]] * probability(run[1:])
            run = run[1:]
        return 0.0

    for length in KEPT:
        listed, otherwise = collections.Counter(), collections.Counter()
        for run in table:
            if len(run) == length:
                listed[run[:-1]] += table[run]
                otherwise[run[:-1]] += probability(run[1:])
        rest |= {run: max(1 - p, 0.02) / max(1 - otherwise[run], 0.02) for run, p in listed.items()}
    return rest


def level(p, step):
    return min(max(round(-math.log10(p) / step), 0), LEVELS - 1)


def hashed(run):
    value = 0
    for c in run:
        value = (value << 16 | ord(c)) % 2**64
    for factor in (0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93):
        value = value * factor % 2**64
        value ^= value >> 32
    return value


def bit_of(near, last):
    """The bits of what follows one character are near each other: many of them are asked for one after the other."""
    first = (ord(near) * 0x9E3779B1 % 2**32) >> 11 & ~511
    return (first + ((ord(last) * 0x85EBCA6B % 2**32) >> 19)) % BITS


def main(folders, without):
    table = kept(*counted(folders, without))
    levels = {run: level(p, STEP) for run, p in table.items()}
    rest = rests({run: 10 ** (-STEP * n) if len(run) > 1 else table[run] for run, n in levels.items()})
    levels |= {run + REST: level(p, STEP_OF_REST) for run, p in rest.items()}
    bits = bytearray(BITS // 8)
    for run in levels:
        if len(run) > 1 and not run.endswith(REST):
            bit = bit_of(run[-2], run[-1])
            bits[bit // 8] |= 1 << bit % 8
    sys.stdout.buffer.write(bits)
    buckets = [[] for _ in range(math.ceil(len(levels) / BUCKET / LOAD))]
    for run in sorted(levels):
        value = hashed(run)
        at = (value >> 32) * len(buckets) >> 32
        while len(buckets[at]) == BUCKET:
            at = (at + 1) % len(buckets)
        buckets[at].append(max(value & 0x7FFFF, 1) << 5 | levels[run])
    for bucket in buckets:
        for entry in bucket + [0] * (BUCKET - len(bucket)):
            sys.stdout.buffer.write(entry.to_bytes(3, "little"))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    without = arguments.index("--without") if "--without" in arguments else len(arguments)
    main(arguments[:without], arguments[without + 1 :])
