#!/usr/bin/env bash
# An address of the demo is closed at demo speed, from its scorecard to the meter; what a lead and its customers saw, in five languages and
# both themes, stands in CLOSING_PICTURES (closing-pictures/) afterwards. Takes some ten minutes. See docs/guide/closing-a-channel.md.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
scripts/web.sh
if [ -z "${FAIRLEAD_BIN:-}" ]; then
  cargo build --locked --release -p fairlead-server
  target=$(cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')
  export FAIRLEAD_BIN=$target/release/fairlead
fi
export CLOSING_PICTURES=${CLOSING_PICTURES:-$PWD/closing-pictures}
cd e2e
[ -d node_modules ] || npm ci --no-audit --no-fund
node --test closing/closing.mjs
echo "pictures: $CLOSING_PICTURES"
