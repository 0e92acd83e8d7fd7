#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The unit test programs named, under memcheck: gpgme, GMime and libgit2 are
# not instrumented by the sanitizers.
set -eu
command -v valgrind >/dev/null || { echo 'skipped: not installed'; exit 77; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for program; do
	echo "$program"
	CK_DEFAULT_TIMEOUT=600 valgrind --quiet --error-exitcode=9 \
	    --errors-for-leak-kinds=definite --leak-check=full \
	    --trace-children=no \
	    --suppressions="$(dirname "$0")/valgrind.supp" "$program" >"$log" ||
	    { cat "$log"; exit 1; }
done
