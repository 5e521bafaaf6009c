#!/usr/bin/env bash
# Builds the real InfluxDB 2.7 server as an ordinary Go module and keeps the binary in a cache outside the repository.
# Prints the path of the binary as its last line. Does nothing when the cached binary is already there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${STEWARD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/steward}
version=$(awk '$2 == "github.com/influxdata/influxdb/v2" {print $3} $1 == "github.com/influxdata/influxdb/v2" {print $2}' "$here/go.mod" | head -n 1)
binary=$cache/influxd-$version/influxd
if [ -x "$binary" ]; then echo "$binary"; exit 0; fi
command -v go >/dev/null || { echo "build.sh: no Go toolchain on PATH; install Go >= 1.21, or put influxd 2.7 on PATH" >&2; exit 2; }
mkdir -p "$(dirname "$binary")" "$cache/go-tools"
GOBIN=$cache/go-tools go install github.com/influxdata/pkg-config@v0.2.14
# Its Rust part denies warnings that newer compilers give: this wrapper lowers them to warnings.
wrapper=$cache/go-tools/rustc-lenient
printf '#!/bin/sh\nexec "$@" --cap-lints warn\n' > "$wrapper"
chmod +x "$wrapper"
cd "$here"
PKG_CONFIG=$cache/go-tools/pkg-config RUSTUP_TOOLCHAIN=stable RUSTC_WRAPPER=$wrapper \
  go build -tags sqlite_foreign_keys,sqlite_json -o "$binary.new" github.com/influxdata/influxdb/v2/cmd/influxd
mv "$binary.new" "$binary"
echo "$binary"
