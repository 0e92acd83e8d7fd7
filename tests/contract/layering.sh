#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# layering.sh SOURCE: who may include what. cmd -> app -> edge -> core, and
# each foreign library in one group of files of edge/.
set -eu
cd "$1"
found=$(mktemp)
trap 'rm -f "$found"' EXIT

# complain WHAT: the lines on standard input, if any, are wrong. Told by a
# file, for this is the end of a pipe and so a shell of its own.
complain() {
	lines=$(cat)
	[ -n "$lines" ] || return 0
	printf '%s:\n%s\n' "$1" "$lines" >>"$found"
}

# includes FOLDER NAME: lines "file:#include X" of files like that.
includes() {
	find "$1" -name "$2" -exec grep -H '^#include' {} + || true
}

pure='assert|ctype|errno|float|inttypes|limits|math|stdalign|stdarg|stdbool|stddef|stdint|stdio|stdlib|string'

includes lib/core '*.[ch]' | grep -vE "#include (\"core/|<($pure)\.h>)" |
	complain 'core includes only core and pure headers'
includes lib/edge '*.[ch]' | grep -E '#include "' |
	grep -vE '#include "(edge|core)/' |
	complain 'edge includes only edge and core'
includes lib/app '*.[ch]' | grep -E '#include "' |
	grep -vE '#include "(app|edge|core)/' |
	complain 'app includes only app, edge and core'
# act_input.c reads the files that a person names on the command line
includes cmd '*.[ch]' | grep -E '#include "edge/' |
	grep -vE '^cmd/(main\.c:|act_input\.c:#include "edge/fs\.h")' |
	complain 'only main.c of cmd sees an edge'

# foreign HEADERS FILES: these headers are included by these files alone, and
# by no header but one that is private to them.
foreign() {
	{ includes lib '*.[ch]'; includes cmd '*.[ch]'; } |
		grep -E "#include <($1)" |
		grep -vE "^lib/edge/($2)[a-z0-9_]*(\.c|_private\.h):" |
		complain "<$1> belongs to edge/$2 alone"
}
foreign 'git2' 'store|gitconfig'
foreign 'yaml\.h' yaml
foreign 'gpgme|gpg-error' 'keyring|batch'
foreign 'curl/' 'transport_smtp|https'
foreign 'gmime' mime
foreign 'jansson' json
foreign 'glib' 'hash|mime'
foreign 'sqlite3' index

find lib cmd -name '*.c' ! -path 'cmd/main.c' ! -path 'cmd/ui.c' \
    ! -path 'cmd/out*.c' -exec grep -HnwE \
    'stdout|stderr|printf|fprintf|vprintf|puts|putchar|perror' {} + |
	grep -vE ':[0-9]+:(	| )*(/?\*|")' |
	complain 'only ui.c and out_*.c of cmd talk'

cat "$found" >&2
[ ! -s "$found" ]
