#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# format.sh SOURCE: each C file is as clang-format 14 leaves it. Other
# versions differ among themselves.
set -eu
cd "$1"
for tool in clang-format-14 clang-format; do
	"$tool" --version 2>/dev/null | grep -q 'version 14\.' || continue
	find cmd lib tests -name '*.[ch]' -exec "$tool" --dry-run -Werror {} +
	exit
done
echo 'skipped: not installed: clang-format 14'
exit 77
