#!/usr/bin/env bash
# Every crate and every npm package that ships has a licence from the list.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo metadata --format-version 1 --locked | node scripts/licences.mjs
