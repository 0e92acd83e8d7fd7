#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# examples.bash PAGE: runs the EXAMPLES of a page of the manual, as they stand.
#
# In `.Bd -literal` blocks of EXAMPLES, a line "$ COMMAND" is run, all of a page
# in one shell and one folder; a line that ends in `\` goes on in the next, and
# so does a here-document up to its end. The command must succeed, unless it
# ends in "# exit N". Lines below a command, if there are any, are what it
# prints on standard output; `...` stands for anything, also for whole lines.
#
# What an example starts from is said in comments of the page, in order:
#
#     .\" prepare: casebook     a key and a casebook, which is the folder
#     .\" prepare: case         … and a case in it, just received
#     .\" prepare: COMMAND      anything else is run
#
# In commands CVD-2026-4K7Q9XV and 4K7Q9XV are the prepared case, and in what
# is printed it has that name again.
set -u
page=$1
BATS_TEST_DIRNAME=$(cd "$(dirname "$0")/../e2e" && pwd)
# shellcheck source=../e2e/lib.bash
. "$BATS_TEST_DIRNAME/lib.bash"
page=$(realpath "$page")
world_setup
trap world_teardown EXIT
mkdir "$WORLD/bin" && ln -s "$CVD_BIN" "$WORLD/bin/cvd"
PATH=$WORLD/bin:$PATH
example=CVD-2026-4K7Q9XV
id=$example
count=0

# shown TEXT: with the name of the prepared case as the page has it.
shown() {
	local text=${1//"$id"/$example}
	printf '%s' "${text//"${id#CVD-????-}"/${example#CVD-????-}}"
}

meant() {
	local text=${1//"$example"/$id}
	printf '%s' "${text//"${example#CVD-????-}"/${id#CVD-????-}}"
}

die() {
	printf '%s: %s\n' "$(basename "$page")" "$*" >&2
	exit 1
}

prepare() {
	case $1 in
	casebook) make_book || die "no casebook" ;;
	case)
		make_book || die "no casebook"
		id=$(make_case) || die "no case"
		;;
	*) eval "$(meant "$1")" >"$WORLD/prepared" 2>&1 ||
		die "prepare: $1: $(cat "$WORLD/prepared")" ;;
	esac
}

# is_like TEXT PATTERN: `...` in the pattern is anything.
is_like() {
	local pattern=$2 part glob=
	while [[ $pattern == *...* ]]; do
		part=${pattern%%...*}
		glob+=$(printf '%q' "$part")'*'
		pattern=${pattern#*...}
	done
	glob+=$(printf '%q' "$pattern")
	# shellcheck disable=SC2053 # a pattern it is
	eval "[[ \$1 == $glob ]]"
}

# run COMMAND EXPECTED
run() {
	local command=$1 expected=$2 wanted=0 printed rc=0
	[[ $command =~ \#\ exit\ ([0-9]+)$ ]] && wanted=${BASH_REMATCH[1]}
	eval "$(meant "$command")" >"$WORLD/printed" 2>"$WORLD/said" \
	    </dev/null || rc=$?
	printed=$(shown "$(cat "$WORLD/printed")")
	[ "$rc" -eq "$wanted" ] ||
		die "exit code $rc of: $command"$'\n'"$printed$(cat "$WORLD/said")"
	[ -z "$expected" ] || is_like "$printed" "$expected" ||
		die "$command"$'\n'"printed:"$'\n'"$printed"$'\n'"not:"$'\n'"$expected"
	count=$((count + 1))
}

while IFS= read -r line; do
	prepare "${line#*prepare: }"
done < <(grep '^\.\\" prepare: ' "$page")

command='' expected='' going_on=''
here="<<['\"]?([A-Za-z]+)"
while IFS= read -r line; do
	if [ -n "$going_on" ]; then
		command+=$'\n'$line
		if [ "$going_on" = "\\" ]; then
			[[ $line == *\\ ]] || going_on=
			[[ $line =~ $here ]] && going_on=${BASH_REMATCH[1]}
		elif [ "$line" = "$going_on" ]; then
			going_on=
		fi
	elif [[ $line == '$ '* ]]; then
		[ -z "$command" ] || run "$command" "$expected"
		command=${line#'$ '} expected=
		if [[ $command =~ $here ]]; then
			going_on=${BASH_REMATCH[1]}
		elif [[ $command == *\\ ]]; then
			going_on="\\"
		fi
	else
		expected+=${expected:+$'\n'}$line
	fi
done < <(awk '/^\.Sh / { on = /EXAMPLES/ } !on { next }
    /^\.Bd -literal/ { literal = 1; next } /^\.Ed/ { literal = 0 }
    literal { sub(/^\\&/, ""); gsub(/\\e/, "\\"); gsub(/\\-/, "-"); print }' "$page")
[ -z "$command" ] || run "$command" "$expected"
[ "$count" -gt 0 ] || die "has no example to run"
printf '%s: %d examples\n' "$(basename "$page")" "$count"
