#!/usr/bin/env python3
"""CPU time and peak memory of whole runs of `reformlint check` against `rg -j1 -c -f benches/five-patterns.txt` on the
same files, and the start-up time on a ten-line file.

    cargo build --release && benches/compare_with_ripgrep.py [FOLDER…]

FOLDER: `../shared/corpus/gov_work_reports` where it is there, else `fixtures`. Needs `rg` in the PATH. Each figure is the
smallest of several runs: other work on the machine only adds.
"""
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFORMLINT = ROOT / "target/release/reformlint"
RUNS = 7


def run(command):
    """CPU seconds, wall seconds and peak resident bytes of one run."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - started, usage.ru_maxrss * 1024


def best(command, runs=RUNS):
    results = [run(command) for _ in range(runs)]
    return tuple(min(column) for column in zip(*results))


def check(threads, *paths):
    return [str(REFORMLINT), "check", "--no-config", "--threads", str(threads), *map(str, paths)]


def main(arguments):
    folders = [Path(a) for a in arguments] or [ROOT.parent / "shared/corpus/gov_work_reports"]
    folders = [f if f.is_dir() else ROOT / "fixtures" for f in folders]
    files = sorted(p for f in folders for p in f.rglob("*") if p.suffix in (".txt", ".md"))
    size = sum(p.stat().st_size for p in files)
    largest = max(p.stat().st_size for p in files)
    print(f"{len(files)} files, {size / 1e6:.1f} MB, the largest {largest / 1e6:.2f} MB")
    rg_cpu, _, _ = best(["rg", "-j1", "-c", "-f", str(ROOT / "benches/five-patterns.txt"), *map(str, folders)])
    cpu, wall, memory = best(check(1, *folders))
    _, wall_two, _ = best(check(2, *folders))
    print(f"ripgrep, five patterns   {rg_cpu * 1000:8.1f} ms CPU   {size / rg_cpu / 1e9:.2f} GB/s")
    print(f"reformlint check         {cpu * 1000:8.1f} ms CPU   {size / cpu / 1e9:.2f} GB/s   {cpu / rg_cpu:.2f} times ripgrep")
    print(f"peak memory              {memory / 2**20:8.1f} MiB")
    print(f"two threads              {wall_two * 1000:8.1f} ms       {wall / wall_two:.2f} times as fast as one")
    with tempfile.TemporaryDirectory() as folder:
        short = Path(folder) / "short.txt"
        short.write_text("全年新增项目12个，增长5.2%。\n" * 10, encoding="utf-8")
        _, start, _ = best(check(1, short), runs=40)
        print(f"start, ten lines         {start * 1000:8.1f} ms")
        long = Path(folder) / "long.txt"
        long.write_text("全年新增项目12个，增长5.2%，其中市级7个、县级5个；" * 1_000_000, encoding="utf-8")
        _, wall, memory = best(check(1, long), runs=1)
        size = long.stat().st_size
        print(f"one line of {size / 1e6:.0f} MB      {wall * 1000:8.1f} ms       peak {memory / size:.2f} times the file")


main(sys.argv[1:])
