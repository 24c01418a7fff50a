#!/usr/bin/env bash
# Makes the package complete: generates the Swift that speaks to the engine, and puts the engine's static library beside
# it. `build.sh` does so in this folder, `build.sh FOLDER` in a copy of the package there. Needs Rust, and no Swift.
# `$TICKETKIT_PROFILE` is the cargo profile (`release` when absent).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
package=${1:-$here}
profile=${TICKETKIT_PROFILE:-release}
case $profile in
  dev | test) folder=debug ;;
  bench) folder=release ;;
  *) folder=$profile ;;
esac
target=${CARGO_TARGET_DIR:-target}

cargo build --profile "$profile" -p ticketkit-uniffi
# Slow to compile well, and soon done: the generator is never optimised.
cargo build -p ticketkit-bindgen

# Into a folder beside first, so that what did not change keeps its time, and Swift compiles nothing again for it.
update() {
  local from=$1 to=$2
  mkdir -p "$(dirname "$to")"
  cmp -s "$from" "$to" || cp "$from" "$to"
}

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
library=$target/$folder/libticketkit_ffi
dynamic=$library.so
[ -e "$dynamic" ] || dynamic=$library.dylib
"$target/debug/ticketkit-bindgen" generate "$dynamic" --language swift --no-format --out-dir "$made"

for file in "$made"/*.swift; do
  update "$file" "$package/Sources/TicketKit/Generated/$(basename "$file")"
done
for file in "$made"/*.h; do
  update "$file" "$package/Sources/TicketKitFFI/$(basename "$file")"
done
# One map for all modules, under the name that compilers look for.
for file in "$made"/*.modulemap; do
  cat "$file"
  echo
done >"$made/all"
update "$made/all" "$package/Sources/TicketKitFFI/module.modulemap"
update "$library.a" "$package/lib/libticketkit_ffi.a"

if ! [ "$package" -ef "$here" ]; then
  (cd "$here" && git ls-files --cached --others --exclude-standard) | while read -r file; do
    [ ! -f "$here/$file" ] || update "$here/$file" "$package/$file"
  done
fi
echo "the package is in $package; build it with: swift build -Xlinker -L$package/lib"
