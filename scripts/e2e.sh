#!/usr/bin/env bash
# The browser goals against the real binary, the scenes of the widget against a desk that speaks its contract and can be made to misbehave, and
# those of the console's queue against the mock of its server.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
scripts/web.sh
# With the whole workspace, so that what the tests were built with is used again.
cargo build --locked --workspace --bin fairlead
cd e2e
[ -d node_modules ] || npm ci --no-audit --no-fund
target=$(cd .. && cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')
export FAIRLEAD_BIN=${FAIRLEAD_BIN:-$target/debug/fairlead}
# Built once, for all files with scenes of the console.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CONSOLE_DIST=$scratch/console
passed=0 failed=() again=()
# Each test has a time of its own; a file that hangs all the same is ended.
try() { timeout --kill-after=20 900 node --test "$1"; }
for goal in goals/*.test.mjs widget/*.test.mjs console-queue/*.test.mjs; do
  # A browser on a crowded machine may stumble: one more try, said plainly; a second failure is one.
  if try "$goal"; then passed=$((passed + 1)); continue; fi
  again+=("$goal")
  if try "$goal"; then passed=$((passed + 1)); else failed+=("$goal"); fi
done
echo "browser goals: $passed passed, ${#failed[@]} failed${failed[*]:+ (${failed[*]})}; tried twice: ${#again[@]}${again[*]:+ (${again[*]})}"
[ ${#failed[@]} -eq 0 ]
