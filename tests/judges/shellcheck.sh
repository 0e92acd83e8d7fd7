#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Every shell script of the project, read by shellcheck.
set -eu
command -v shellcheck >/dev/null || { echo 'skipped: not installed'; exit 77; }
cd "$1"
{
	git ls-files '*.sh' 2>/dev/null || find . -name '*.sh'
	echo .ci/run
} | grep -v '^build/' | sort -u | xargs shellcheck -x
