#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The hash of a commit's changes can be made with nothing but printf and
# sha256sum; unit.hash asks the library for the same vector.
set -eu
wanted=$(cat "$1")
found=$(printf '%b' \
    'contacts/acme.yaml\0000-\0000' \
    'cvd.yaml\000014\0000name: Desk \0303\0251\n' \
    'roster.yaml\000012\0000members: []\n' \
    'templates/nl/ack.txt\00000\0000' | sha256sum | cut -d ' ' -f 1)
[ "$found" = "$wanted" ] || {
	printf 'found  %s\nwanted %s\n' "$found" "$wanted" >&2
	exit 1
}
