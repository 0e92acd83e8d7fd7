#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# cppcheck, as a third opinion on the program's own sources.
set -eu
command -v cppcheck >/dev/null || { echo 'skipped: not installed'; exit 77; }
cd "$1"
exec cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 \
    --enable=warning,portability --suppress=missingInclude \
    --suppress=normalCheckLevelMaxBranches -I lib -I cmd lib cmd
