#!/usr/bin/env bash
# What the GitHub Action does: installs the wheel, checks with annotations and a step summary, writes SARIF if asked to, and
# ends with reformlint's own exit code. Takes the inputs of action.yml as REFORMLINT_… and GitHub's GITHUB_OUTPUT,
# GITHUB_STEP_SUMMARY and RUNNER_TEMP.
set -euo pipefail

program="${REFORMLINT_PROGRAM:-}"
if [ -z "$program" ]; then
  version="${REFORMLINT_VERSION:-}"
  if [ -z "$version" ]; then
    version="$(sed -n 's/^version = "\(.*\)"/\1/p' "$REFORMLINT_ACTION/Cargo.toml" | head -1)"
  fi
  python="$(command -v python3 || command -v python)"
  environment="$RUNNER_TEMP/reformlint-$version"
  "$python" -m venv "$environment"
  scripts="$environment/bin"
  [ -d "$scripts" ] || scripts="$environment/Scripts"
  "$scripts/python" -m pip install --quiet --disable-pip-version-check --only-binary reformlint "reformlint==$version"
  program="$scripts/reformlint"
fi

# lines NAME TEXT: the lines of a text that are not empty, as the array NAME.
lines() {
  local -n array=$1
  array=()
  local line
  while IFS= read -r line; do
    line="${line%$'\r'}"
    if [ -n "$line" ]; then array+=("$line"); fi
  done <<<"$2"
}
lines arguments "${REFORMLINT_ARGS:-}"
lines paths "${REFORMLINT_PATHS:-.}"
if [ -n "${REFORMLINT_LANGUAGE:-}" ]; then arguments+=(--lang "$REFORMLINT_LANGUAGE"); fi

annotations="$(mktemp)"
trap 'rm -f "$annotations"' EXIT
code=0
"$program" check "${arguments[@]}" --format github -- "${paths[@]}" | tee "$annotations" || code=${PIPESTATUS[0]}

{
  printf 'exit-code=%d\n' "$code"
  printf 'findings=%d\n' "$(grep -cE '^::(error|warning|notice) ' "$annotations" || true)"
} >>"$GITHUB_OUTPUT"

if [ -n "${REFORMLINT_SARIF:-}" ] && [ "$code" -ne 3 ]; then
  sarif_code=0
  "$program" check "${arguments[@]}" --format sarif --output "$REFORMLINT_SARIF" -- "${paths[@]}" || sarif_code=$?
  if [ -s "$REFORMLINT_SARIF" ] && [ "$sarif_code" -eq "$code" ]; then
    printf 'sarif=%s\n' "$REFORMLINT_SARIF" >>"$GITHUB_OUTPUT"
  fi
fi
exit "$code"
