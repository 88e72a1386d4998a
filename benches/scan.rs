//! Speed of the damage walk, in bytes a second: on clean text, which must cost next to nothing, and on texts made to be
//! slow. `cargo bench --bench scan`; the walk has to stay above 1.5 GB/s on the first two.

use divan::Bencher;
use divan::counter::BytesCount;
use reformlint::damage::scan::scan;

/// Bytes of each text.
const SIZE: usize = 4 << 20;

fn main() {
    divan::main();
}

fn repeated(text: &str) -> String {
    text.repeat(SIZE / text.len() + 1)
}

#[divan::bench]
fn simplified(bencher: Bencher) {
    let text = repeated(
        "一年来，全县坚持稳中求进，地区生产总值达到128.6亿元、增长5.3%，新增城镇就业3200人（完成年度任务的104%）。\n",
    );
    bencher.counter(BytesCount::of_str(&text)).bench(|| scan(&text));
}

#[divan::bench]
fn traditional(bencher: Bencher) {
    let text = repeated(
        "一年來，全縣堅持穩中求進，地區生產總值達到128.6億元、增長5.3%，新增城鎮就業3200人（完成年度任務的104%）。\n",
    );
    bencher.counter(BytesCount::of_str(&text)).bench(|| scan(&text));
}

#[divan::bench]
fn ascii_brackets(bencher: Bencher) {
    let text = repeated("全县完成投资(含续建)12.5亿元,增长6%(全市第3位)。\r\n");
    bencher.counter(BytesCount::of_str(&text)).bench(|| scan(&text));
}

#[divan::bench]
fn annotated(bencher: Bencher) {
    let text = repeated("全區(qū)新增企業(yè)12戶,區(qū)級產(chǎn)業(yè)園開工建設,道路通到每一個村莊。\n");
    bencher.counter(BytesCount::of_str(&text)).bench(|| scan(&text));
}

#[divan::bench(args = ["?", "我?", "(", "我(", "我(a", "\r", "\u{FFFD}", "\u{FFFD}a", "烫", "烫烫我", "斤拷", "\u{1B}[", "區(qū)", "😀", "?ā"])]
fn hostile(bencher: Bencher, unit: &str) {
    let text = repeated(unit);
    bencher.counter(BytesCount::of_str(&text)).bench(|| scan(&text));
}
