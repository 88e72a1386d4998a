#!/usr/bin/env bash
# The wheel, the GitHub Action's script and the pre-commit hooks as a user meets them: the wheel is built and installed, and
# the real pre-commit runs the hooks of this working tree on scratch repositories. Needs git, Python and Rust; maturin and pre-commit come from PyPI
# and are kept in the user's cache folder. Built without optimisation: what is tested is the packaging.
set -euo pipefail
cd "$(dirname "$0")/.."
project="$PWD"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/reformlint"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
fail() {
  printf 'packaging: %s\n' "$*" >&2
  exit 1
}

tools="$cache/packaging-$(sha256sum packaging/requirements.txt | cut -c 1-12)"
if [ ! -x "$tools/bin/pre-commit" ]; then
  rm -rf "$tools"
  python3 -m venv "$tools" || { apt-get update -qq && apt-get install -y -qq python3-venv && python3 -m venv "$tools"; }
  "$tools/bin/pip" install --quiet --disable-pip-version-check -r packaging/requirements.txt
fi
version="$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)"
grep -qF "\"reformlint==$version\"" pyproject.toml || fail "pyproject.toml asks for another version than $version"

# --- The wheel.
(cd packaging/wheel && "$tools/bin/maturin" build --quiet --profile dev --compatibility off --out "$folder/wheels")
wheel=("$folder"/wheels/reformlint-"$version"-py3-none-*.whl)
[ -f "${wheel[0]}" ] || fail "no wheel: $(ls "$folder/wheels")"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-index "${wheel[0]}"
[ "$("$folder/venv/bin/reformlint" --version)" = "reformlint $version" ] || fail "the wheel's command does not run"
code=0
"$folder/venv/bin/reformlint" check --no-config --lang zh fixtures/flawed-report >"$folder/out.txt" || code=$?
[ "$code" -eq 1 ] || fail "exit code $code over a flawed report"
grep -qF "文中写作9项，所列为10项" "$folder/out.txt" || fail "the wheel's command finds nothing"

packaging/action/check.sh "$folder/venv/bin/reformlint" "$folder/wheels" "$tools/bin/python"

# --- pre-commit. The hooks of the working tree, committed or not, as a repository.
export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.org GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.org
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null LC_ALL=C.UTF-8
export PRE_COMMIT_HOME="$folder/pre-commit" PIP_FIND_LINKS="$folder/wheels" PIP_DISABLE_PIP_VERSION_CHECK=1
pre_commit="$tools/bin/pre-commit"
mkdir "$folder/hooks"
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
  if [ -f "$file" ]; then printf '%s\0' "$file"; fi
done | tar --null -T - -cf - | tar -xf - -C "$folder/hooks"
(cd "$folder/hooks" && git init -q && git add -A && git commit -qm hooks)
revision="$(git -C "$folder/hooks" rev-parse HEAD)"

# repository NAME HOOK [LINE…]: a scratch repository that uses a hook; the lines go below the hook's id.
repository() {
  local name=$1 hook=$2
  shift 2
  mkdir "$folder/$name"
  cd "$folder/$name"
  git init -q
  {
    printf 'repos:\n- repo: file://%s\n  rev: %s\n  hooks:\n  - id: %s\n' "$folder/hooks" "$revision" "$hook"
    for line in "$@"; do printf '    %s\n' "$line"; done
  } >.pre-commit-config.yaml
}
# run EXPECTED: runs the hooks over what is staged.
run() {
  local expected=$1 code=0
  shift
  "$pre_commit" run --color never "$@" >"$folder/out.txt" 2>&1 || code=$?
  if [ "$code" -ne "$expected" ]; then
    cat "$folder/out.txt"
    fail "$(basename "$PWD"): exit code $code instead of $expected"
  fi
}
says() { grep -qF -- "$1" "$folder/out.txt" || { cat "$folder/out.txt"; fail "$(basename "$PWD") does not say: $1"; }; }
never_says() { if grep -qF -- "$1" "$folder/out.txt"; then cat "$folder/out.txt"; fail "$(basename "$PWD") says: $1"; fi; }

flawed='全县新增泊位1O处，产值达25l亿元。'
clean='全县新增泊位10处，产值达251亿元。'

# UTF-8 and GB18030 under Chinese names; what is not staged, excluded or no text is left alone.
repository staged reformlint
printf '%s\n' "$clean" >无误.txt
git add -A
run 0
mkdir -p 报告 旧档
printf '%s\n' "$flawed" >'报告/工作报告 一.txt'
printf '%s\n' "$flawed" | iconv -t GB18030 >报告/旧稿.txt
printf '%s\n' "$flawed" >综述.md
printf '%s\n' "$flawed" >旧档/存档.txt
printf '%s\n' "$flawed" >程序.py
printf 'exclude = ["旧档/"]\nlanguage = "zh"\n' >reformlint.toml
git add -A
printf '%s\n' "$flawed" >未暂存.txt
run 1
for place in '报告/工作报告 一.txt:1:' '报告/旧稿.txt:1:' '综述.md:1:' 'figures/letter-in-number'; do says "$place"; done
for name in 旧档/存档.txt 未暂存.txt 程序.py 无误.txt; do never_says "$name"; done
git reset -q && git add 旧档
run 0

# A configuration that cannot be used ends with its own message.
printf 'profil = "strict"\n' >reformlint.toml
git add -A
run 1
says 'profil'
says 'exit code: 2'

# Fixes change the files and nothing else in them, and the second run is content.
repository fixes reformlint-fix
printf '%s\n' "$flawed" >甲.txt
printf '%s\r\n' "$flawed" | iconv -t GB18030 >乙.txt
printf '[encodings]\n"乙.txt" = "gb18030"\n' >reformlint.toml
printf '%s\r\n' "$clean" | iconv -t GB18030 >"$folder/expected.txt"
git add -A
run 1
says 'files were modified by this hook'
[ "$(cat 甲.txt)" = "$clean" ] || fail "甲.txt is not fixed"
cmp 乙.txt "$folder/expected.txt" || fail "乙.txt is not fixed in its own encoding"
git add -A
run 0

# More names than one command line holds: every file is checked, and one flawed file among them is enough.
repository many reformlint 'args: [--lang, zh, --select, figures]'
name='一份名字很长很长的年度工作总结与下一年度重点任务安排'
for number in $(seq 1 2400); do printf '%s\n' "$clean" >"$name$number.txt"; done
printf '%s\n' "$flawed" >"${name}1999.txt"
git add -A
[ "$(git ls-files -z | wc -c)" -gt 200000 ] || fail "too few names to split"
run 1
says "${name}1999.txt:1:"
for number in $(seq 1 2400); do printf '%s\n' "$flawed" >"$name$number.txt"; done
git add -A
run 1
found=$(grep -cF '│ 全县新增' "$folder/out.txt" || true)
[ "$found" -eq 4800 ] || fail "$found findings over many files instead of 4800"

# From source: compiled here, into a folder that is kept, so that only the project itself is compiled anew.
export CARGO_TARGET_DIR="$cache/pre-commit-source" CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off
export CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
repository source reformlint-src 'language_version: system'
printf '%s\n' "$flawed" >甲.txt
git add -A
run 1
says '甲.txt:1:'
cd "$project"
echo "packaging: wheel $(basename "${wheel[0]}"), hooks reformlint, reformlint-fix, reformlint-src"
