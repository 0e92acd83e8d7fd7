#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# banned.sh LIBRARY...: functions that the project does not use, by their
# symbols, so that no header trick hides them.
set -eu
banned='^(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|sscanf|gets|gmtime|localtime|ctime|mktemp|tmpnam|system|popen)$'
bad=$(nm --undefined-only --format=posix "$@" 2>/dev/null |
	awk '$2 == "U" { print $1 }' |
	sed 's/@.*//; s/^__//; s/_chk$//; s/^isoc99_//; s/^isoc23_//' |
	sort -u | grep -E "$banned" || true)
[ -z "$bad" ] || { printf 'not to be used:\n%s\n' "$bad" >&2; exit 1; }
