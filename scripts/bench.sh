#!/usr/bin/env bash
# Builds the release binary, measures it, writes docs/benchmarks.md. Usage: scripts/bench.sh [ROW...]
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
scripts/web.sh
cargo build --locked --release -p fairlead-server
cargo build --locked --release -p fairlead-benches
target=$(cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')
table=$("$target/release/bench" "$target/release/fairlead" "$@")
echo "$table"
[ $# -eq 0 ] || exit 0
[ -d e2e/node_modules ] || (cd e2e && npm ci --no-audit --no-fund)
phone=$(cd e2e && FAIRLEAD_BIN=$target/release/fairlead node phone.mjs)
echo "$phone"
widget=$(cd e2e && FAIRLEAD_BIN=$target/release/fairlead node widget/phone.mjs)
echo "$widget"
{
  echo "# Benchmarks"
  echo
  echo "Measured by \`make bench\` on $(nproc) cores, $(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo), Linux $(uname -r | cut -d- -f1), on $(date -u +%F)."
  echo "Floor and ours run in turns in the same minutes; ratio is the median of the rounds, spread its lowest and highest."
  echo "For rates a higher ratio is better, for CPU time a lower one. fdatasync is quick here, which flatters every durable rate."
  echo
  echo "$table"
  echo
  # What the figures mean, and those of other commands: kept by hand.
  cat benches/remarks.md
  echo
  echo "## Public pages on a throttled phone"
  echo
  echo "Chromium, 390 × 844, 1.6 Mbit/s and 150 ms there and back, processor four times as slow, nothing kept from before. Octets as they travel."
  echo
  echo "$phone"
  echo
  echo "## The widget on a throttled phone"
  echo
  echo "The same phone at the page of a shop. Words count when they stand in the box of the panel."
  echo
  echo "$widget"
} > docs/benchmarks.md
