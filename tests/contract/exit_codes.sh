#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# exit_codes.sh SOURCE: each code of the table in cmd/exit.c is asserted by at
# least one test from end to end, and none is that is not in it. Prints where.
set -eu
cd "$1"
failed=0
codes=$(sed -n 's/^	{ \([0-9]*\), ".*/\1/p' cmd/exit.c)
[ "$(echo "$codes" | wc -l)" -gt 10 ] || { echo 'no table found' >&2; exit 1; }
for code in $codes; do
	files=$(grep -lE "assert_status $code\$" tests/e2e/*.bats |
		sed 's|.*/||; s|\.bats$||' | tr '\n' ' ' || true)
	printf '%3s  %s\n' "$code" "$files"
	[ -n "$files" ] || {
		echo "exit code $code has no test from end to end" >&2
		failed=1
	}
done
# above 128 it is a signal
others=$(grep -hoE 'assert_status [0-9]+$' tests/e2e/*.bats | sort -u |
	while read -r _ code; do
		[ "$code" -gt 128 ] || echo "$codes" | grep -qx "$code" ||
			echo "$code"
	done)
[ -z "$others" ] || {
	echo "tests expect exit codes that there are not: $others" >&2
	failed=1
}
exit "$failed"
