#!/usr/bin/env bash
# Builds the libraries for C and C++, and puts them below PREFIX as a package: libraries, headers, a pkg-config file, a
# CMake package. The tree can be moved afterwards.
#
#   bindings/c/install.sh PREFIX [PROFILE]
#
# PROFILE is the cargo profile; `small` when absent, which is made for small libraries.
set -euo pipefail
shopt -s inherit_errexit

[ $# -ge 1 ] || { echo "usage: $0 PREFIX [PROFILE]" >&2; exit 2; }
prefix=$(realpath -m "$1")
profile=${2:-small}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
command -v cargo >/dev/null || PATH="${CARGO_HOME:-${HOME:-}/.cargo}/bin:$PATH"
target=$(realpath -m "${CARGO_TARGET_DIR:-$root/target}")
case $profile in
  dev | test) built=$target/debug ;;
  bench) built=$target/release ;;
  *) built=$target/$profile ;;
esac

(cd "$root" && cargo build -q --profile "$profile" -p ticketkit-c)

version=$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"/\1/p' "$root/Cargo.toml")
abi=$(sed -n 's/^pub const TKIT_ABI_VERSION: u32 = \([0-9]*\);/\1/p' "$here/src/about.rs")
# What a program that links the static library needs besides; `rustc --print native-static-libs` tells it.
private="-lgcc_s -lutil -lrt -lpthread -lm -ldl -lc"

mkdir -p "$prefix/include" "$prefix/lib/pkgconfig" "$prefix/lib/cmake/ticketkit" "$prefix/share/licenses/ticketkit"
cp "$root/include/ticketkit.h" "$root/include/ticketkit.hpp" "$prefix/include/"
cp "$root/LICENSE-MIT" "$root/LICENSE-APACHE" "$prefix/share/licenses/ticketkit/"

shared=$prefix/lib/libticketkit.so.$version
cp "$built/libticketkit_c.so" "$shared"
case $profile in
  dev | test) ;;
  *) strip --strip-unneeded "$shared" ;;
esac
ln -sf "libticketkit.so.$version" "$prefix/lib/libticketkit.so.$abi"
ln -sf "libticketkit.so.$abi" "$prefix/lib/libticketkit.so"

# Of the static library, too, a program sees `tkit_` names alone, so that it can have an SQLite of its own beside ours.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ld -r --whole-archive "$built/libticketkit_c.a" -o "$work/ticketkit.o"
objcopy --wildcard --keep-global-symbol='tkit_*' --strip-debug --remove-section=.llvmbc --remove-section=.llvmcmd "$work/ticketkit.o"
rm -f "$prefix/lib/libticketkit.a"
ar rcs "$prefix/lib/libticketkit.a" "$work/ticketkit.o"

cat >"$prefix/lib/pkgconfig/ticketkit.pc" <<END
prefix=\${pcfiledir}/../..
libdir=\${prefix}/lib
includedir=\${prefix}/include

Name: ticketkit
Description: An embeddable ticketing engine
Version: $version
Libs: -L\${libdir} -lticketkit
Libs.private: $private
Cflags: -I\${includedir}
END
sed -e "s/@VERSION@/$version/g" -e "s/@ABI@/$abi/g" -e "s/@PRIVATE@/$private/g" \
  "$here/packaging/ticketkit-config.cmake.in" >"$prefix/lib/cmake/ticketkit/ticketkit-config.cmake"
sed -e "s/@VERSION@/$version/g" \
  "$here/packaging/ticketkit-config-version.cmake.in" >"$prefix/lib/cmake/ticketkit/ticketkit-config-version.cmake"
echo "ticketkit $version is in $prefix"
