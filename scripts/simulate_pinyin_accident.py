#!/usr/bin/env python3
"""Replays the pinyin accident on a traditional text, for fixtures/pinyin-accident: every character of a table is replaced by
itself and its reading on GBK bytes, so that a trail byte and the next lead byte are hit, too; then the bytes are decoded
and an invalid pair becomes one `?`.

    scripts/simulate_pinyin_accident.py fixtures/pinyin-accident/original.txt > fixtures/pinyin-accident/report.txt
"""
import sys

TABLE = """區qū 產chǎn 業yè 實shí 務wù 經jīng 濟jì 發fā 會huì 鄉xiāng 縣xiàn 個gè 動dòng 進jìn 設shè 現xiàn 質zhì 項xiàng 環huán 農nóng
達dá 萬wàn 學xué 醫yī 養yǎng 網wǎng 創chuàng 優yōu 標biāo 準zhǔn 雲yún 執zhí 獎jiǎng 統tǒng 補bǔ 險xiǎn 開kāi 關guān 運yùn 級jí"""


def main(path):
    data = open(path, encoding="utf-8").read().encode("gbk")
    for entry in TABLE.split():
        pattern = entry[0].encode("gbk")
        data = data.replace(pattern, pattern + b"(" + entry[1:].encode("gb18030") + b")")
    out, at = [], 0
    while at < len(data):
        width = 1 if data[at] < 0x80 else 2
        try:
            out.append(data[at : at + width].decode("gbk"))
        except UnicodeDecodeError:
            out.append("?")
        at += width
    sys.stdout.write("".join(out))


main(sys.argv[1])
