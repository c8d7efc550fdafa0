#!/bin/sh
# Build with every check there is and run all tests.  Arguments go to ctest:
# scripts/test.sh -R unit/
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
sh scripts/setup.sh test
cmake --preset dev
cmake --build --preset dev
exec ctest --preset dev -j2 "$@"
