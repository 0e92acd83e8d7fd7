#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# spdx.sh SOURCE: each source file says its licence in its first two lines.
set -eu
cd "$1"
bad=$(find CMakeLists.txt cmd lib man policies tests examples .ci -type f \
    \( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' -o -name '*.bats' \
    -o -name '*.bash' -o -name '*.yaml' -o -name '*.[1-8]' -o -name run \
    -o -name '*.cmake' -o -name CMakeLists.txt \) \
    ! -path 'tests/golden/*' ! -path '*/corpora/*' ! -path 'tests/data/*' \
    ! -path '*/__pycache__/*' 2>/dev/null | sort | while read -r file; do
	head -n 2 "$file" | grep -q 'SPDX-License-Identifier: EUPL-1.2' ||
		echo "$file"
done)
[ -z "$bad" ] || { printf 'without an SPDX line:\n%s\n' "$bad" >&2; exit 1; }
