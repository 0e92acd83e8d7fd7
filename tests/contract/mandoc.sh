#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# mandoc.sh SOURCE: each page of the manual is without warnings. Page by page:
# mandoc 1.14.6 can crash on one, and a crash is its own fault.
set -eu
cd "$1"
command -v mandoc >/dev/null || {
	echo 'skipped: not installed: mandoc'
	exit 77
}
failed=0
for page in man/*.[1-8]; do
	rc=0
	mandoc -T lint -W warning "$page" || rc=$?
	[ "$rc" -eq 0 ] || [ "$rc" -gt 128 ] || failed=1
done
exit "$failed"
