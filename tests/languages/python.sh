#!/usr/bin/env bash
# Python, behind the verbs of tests/languages/README.md: the package as pip installs it, in an environment of its own, and
# the web application on it.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

own=$target/python
python=$own/venv/bin/python

run_available() {
  local tool
  for tool in cargo cc python3 node chromium chromedriver; do
    command -v "$tool" >/dev/null || missing "there is no $tool"
  done
  python3 -c 'import sys, venv; sys.exit(sys.version_info < (3, 10))' || missing "python3 is older than 3.10, or has no venv"
}

run_build() {
  # By the tool that builds wheels cargo's profile `test` would make a program.
  local built_as=$profile
  [ "$built_as" != test ] || built_as=dev
  [ -x "$python" ] || python3 -m venv "$own/venv"
  "$python" -m pip install -q --disable-pip-version-check 'maturin>=1.9,<2' 'mypy>=1.15' 'pyright>=1.1.400' 'pytest>=8'
  # The tool that builds is the one that was just installed.
  PATH=$own/venv/bin:$PATH "$python" -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps --force-reinstall \
    --config-settings=build-args="--profile $built_as" ./bindings/python
}

run_test() {
  local status=0 log=$own/tests.log
  {
    "$python" -m pytest -q -p no:cacheprovider -c bindings/python/pyproject.toml bindings/python/tests || status=1
    HELPDESK_PYTHON=$python examples/python_web/test -q || status=1
    echo "$status" >"$own/status"
  } 2>&1 | tee "$log"
  awk '/^[0-9=].* in [0-9.]+s/ {
         for (n = 2; n <= NF; n++) { if ($n ~ /^passed/) passed += $(n - 1)
                                     if ($n ~ /^(failed|error|skipped)/) failed += $(n - 1) } }
       END { print "python: " passed + 0 " passed, " failed + 0 " failed" }' "$log"
  return "$(cat "$own/status")"
}

run_scenarios() {
  "$python" "$root/bindings/python/tests/scenarios.py" "$@"
}

dispatch "$@"
