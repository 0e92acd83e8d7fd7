#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# manual.sh SOURCE PROGRAM: the manual says what the program does. Each command
# has a page with all sections, whose SYNOPSIS is what -h prints and whose
# OPTIONS are those of -h; EXIT STATUS of cvd(1) is the table of the program.
set -eu
cd "$1"
cvd=$2
command -v mandoc >/dev/null || {
	echo 'skipped: not installed: mandoc'
	exit 77
}
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

complain() {
	printf '%s\n' "$*" >&2
	failed=1
}

# same WHAT: says how the files page and help differ.
same() {
	diff -u "$work/page" "$work/help" >&2 || complain "$1 differ"
}

# options_of_page PAGE: "-q, --quiet" and the like, from the tags of OPTIONS.
options_of_page() {
	awk '/^\.Sh / { in_options = $2 == "OPTIONS" }
	    in_options && /^\.It Fl/ { print }' "$1" |
		sed 's/^\.It //; s/ , Fl /, -/; s/^Fl /-/; s/ Ar / /' |
		sed 's/^- */-/' | sort
}

# options_of_help: the same from -h on standard input.
options_of_help() {
	sed -n 's/^ \{2,6\}\(-[-A-Za-z].*\)$/\1/p' | sed 's/  .*//' | sort
}

commands=$("$cvd" help | sed -n '/^options/q; s/^  \([a-z-]*\) .*/\1/p')
for command in $commands; do
	page=man/cvd-$command.1
	[ -f "$page" ] || { complain "$page is missing"; continue; }
	for section in NAME SYNOPSIS DESCRIPTION 'EXIT STATUS' EXAMPLES \
	    'SEE ALSO'; do
		grep -qx ".Sh $section" "$page" ||
			complain "$page has no section $section"
	done
	grep -q "^\.Xr cvd-$command 1 ,\$" man/cvd.1 ||
		complain "cvd.1 does not name cvd-$command(1)"
	grep -qx '\$ .*' "$page" || complain "$page has no example to run"
	"$cvd" "$command" -h >"$work/short"
	mandoc -T ascii -O width=1000 "$page" | sed 's/.\x08//g' |
		awk '/^[A-Z]/ { on = /^SYNOPSIS/; next } on' |
		tr -s ' \n' ' ' | sed 's/^ //; s/ $//' >"$work/page"
	sed -n '1s/^usage: //; /^$/q; p' "$work/short" |
		tr -s ' \n' ' ' | sed 's/^ //; s/ $//' >"$work/help"
	same "$page: SYNOPSIS and -h"
	options_of_page "$page" >"$work/page"
	options_of_help <"$work/short" >"$work/help"
	same "$page: OPTIONS and -h"
done

options_of_page man/cvd.1 >"$work/page"
"$cvd" help | sed '1,/^options/d' | options_of_help >"$work/help"
same 'cvd.1: OPTIONS and help'

awk '/^\.Sh / { on = /EXIT STATUS/ } /^\.El/ { on = 0 }
    on && /^\.It / { code = $2; getline; print code, $0 }' man/cvd.1 \
    >"$work/page"
"$cvd" help --exit-codes >"$work/help"
same 'cvd.1: EXIT STATUS and the table'

exit "$failed"
