#!/usr/bin/env bash
# Long loops. Usage: [NODE_EVENTS=N] scripts/soak.sh [--mails N] [--seed S] [--every-ms MS]; default 100,000 mails with kill -9 every few seconds.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh run
# Properties with cases that nobody has seen yet; a failure is written to `proptest-regressions` beside its test.
PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
export PROPTEST_RNG_SEED
echo "properties: seed $PROPTEST_RNG_SEED"
FAIRLEAD_SEED=$PROPTEST_RNG_SEED FAIRLEAD_SCHEDULES=${FAIRLEAD_SCHEDULES:-10000} \
  PROPTEST_CASES=${PROPTEST_CASES:-20000} cargo test --locked --profile quick -p fairlead-domain -p fairlead-mail
# Live traffic against the word of the dead-end audit: in the desk, and through the real SMTP and HTTP doors.
export FAIRLEAD_SEED=$PROPTEST_RNG_SEED FAIRLEAD_WORLDS=${FAIRLEAD_WORLDS:-100x100}
cargo test --locked --profile quick --workspace --test dead_ends_live -- --nocapture
cargo test --locked --profile quick --workspace --test api -- --nocapture live_doors
# Random plans, deaths at any point, customers who write at any moment.
FAIRLEAD_STORMS=${FAIRLEAD_STORMS:-10x1000} cargo test --locked --profile quick --workspace --test plan_storms -- --nocapture
cargo build --locked --release -p fairlead-server
cargo build --locked --release -p fairlead-benches
target=$(cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')
"$target/release/soak" "$target/release/fairlead" "$@"
# Two nodes on one PostgreSQL, one of them killed at a time. NODE_EVENTS=1000000 for the long run.
"$target/release/soak" "$target/release/fairlead" "$@" --nodes 2 --events "${NODE_EVENTS:-50000}"
# A short day at the desk (three minutes each on one node and on two): `make day` is the long one.
DAY_HOURS=${DAY_HOURS:-0.5} FAIRLEAD_BIN=$target/release/fairlead scripts/day.sh
# The API, driven by requests made from its own description.
scripts/schemathesis.sh
