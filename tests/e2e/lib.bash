# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# What every end-to-end test starts from: a world of its own. Load it first:
#
#     load lib
#     setup() { world_setup; }
#     teardown() { world_teardown; }
#
# ctest sets CVD_BIN, the program under test. Each test has its own HOME and
# GNUPGHOME below $WORLD, a fixed clock and seed, UTC and a locale of UTF-8, so
# tests run in any order and side by side.

# in_memory: whether worlds can be made in memory, where waiting for the disk
# takes no time: what is put on it in each step is most of what a step costs.
in_memory() {
	local place options room
	[ -w /dev/shm ] || return 1
	while read -r _ place _ options _; do
		[ "$place" != /dev/shm ] || [[ $options != *noexec* ]] || return 1
	done </proc/mounts
	room=$(df --output=avail -k /dev/shm 2>/dev/null) &&
		[ "${room##*[!0-9]}" -gt 524288 ]
}

# world_setup: makes $WORLD, whose path is short enough for gpg's sockets, and
# makes it the working folder.
world_setup() {
	: "${CVD_BIN:?is set by ctest to the program under test}"
	local root=/tmp
	in_memory && root=/dev/shm
	WORLD=$(mktemp -d "$root/cvd.XXXXXX")
	export HOME=$WORLD/home GNUPGHOME=$WORLD/gpg
	export XDG_CONFIG_HOME=$HOME/.config
	export GIT_CONFIG_NOSYSTEM=1 TZ=UTC LC_ALL=C.UTF-8 TERM=dumb
	export CVD_TESTING=1 CVD_NOW=2026-11-20T09:00:00Z CVD_SEED=1
	unset CVD_CASEBOOK GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PAGER PAGER
	unset GIT_CONFIG_GLOBAL NO_COLOR CLICOLOR_FORCE LESS SOURCE_DATE_EPOCH
	unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME \
	    GIT_COMMITTER_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_DATE
	umask 077
	mkdir -p "$HOME" "$GNUPGHOME"
	git config --global init.defaultBranch main
	git config --global user.name 'Alice Example'
	git config --global user.email alice@example.org
	make_gpg
	cd "$WORLD" || return 1
}

# gpg ARGUMENT...: with the clock of the test.
gpg() {
	command gpg --faked-system-time "$(date -u -d "$CVD_NOW" +%s)!" "$@"
}

# make_gpg: a gpg whose clock is the test's, as git's gpg.program: commits and
# their signatures must not be far apart.
make_gpg() {
	cat >"$WORLD/gpg-then" <<-'SH'
		#!/bin/sh
		[ -z "$CVD_NOW" ] || set -- --faked-system-time \
		    "$(date -u -d "$CVD_NOW" +%s)!" "$@"
		exec gpg "$@"
	SH
	chmod +x "$WORLD/gpg-then"
	git config --global gpg.program "$WORLD/gpg-then"
}

# world_teardown: ends the agents of this world alone, and removes it.
world_teardown() {
	local home
	for home in "$WORLD"/gpg*; do
		[ -z "$(ls -A "$home" 2>/dev/null)" ] || gpgconf --homedir "$home" --kill all
	done
	cd / && rm -rf "$WORLD"
}

# cvd ARGUMENT...: the program under test. Each run has a seed of its own, so
# that no identifier comes twice; the n-th run of a test always has the same.
cvd() {
	echo >>"$WORLD/runs"
	CVD_SEED=$CVD_SEED.$(wc -l <"$WORLD/runs") "$CVD_BIN" "$@"
}

# at INSTANT COMMAND...: runs it with that time as now.
at() {
	local CVD_NOW=$1
	shift
	"$@"
}

# make_key [MAIL [NAME]]: a throw-away ed25519 key that signs, without
# passphrase or end, as git's signing key if it is the first, made long before
# the time of any test. Prints its fingerprint. INSECURE, and named so.
# shellcheck disable=SC2120 # arguments come from tests
make_key() {
	local mail=${1:-alice@example.org} name=${2:-Alice Example}
	command gpg --batch --quiet --no-tty --pinentry-mode loopback \
	    --passphrase '' --faked-system-time 20200101T000000 \
	    --quick-generate-key "$name (INSECURE test key) <$mail>" \
	    future-default default never 2>/dev/null || return 1
	local fingerprint
	fingerprint=$(gpg --batch --with-colons --list-secret-keys "$mail" |
		awk -F: '$1 == "fpr" { print $10; exit }')
	git config --global --get user.signingkey >/dev/null ||
		git config --global user.signingkey "$fingerprint"
	printf '%s\n' "$fingerprint"
}

# make_book [OPTION...]: a key, and a casebook in ./book, which becomes the
# working folder. The options go to `cvd init`; where none is given, there
# are --policy nl-ncsc, --language en and an address to write --from.
make_book() {
	# shellcheck disable=SC2119
	[[ " $* " == *" --policy "* ]] || set -- --policy nl-ncsc "$@"
	[[ " $* " == *" --language "* ]] || set -- --language en "$@"
	[[ " $* " == *" --from "* ]] || set -- --from desk@example.org "$@"
	make_key >/dev/null && cvd init book --name 'Example Desk' \
	    --as alice "$@" >/dev/null && cd book || return 1
}

# make_case [OPTION...]: a case in the casebook of the working folder; prints
# its id. The options go to `cvd new` behind some of its own.
make_case() {
	cvd new --title 'Login form accepts any password' \
	    --description-file - --reporter-name 'Rosa Finder' \
	    --reporter-email rosa@example.net \
	    --target https://login.example.org --target-kind system "$@" \
	    <<<'Any password opens the door.' | grep -oE 'CVD-[0-9]{4}-[0-9A-Z]{7}'
}

# contact_text SLUG NAME [MAIL]: what contacts/SLUG.yaml says of such a vendor.
contact_text() {
	cat <<-YAML
		schema: cvd-contact/1
		id: $1
		name: $2
		role: vendor
		languages:
		  - en
		verified: public
		addresses:
		  - kind: email
		    address: ${3:-security@example.com}
		    verified: public
	YAML
}

# file_of CASE: the case file. letters_of CASE: its letters, one a line, as
# "ack reporter". mail_of CASE LETTER: the mail of the latest such letter, its
# soft line breaks removed.
file_of() {
	printf 'cases/%s/%s/%s.yaml\n' "${1:4:4}" "${1:9:2}" "$1"
}
letters_of() {
	cvd show "$1" --json | jq -r '.letters[] | .letter + " " + .party'
}
mail_of() {
	local id
	id=$(cvd show "$1" --json | jq -r --arg letter "$2" \
	    '[.letters[] | select(.letter == $letter)][-1].message_id')
	find .git/cvd -name "${id%@*}.*" | sort | tail -1 |
		xargs sed -z 's/\r//g; s/=\n//g'
}

# commit_team VERB [MEMBER]: commits what is staged with the signature and the
# trailers of a commit of team files, without asking whether it is in order.
commit_team() {
	local hash
	hash=$(git diff --cached --no-renames --name-status |
	    while IFS=$'\t' read -r status path; do
		if [ "$status" = D ]; then
			printf '%s\0-\0' "$path"
		else
			printf '%s\0%s\0' "$path" "$(git cat-file -s ":$path")"
			git cat-file blob ":$path"
		fi
	    done | sha256sum | cut -d ' ' -f 1)
	GIT_AUTHOR_DATE=$CVD_NOW GIT_COMMITTER_DATE=$CVD_NOW git commit -qS \
	    -m "casebook: $1" -m "Cvd-Actor: ${2:-alice}
Cvd-Content-SHA256: $hash"
}

# left_behind: all that a command can leave: commits, letters, changed files.
left_behind() {
	git rev-parse HEAD
	find .git/cvd -type f ! -name lock | sort
	git status --porcelain
}

# assert_unchanged COMMAND...: whatever becomes of it, it leaves nothing.
assert_unchanged() {
	local before
	before=$(left_behind)
	"$@"
	assert_equal "$(left_behind)" "$before"
}

# run_cvd ARGUMENT...: runs cvd; then $status is its exit code, $output what
# it said on standard output and $talk what it said on standard error, so that
# neither hides in the other.
run_cvd() {
	status=0
	output=$(cvd "$@" 2>"$WORLD/talk") || status=$?
	talk=$(cat "$WORLD/talk")
}

# run_unprivileged ARGUMENT...: the same for tests of permissions, without what
# lets root pass by them.
run_unprivileged() {
	local drop=()
	[ "$(id -u)" -ne 0 ] ||
		drop=(setpriv --bounding-set=-dac_override,-dac_read_search)
	echo >>"$WORLD/runs"
	status=0
	output=$(CVD_SEED=$CVD_SEED.$(wc -l <"$WORLD/runs") "${drop[@]}" \
	    "$CVD_BIN" "$@" 2>"$WORLD/talk") || status=$?
	talk=$(cat "$WORLD/talk")
}

# run_tty INPUT ARGUMENT...: runs cvd on a terminal of its own, with the input
# typed into it; $output is all that is seen there, carriage returns removed.
run_tty() {
	local input=$1
	shift
	status=0
	echo >>"$WORLD/runs"
	output=$(CVD_SEED=$CVD_SEED.$(wc -l <"$WORLD/runs") \
	    python3 "$BATS_TEST_DIRNAME/terminal.py" "$input" "$CVD_BIN" "$@") ||
		status=$?
	talk=
}

# fail TEXT...: says why, with what was last run, and fails the test.
fail() {
	printf '%s\n' "$@" "status: $status" "output: $output" "talk: $talk" >&2
	return 1
}

assert_status() {
	[ "$status" -eq "$1" ] || fail "expected exit code $1"
}

# assert_output TEXT, assert_talk TEXT: it is exactly that.
assert_output() {
	[ "$output" = "$1" ] || fail "expected output: $1"
}
assert_talk() {
	[ "$talk" = "$1" ] || fail "expected talk: $1"
}

# assert_has TEXT PART, refute_has TEXT PART: the part is, or is not, in it.
assert_has() {
	[[ "$1" == *"$2"* ]] || fail "expected part: $2" "in: $1"
}
refute_has() {
	[[ "$1" != *"$2"* ]] || fail "unexpected part: $2" "in: $1"
}

# assert_equal ACTUAL EXPECTED
assert_equal() {
	[ "$1" = "$2" ] || fail "expected: $2" "actual: $1"
}

# json FILTER: jq on the last output, raw.
json() {
	jq -r "$1" <<<"$output"
}
