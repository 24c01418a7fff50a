#!/usr/bin/env bash
# Makes `TicketKitFFI.xcframework`, with which the package builds in Xcode for iPhones, iPads, their simulator and Macs.
#
#   1. compile the engine for each of them        a Mac (SQLite is C, and needs Apple's SDK), and Rust's targets
#   2. one library for what has two processors    a Mac (lipo)
#   3. generate the Swift and the C headers       any machine
#   4. put the framework together                 a Mac (xcodebuild)
#   5. zip it, and say its checksum               a Mac (swift package compute-checksum)
#
# Elsewhere it does what can be done, says what is missing, and exits with status 3.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
target=${CARGO_TARGET_DIR:-target}
# The oldest systems that the package is for, as in Package.swift.
export IPHONEOS_DEPLOYMENT_TARGET=13.0 MACOSX_DEPLOYMENT_TARGET=10.15
device=(aarch64-apple-ios)
simulator=(aarch64-apple-ios-sim x86_64-apple-ios)
mac=(aarch64-apple-darwin x86_64-apple-darwin)

undone=()

is_mac() {
  [ "$(uname -s)" = Darwin ] && command -v xcodebuild >/dev/null
}

echo "1. compile for ${device[*]} ${simulator[*]} ${mac[*]}"
if is_mac; then
  rustup target add "${device[@]}" "${simulator[@]}" "${mac[@]}"
  for each in "${device[@]}" "${simulator[@]}" "${mac[@]}"; do
    cargo rustc --release -p ticketkit-uniffi --crate-type staticlib --target "$each"
  done
else
  undone+=("1: this machine has no Apple SDK")
fi

out=$target/apple
mkdir -p "$out"
echo "2. one library each for simulator and Mac"
if is_mac; then
  both() {
    local name=$1
    shift
    mkdir -p "$out/$name"
    lipo -create "${@/#/$target/}" -output "$out/$name/libticketkit_ffi.a"
  }
  both device "${device[@]/%//release/libticketkit_ffi.a}"
  both simulator "${simulator[@]/%//release/libticketkit_ffi.a}"
  both mac "${mac[@]/%//release/libticketkit_ffi.a}"
else
  undone+=("2: there is no lipo")
fi

echo "3. generate"
"$here/build.sh"

echo "4. put the framework together"
if is_mac; then
  headers=$here/Sources/TicketKitFFI
  rm -rf "$here/TicketKitFFI.xcframework"
  xcodebuild -create-xcframework -output "$here/TicketKitFFI.xcframework" \
    -library "$out/device/libticketkit_ffi.a" -headers "$headers" \
    -library "$out/simulator/libticketkit_ffi.a" -headers "$headers" \
    -library "$out/mac/libticketkit_ffi.a" -headers "$headers"
else
  undone+=("4: there is no xcodebuild")
fi

echo "5. zip it"
if is_mac; then
  (cd "$here" && rm -f "$out/TicketKitFFI.xcframework.zip" &&
    ditto -c -k --keepParent TicketKitFFI.xcframework "$(realpath "$out")/TicketKitFFI.xcframework.zip")
  (cd "$here" && swift package compute-checksum "$(realpath "$out")/TicketKitFFI.xcframework.zip")
else
  undone+=("5: there is no framework to zip")
fi

if [ "${#undone[@]}" != 0 ]; then
  printf 'not done, because this is no Mac with Xcode:\n'
  printf '  step %s\n' "${undone[@]}"
  exit 3
fi
