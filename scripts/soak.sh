#!/usr/bin/env bash
# Long loops. Usage: scripts/soak.sh [--mails N] [--seed S] [--every-ms MS]; default 100,000 mails with kill -9 every few seconds.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh run
cargo build --locked --release -p fairlead-server
cargo build --locked --release -p fairlead-benches
target=$(cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')
"$target/release/soak" "$target/release/fairlead" "$@"
