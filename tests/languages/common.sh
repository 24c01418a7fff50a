# What the scripts of all languages share; see README.md.
# shellcheck shell=bash disable=SC2034
set -euo pipefail
shopt -s inherit_errexit

# Paths that are given are meant from where the caller stands.
called_from=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
command -v cargo >/dev/null || PATH="${CARGO_HOME:-${HOME:-}/.cargo}/bin:$PATH"
language=$(basename "$0" .sh)
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
export CARGO_TARGET_DIR=$target
profile=${TICKETKIT_PROFILE:-test}
case $profile in
  dev | test) built=$target/debug ;;
  bench) built=$target/release ;;
  *) built=$target/$profile ;;
esac
kotlin_home=${TICKETKIT_KOTLIN:-/opt/kotlin/kt/package}
swift_root=${TICKETKIT_SWIFT_ROOT:-/opt/swift-root}

missing() {
  echo "$*"
  exit 1
}

# dispatch VERB ARGUMENT... calls the function that is called like the verb.
dispatch() {
  local verb=${1:-}
  case $verb in
    available | build | test | scenarios) ;;
    *)
      echo "usage: $language.sh available|build|test|scenarios ARGUMENTS" >&2
      exit 2
      ;;
  esac
  shift
  if [ "$verb" = scenarios ]; then
    # The runner sees the paths as the caller wrote them.
    cd "$called_from"
  fi
  "run_$verb" "$@"
}
