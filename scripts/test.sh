#!/usr/bin/env bash
# Everything that must be green. Prints the time of each suite.
set -euo pipefail
cd "$(dirname "$0")/.."
# The same random cases every time, so that a run says something about the change and not about luck; `make soak` looks with new ones.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-20261121}
# A fresh clone builds everything once: what only helps the next build costs it time and more than half of the disk.
if [ -n "${CI:-}" ]; then export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=${CARGO_PROFILE_DEV_DEBUG:-0}; fi
times=()
suite() { # name command...
  local name=$1 start=$SECONDS
  shift
  echo "── $name"
  "$@"
  times+=("$(printf '%4d s  %s' $((SECONDS - start)) "$name")")
}

suite "packages" scripts/setup.sh test
suite "formatter" cargo fmt --all -- --check
suite "console: install" bash -c 'cd web && npm ci --no-audit --no-fund'
suite "console: types" bash -c 'cd web && npm run check'
suite "console: logic" bash -c 'cd web && npm test'
suite "console: build" scripts/web.sh
suite "console: sizes" bash -c 'cd web && npm run size'
suite "licences" scripts/licences.sh
suite "advisories" scripts/advisories.sh
suite "clippy" cargo clippy --workspace --all-targets --locked -- -D warnings
suite "rust: build" cargo test --workspace --locked --no-run
suite "rust: tests" cargo test --workspace --locked --no-fail-fast
suite "rust: API on PostgreSQL" env FAIRLEAD_TEST_ENGINE=postgres cargo test --workspace --locked --test api
suite "browser" scripts/e2e.sh

echo
echo "time per suite"
printf '%s\n' "${times[@]}"
echo "in all $SECONDS s"
