#!/usr/bin/env bash
# The GitHub Action's script with the files that a runner would give it. Usage: packaging/action/check.sh PROGRAM WHEELS
# PYTHON: the program, a folder with its wheel, a Python that has PyYAML.
set -euo pipefail
cd "$(dirname "$0")/../.."
program="$(realpath "$1")" wheels="$(realpath "$2")" python="$3" action="$PWD"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
fail() {
  printf 'action: %s\n' "$*" >&2
  cat "$folder/log" "$folder/output" "$folder/summary" >&2 2>/dev/null || true
  exit 1
}

# Every input reaches the script, and the script reads nothing else.
"$python" - <<'PYTHON'
import re, yaml
action = yaml.safe_load(open("action.yml", encoding="utf-8"))
script = open("packaging/action/run.sh", encoding="utf-8").read()
step = action["runs"]["steps"][0]
passed = {re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value) for value in step["env"].values()}
named = {match[1] for match in passed if match} | {"working-directory"}
assert named == set(action["inputs"]), named ^ set(action["inputs"])
assert set(re.findall(r"REFORMLINT_[A-Z]+", script)) == set(step["env"]), "the script's inputs"
assert "${{" not in step["run"]
for name, output in action["outputs"].items():
    assert output["value"] == "${{ steps.check.outputs.%s }}" % name
    assert "'%s=" % name in script, name
PYTHON

mkdir -p "$folder/文稿 一"
cd "$folder"
printf '全县新增泊位1O处。\n另有，产值达25l亿元。\n' >'文稿 一/报告.txt'
printf '全县新增泊位10处。\n' >无误.txt
export GITHUB_OUTPUT="$folder/output" GITHUB_STEP_SUMMARY="$folder/summary" RUNNER_TEMP="$folder" LC_ALL=C.UTF-8
export REFORMLINT_ACTION="$action"
# run EXPECTED [NAME=VALUE…]: runs the script with these inputs.
run() {
  local expected=$1 code=0
  shift
  : >output
  : >summary
  env REFORMLINT_PROGRAM="$program" "$@" bash "$action/packaging/action/run.sh" >log 2>&1 || code=$?
  [ "$code" -eq "$expected" ] || fail "exit code $code instead of $expected"
  grep -qx "exit-code=$expected" output || fail "the exit code is no output"
}
says() { grep -qF -- "$2" "$1" || fail "$1 lacks: $2"; }

run 1 REFORMLINT_PATHS=$'文稿 一\n无误.txt\n' REFORMLINT_ARGS=$'--select\nfigures' REFORMLINT_SARIF=结果.sarif REFORMLINT_LANGUAGE=zh
says log '::error file=文稿 一/报告.txt,line=1,endLine=1,col=7,endColumn=8,title=figures/letter-in-number::'
says output 'findings=2'
says output 'sarif=结果.sarif'
says summary '| 规则 | 位置 | 说明 |'
says summary '| figures/letter-in-number | 文稿 一/报告.txt:2 |'
"$python" -c '
import json
run = json.load(open("结果.sarif", encoding="utf-8"))["runs"][0]
assert [result["ruleId"] for result in run["results"]] == ["figures/letter-in-number"] * 2
'
run 0 REFORMLINT_PATHS=无误.txt
says output 'findings=0'
if grep -q '^sarif=' output; then fail "SARIF that nobody asked for"; fi
run 2 REFORMLINT_PATHS=没有.txt
run 2 REFORMLINT_PATHS=无误.txt REFORMLINT_ARGS=--select=nothing
mkdir empty
run 3 REFORMLINT_PATHS=empty REFORMLINT_SARIF=none.sarif
# What looks like an option or a command in a path is a path.
run 2 REFORMLINT_PATHS=$'--fix\n$(touch taken)'
[ ! -e taken ] || fail "a path was run"
# Without a program, the wheel of the action's version is installed.
run 1 REFORMLINT_PROGRAM= PIP_FIND_LINKS="$wheels" PIP_NO_INDEX=1 REFORMLINT_PATHS='文稿 一'
says log '::error file=文稿 一/报告.txt'
echo "action: annotations, summary, outputs, SARIF, exit codes, installation"
