# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash disable=SC2034 # what it sets is for tests
# Two people, each with a machine, who share a casebook: alice in ./book, and
# bob in ./bob with a key of his own. Load it behind lib and keys.

# twins_make: a casebook with a case, $id, and bob's copy of it; $base is what
# both have. Dates of git's own commits are those of the test.
twins_make() {
	make_book 2>/dev/null && id=$(make_case) || return 1
	export GIT_AUTHOR_DATE=$CVD_NOW GIT_COMMITTER_DATE=$CVD_NOW
	own_key bob >/dev/null && cp "$WORLD/bob.asc" . || return 1
	cvd roster add bob --key bob.asc >/dev/null && rm bob.asc
	file=$(file_of "$id")
	base=$(git rev-parse HEAD)
	intro=$(git rev-list --max-parents=0 HEAD)
	signer=$(git log -1 --format=%GF "$intro")
	bob_runs init --clone "$WORLD/book" "$WORLD/bob" --introduction "$intro" \
	    --signer "$signer" >/dev/null 2>&1 || return 1
	git -C "$WORLD/bob" config user.signingkey "$(part_of bob 0)"
	git -C "$WORLD/bob" config user.name 'Bob Example'
	git -C "$WORLD/bob" config user.email bob@example.org
}

# bob_does COMMAND...: on bob's machine, with what he trusts and his key.
bob_does() {
	(cd "$WORLD/bob" && XDG_CONFIG_HOME=$WORLD/bobs GNUPGHOME=$WORLD/gpg-bob \
	    "$@")
}

# bob_runs ARGUMENT...: cvd on bob's machine.
bob_runs() {
	XDG_CONFIG_HOME=$WORLD/bobs GNUPGHOME=$WORLD/gpg-bob cvd "$@"
}

# note WHO TEXT: a note of alice or bob on the case.
note() {
	case $1 in
	alice) cvd note "$id" --file - <<<"$2" ;;
	bob) bob_runs -C "$WORLD/bob" note "$id" --file - <<<"$2" ;;
	esac >/dev/null
}

# pull: alice merges what bob has, as git does it by itself; $status, $output.
pull() {
	status=0
	talk=
	output=$(git pull -q --no-rebase --no-edit -S "$@" ../bob main 2>&1) ||
		status=$?
}
