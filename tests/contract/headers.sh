#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# headers.sh SOURCE COMPILER [FLAG...]: each header compiles alone.
set -eu
cd "$1"
shift
failed=0
for header in $(find lib cmd -name '*.h' | sort); do
	echo "#include \"${header#*/}\"" |
		"$@" -std=c17 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Werror \
		    -Ilib -Icmd -fsyntax-only -x c - ||
		{ echo "$header does not compile alone" >&2; failed=1; }
done
exit "$failed"
