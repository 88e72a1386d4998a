#!/usr/bin/env bash
# The HTML report in a real browser: headless Chromium loads the page (`--dump-dom` gives it as the browser has it, after
# the script), draws it and prints it. Usage: tests/html/check.sh PROGRAM. Chromium comes from Debian's packages.
set -euo pipefail
cd "$(dirname "$0")/../.."
program="$(realpath "$1")"
browser="$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)"
if [ -z "$browser" ]; then
  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
  browser="$(command -v chromium)"
fi
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
open() {
  timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
    --user-data-dir="$folder/profile" "$@" 2>>"$folder/browser.log"
}
fail() {
  printf 'html: %s\n' "$*" >&2
  exit 1
}
# has FILE TEXT / lacks FILE TEXT: literal strings.
has() { grep -qF -- "$2" "$1" || fail "$(basename "$1") lacks: $2"; }
lacks() { if grep -qF -- "$2" "$1"; then fail "$(basename "$1") has: $2"; fi; }
count() { grep -oF -- "$2" "$1" | wc -l; }

hash="$(python3 -c 'import base64, hashlib, sys
print(base64.b64encode(hashlib.sha256(open(sys.argv[1], "rb").read()).digest()).decode())' src/report/html/script.js)"
grep -qF "sha256-$hash" src/report/html.rs || fail "the script has changed: SCRIPT_HASH in src/report/html.rs must be sha256-$hash"

# A hostile text under a hostile name, beside reports of this repository.
mkdir "$folder/文稿"
cp fixtures/flawed-report/report.txt "$folder/文稿/有错 的报告.txt"
cp fixtures/encodings/gb18030.txt "$folder/文稿/<b>旧稿.txt"
printf '甲<script>document.title="taken"</script>乙，新增25l亿元\033[31m。\n<img src=x onerror="document.title=1">产值10～20%%。\n' \
  >"$folder/文稿/恶意.txt"
(cd "$folder" && "$program" check --no-config --lang zh --format html -o page.html --fail-on never 文稿)
(cd "$folder" && "$program" check --no-config --lang en --format html -o english.html --fail-on never 文稿)
page="$folder/page.html"

lacks "$page" "http://"
lacks "$page" "https://"
if grep -q $'\033' "$page"; then fail "the page holds a control character"; fi
if grep -qE '<(link|img|iframe|object|embed)' "$page"; then fail "the page loads something"; fi

open --dump-dom "file://$page" >"$folder/dom.html"
dom="$folder/dom.html"
has "$dom" "<title>文稿检查结果</title>"
has "$dom" "文中写作9项，所列为10项"
cards=$(count "$dom" '<article class="card ')
[ "$cards" -ge 20 ] || fail "only $cards findings"
# What the script alone does: it ran, so its hash is right, and nothing of the text ran.
has "$dom" "<output id=\"shown\">$cards / $cards</output>"
has "$dom" '&lt;script&gt;document.title='
has "$dom" '<i>␛</i>'
[ "$(count "$page" '<script>')" -eq 1 ] || fail "more than one script"

open --dump-dom "file://$folder/english.html" >"$folder/english-dom.html"
has "$folder/english-dom.html" '<html lang="en">'
has "$folder/english-dom.html" "the text says 9"

# Keys, clicks, the filter with and without the script.
timeout 120 python3 tests/html/reader.py "$browser" "$page" "$folder/reader" || fail "see above"

open --print-to-pdf="$folder/page.pdf" "file://$page" >/dev/null
head -c 5 "$folder/page.pdf" | grep -q '%PDF-' || fail "nothing was printed"

# Many files: the page stays small enough to be opened.
mkdir "$folder/many"
for i in $(seq 1 400); do cp fixtures/flawed-report/report.txt "$folder/many/报告$i.txt"; done
(cd "$folder" && "$program" check --no-config --lang zh --format html -o many.html --fail-on never many)
started=$SECONDS
open --dump-dom "file://$folder/many.html" >"$folder/many-dom.html"
many=$(count "$folder/many.html" '<article class="card ')
has "$folder/many-dom.html" "<output id=\"shown\">$many / $many</output>"
[ $((SECONDS - started)) -le 60 ] || fail "400 files take $((SECONDS - started)) s to open"
echo "html: $cards findings on the page, 400 files with $many in $((SECONDS - started)) s"
