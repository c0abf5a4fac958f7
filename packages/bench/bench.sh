#!/bin/sh
# `pnpm bench`: a command and no script of package.json, because pnpm announces a script on the standard output that belongs
# to the figures alone.
set -e
cd "$(dirname "$(readlink -f "$0")")/../.."
tsc -b packages/bench >&2
exec node packages/bench/dist/bench.js "$@"
