#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# The README's first command, with the program that is built.

load lib
setup() { world_setup; }
teardown() { world_teardown; }

# tour: takes it as anybody would, today; then $output is all it says, and
# $folder where it was.
tour() {
	status=0
	unset CVD_NOW CVD_SEED CVD_TESTING
	output=$(TMPDIR=$WORLD sh "$CVD_SOURCE/examples/quickstart.sh" \
	    "$CVD_BIN" 2>&1) || status=$?
	folder=$(sed -n 's/^#  *rm -rf //p' <<<"$output")
}

@test "the tour ends with a closed case, letters, an advisory, and no agent" {
	tour
	assert_status 0
	agent=$(GNUPGHOME=$folder/gpg gpgconf --list-dirs agent-socket)
	[ ! -S "$agent" ]
	cd "$folder/book"
	id=$("$CVD_BIN" list | cut -d ' ' -f 1)
	status=0 output=$("$CVD_BIN" show "$id" --json)
	assert_equal "$(json .state)" closed
	assert_equal "$(json '.clocks | map(.state) | unique | join(" ")')" \
	    'met stopped'

	# each letter was sent, and lies in the spool once, with nothing else
	assert_equal "$(json '.letters | map(.state) | unique | join(" ")')" sent
	assert_equal "$(sed -n 's/^Message-I[Dd]: *<\(.*\)>\r*$/\1/p' \
	    .git/cvd/spool/* | sort)" "$(json '.letters[].message_id' | sort)"
	assert_equal "$(find .git/cvd/spool .git/cvd/outbox -type f | wc -l)" \
	    "$(json '.letters | length')"

	advisory=advisories/2023/$id.md
	assert_has "$(git show "HEAD:$advisory")" CVE-2023-38039
	assert_has "$(git show "HEAD:$advisory")" 'Found by: selmelc'

	# git finds nothing wrong
	export GNUPGHOME=$folder/gpg
	[ "$(git rev-list --count HEAD)" -gt 9 ]
	git rev-list HEAD | xargs git verify-commit
	assert_equal "$(git fsck --strict 2>&1)" ''
	assert_equal "$(git status --porcelain)" ''
}

@test "each command is shown, and the tour can be taken again" {
	tour
	assert_status 0
	first=$folder
	steps=
	for step in init new ack assess notify escalate fix publish close show \
	    due verify; do
		grep -qx "\$ cvd $step.*" <<<"$output" || steps+=" $step"
	done
	assert_equal "$steps" ''
	assert_has "$output" "$folder/book/advisories/2023/"
	assert_has "$output" "$folder/book/.git/cvd/spool/"
	assert_has "$output" '$ git log --show-signature'
	assert_has "$output" 'gpg: Good signature from "Sam Example'
	tour
	assert_status 0
	[ "$folder" != "$first" ]
	[ -d "$first/book" ] && [ -d "$folder/book" ]
}

@test "nothing of the caller's counts" {
	make_book
	before=$(left_behind)
	git config --global cvd.transport smtp
	git config --global user.name 'Somebody Else'
	export CVD_CASEBOOK=$PWD GIT_DIR=$PWD/.git GIT_AUTHOR_NAME=Else
	tour
	assert_status 0
	refute_has "$output" Else
	unset CVD_CASEBOOK GIT_DIR
	assert_equal "$(left_behind)" "$before"
}

@test "who may not install is told what is missing" {
	mkdir bin
	printf '#!/bin/sh\nexit 1\n' >bin/dpkg-query
	printf '#!/bin/sh\necho 1000\n' >bin/id
	chmod +x bin/*
	status=0
	output=$(PATH=$WORLD/bin:$PATH sh "$CVD_SOURCE/examples/quickstart.sh" \
	    2>&1) || status=$?
	assert_status 2
	assert_has "$output" 'please install, as root: apt-get install cmake make'
	refute_has "$output" bats
}
