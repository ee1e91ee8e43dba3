#!/usr/bin/env bash
# The browser goals against the real binary.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
scripts/web.sh
cargo build --locked -p fairlead-server
cd e2e
[ -d node_modules ] || npm ci --no-audit --no-fund
FAIRLEAD_BIN=${FAIRLEAD_BIN:-$(cd .. && cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')/debug/fairlead} npm test
