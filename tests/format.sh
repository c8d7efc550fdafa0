#!/bin/sh
# The look of the code as .clang-format has it.  Another version would have it
# another way, so only 14 is asked; without it the test is skipped (77).
set -eu
if ! command -v clang-format-14 >/dev/null; then
	echo "format: skipped, there is no clang-format-14"
	exit 77
fi
find base schema indexer query fixtures tests -name '*.[ch]' \
    -exec clang-format-14 --dry-run --Werror {} +
