#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# attacks.sh SOURCE: whatever a commit can be found by is explained in
# cvd-verify(1), and found by an attack of tests/e2e.
set -eu
cd "$1"
found=$(mktemp)
trap 'rm -f "$found"' EXIT

codes=$(sed -n 's/.*\[CVD_FLAW_[A-Z_]*\] = "\([a-z-]*\)",/\1/p' lib/core/flaw.c)
[ -n "$codes" ]
for code in $codes; do
	sed -n '/^\.Sh DIAGNOSTICS/,/^\.Sh SEE/p' man/cvd-verify.1 |
		grep '^\.Cm' | tr ' ' '\n' | grep -qx -- "$code" ||
		echo "$code: not in cvd-verify(1)" >>"$found"
	# as a word of its own, outside of comments
	grep -hv '^[[:space:]]*#' tests/e2e/tamper_*.bats |
		tr -cs 'a-z-' '\n' | grep -qx -- "$code" ||
		echo "$code: no attack is found by it" >>"$found"
done
[ ! -s "$found" ] || { cat "$found" && exit 1; }
