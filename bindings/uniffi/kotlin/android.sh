#!/usr/bin/env bash
# Builds the native libraries for Android into android/src/main/jniLibs, from where Gradle packs them into the AAR
# (`gradle :android:assembleRelease`, which needs the Android SDK).
#
# Without the NDK (ANDROID_NDK_HOME) nothing can be linked for Android: neither its C compiler, which SQLite needs, nor
# its C library is anywhere else. Then the script checks what it can, says what it left out, and exits with 3.
# shellcheck source=../../../tests/languages/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../../tests/languages/common.sh"
here=bindings/uniffi/kotlin
api=26
left_out=()

# target ABI, Rust's name, the NDK's name of the compiler
targets=(
  "arm64-v8a aarch64-linux-android aarch64-linux-android$api-clang"
  "armeabi-v7a armv7-linux-androideabi armv7a-linux-androideabi$api-clang"
  "x86_64 x86_64-linux-android x86_64-linux-android$api-clang"
)

echo "step 1: the Kotlin sources, generated and compiled on this machine"
"$here/build.sh"

echo "step 2: every Android target is linked for pages of 16 KB"
for row in "${targets[@]}"; do
  read -r _ rust _ <<<"$row"
  grep -A1 -F "[target.$rust]" .cargo/config.toml | grep -qF 'link-arg=-Wl,-z,max-page-size=16384' ||
    missing "there is no 16 KB alignment for $rust in .cargo/config.toml"
  echo "  $rust: -z max-page-size=16384"
done

ndk=${ANDROID_NDK_HOME:-}
tools=$ndk/toolchains/llvm/prebuilt/linux-x86_64/bin
for row in "${targets[@]}"; do
  read -r abi rust clang <<<"$row"
  if [ ! -x "$tools/$clang" ]; then
    left_out+=("$abi: linking needs the NDK (set ANDROID_NDK_HOME)")
    continue
  fi
  if [ ! -d "$(rustc --print sysroot)/lib/rustlib/$rust" ]; then
    left_out+=("$abi: there is no standard library of Rust for $rust (rustup target add $rust)")
    continue
  fi
  echo "step 3: $abi"
  upper=$(tr 'a-z-' 'A-Z_' <<<"$rust")
  env "CARGO_TARGET_${upper}_LINKER=$tools/$clang" "CC_${rust//-/_}=$tools/$clang" "AR_${rust//-/_}=$tools/llvm-ar" \
    cargo build --release -p ticketkit-uniffi --target "$rust"
  mkdir -p "$here/android/src/main/jniLibs/$abi"
  "$tools/llvm-strip" -o "$here/android/src/main/jniLibs/$abi/libticketkit_ffi.so" \
    "$target/$rust/release/libticketkit_ffi.so"
  # Every segment that is loaded lies on a boundary of 16 KB.
  "$tools/llvm-readelf" -lW "$here/android/src/main/jniLibs/$abi/libticketkit_ffi.so" |
    awk '$1 == "LOAD" && strtonum($NF) % 16384 != 0 { print "not aligned: " $0; bad = 1 } END { exit bad }'
done

if [ "${#left_out[@]}" -gt 0 ]; then
  printf 'left out: %s\n' "${left_out[@]}" "the AAR: packing needs the Android SDK and all of the libraries"
  exit 3
fi
echo "now: gradle :android:assembleRelease in $here"
