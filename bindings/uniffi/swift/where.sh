# Where Swift is, for the scripts that need it: on this machine, or in another root (`$swift_root`). The latter needs
# root, and a namespace for its mounts that ends with each command. `$target` and `$swift_root` are set before.
# shellcheck shell=bash
own=$target/swift

has_swift() {
  command -v swift >/dev/null && swift --version >/dev/null 2>&1
}

# Where a path of this machine is for Swift.
seen() {
  if has_swift; then echo "$1"; else echo "/host$1"; fi
}

# swiftly COMMAND... runs a command where Swift is.
swiftly() {
  if has_swift; then
    "$@"
    return
  fi
  local as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  "${as_root[@]}" mkdir -p "$swift_root/host"
  # shellcheck disable=SC2016
  "${as_root[@]}" unshare -m bash -c \
    'mount -t proc proc "$0/proc" && mount --rbind / "$0/host" && exec chroot "$0" "$@"' \
    "$swift_root" env HOME=/root PATH=/usr/local/bin:/usr/bin:/bin LC_ALL=C.UTF-8 "$@"
}

# package FOLDER VERB ARGUMENT... runs a verb of SwiftPM on a package in $own/tree, which has the folders of the
# repository; what it builds is in $own/build/bindings and $own/build/examples.
package() {
  local folder=$1 verb=$2
  shift 2
  swiftly swift "$verb" --disable-sandbox --package-path "$(seen "$own/tree/$folder")" \
    --scratch-path "$(seen "$own/build/${folder%%/*}")" \
    -Xlinker -L"$(seen "$own/tree/bindings/uniffi/swift/lib")" "$@"
}
