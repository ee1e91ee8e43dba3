#!/usr/bin/env bash
# A working day in the demo at ten times speed, six agents at browsers, on one machine and on two nodes of which one is killed at noon; in the
# evening everything is counted from the outside. Usage: [DAY_HOURS=9] [DAY_SPEED=10] [DAY_FORM=one|two|both] scripts/day.sh
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
scripts/web.sh
if [ -z "${FAIRLEAD_BIN:-}" ]; then
  cargo build --locked --release -p fairlead-server
  target=$(cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')
  export FAIRLEAD_BIN=$target/release/fairlead
fi
cd e2e
[ -d node_modules ] || npm ci --no-audit --no-fund
form=${DAY_FORM:-both}
if [ "$form" != two ]; then DAY_NODES=1 node day/day.mjs; fi
if [ "$form" != one ]; then DAY_NODES=2 node day/day.mjs; fi
