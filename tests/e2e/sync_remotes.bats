#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Two people who share a casebook through real servers, with the verifying
# hook and without, and through servers that say no, or go away.

load lib
load keys
load twins
load remotes
setup() {
	world_setup && twins_make || return 1
	server_make
	unset GIT_AUTHOR_DATE GIT_COMMITTER_DATE
}
teardown() {
	remotes_stop
	world_teardown
}

# shared: both have the server as their remote.
shared() {
	git remote add origin "$URL"
	git -C ../bob remote set-url origin "$URL"
}

# sync, bob_syncs ARGUMENT...: as run_cvd, for alice and for bob.
sync() { run_cvd sync "$@"; }
bob_syncs() {
	XDG_CONFIG_HOME=$WORLD/bobs GNUPGHOME=$WORLD/gpg-bob \
	    run_cvd -C "$WORLD/bob" sync "$@"
}

at_server() { git -C "$WORLD/server.git" rev-parse main; }

# share: forward, and both at once, until all three have the same.
share() {
	shared
	cvd ack "$id" --by phone >/dev/null
	sync
	assert_status 0
	assert_equal "$(at_server)" "$(git rev-parse HEAD)"
	bob_syncs
	assert_status 0
	assert_has "$output" "alice acknowledged $id"
	assert_equal "$(git -C ../bob rev-parse HEAD)" "$(git rev-parse HEAD)"
	note alice 'word of alice'
	note bob 'word of bob'
	bob_syncs
	assert_status 0
	sync
	assert_status 0
	assert_equal "$(git rev-list --parents -1 HEAD | wc -w)" 3
	bob_syncs
	assert_status 0
	assert_equal "$(at_server)" "$(git rev-parse HEAD)"
	assert_equal "$(git -C ../bob rev-parse HEAD)" "$(git rev-parse HEAD)"
	assert_equal "$(grep -cE 'word of (alice|bob)' "../bob/$file")" 2
	assert_equal "$(git status --porcelain; git -C ../bob status --porcelain)" ''
	run_cvd verify
	assert_status 0
}

# declined: the server takes no push, and says so.
declined() {
	printf '#!/bin/sh\necho "closed for the night" >&2\nexit 1\n' \
	    >"$WORLD/server.git/hooks/pre-receive"
	chmod +x "$WORLD/server.git/hooks/pre-receive"
	local before
	before=$(at_server)
	note alice one
	sync
	assert_status 5
	assert_has "$output$talk" 'closed for the night'
	assert_equal "$(at_server)" "$before"
	# what was done here stands, and goes when the server takes it again
	assert_equal "$(git rev-list --count "$before..HEAD")" 1
	rm "$WORLD/server.git/hooks/pre-receive"
	sync
	assert_status 0
	assert_equal "$(at_server)" "$(git rev-parse HEAD)"
}

# unreachable: nothing moves, here or there.
unreachable() {
	local before here
	before=$(at_server)
	here=$(git rev-parse HEAD)
	sync
	assert_status 75
	assert_equal "$(at_server)" "$before"
	assert_equal "$(git rev-parse HEAD)" "$here"
	assert_equal "$(git status --porcelain)" ''
	git fsck --strict
}

# noise WHO: so many steps that a transfer can break in them.
noise() {
	local n
	for n in 1 2 3; do
		note "$1" "$n $(head -c 30000 /dev/urandom | base64 -w 0)"
	done
}

@test "by file, without a hook" {
	file_start
	share
	declined
}

@test "by file, with the verifying hook" {
	file_start
	server_hook pre-receive
	share
}

@test "by ssh, without a hook" {
	ssh_start
	share
	declined
}

@test "by ssh, with the verifying hook" {
	ssh_start
	server_hook pre-receive
	share
}

@test "by http, without a hook" {
	http_start
	share
	declined
}

@test "by http, with the verifying hook" {
	http_start
	server_hook pre-receive
	share
}

@test "who may not log in moves nothing" {
	http_start
	shared
	note alice one
	http_user alice wrong
	unreachable
	refute_has "$talk" wrong
	http_user mallory 'correct horse'
	unreachable
	git config --global --unset credential.helper
	unreachable
	http_user alice 'correct horse'
	sync
	assert_status 0
	ssh_start
	git remote set-url origin "$URL"
	ssh_client "$SSH_PORT" stranger
	unreachable
	assert_has "$talk" 'Permission denied'
	remotes_stop
	unreachable
}

@test "a line that breaks while something comes in" {
	http_start
	shared
	noise bob
	bob_syncs
	assert_status 0
	cut_start "$HTTP_PORT" FROM 20000
	git remote set-url origin "http://127.0.0.1:$CUT_PORT/server.git"
	unreachable
	ssh_start
	cut_start "$SSH_PORT" FROM 20000
	ssh_client "$CUT_PORT" alice
	git remote set-url origin "$URL"
	unreachable
	ssh_client "$SSH_PORT" alice
	sync
	assert_status 0
	assert_equal "$(git rev-parse HEAD)" "$(at_server)"
}

@test "a line that breaks while something is sent" {
	http_start
	shared
	noise alice
	cut_start "$HTTP_PORT" TO 20000
	git remote set-url origin "http://127.0.0.1:$CUT_PORT/server.git"
	unreachable
	ssh_start
	cut_start "$SSH_PORT" TO 20000
	ssh_client "$CUT_PORT" alice
	git remote set-url origin "$URL"
	unreachable
	ssh_client "$SSH_PORT" alice
	sync
	assert_status 0
	assert_equal "$(git rev-parse HEAD)" "$(at_server)"
	git -C ../server.git fsck --strict
}

@test "a merge that could not be sent is sent the next time" {
	http_start
	shared
	noise bob
	bob_syncs
	assert_status 0
	noise alice
	cut_start "$HTTP_PORT" TO 30000
	git remote set-url origin "http://127.0.0.1:$CUT_PORT/server.git"
	sync
	assert_status 75
	assert_equal "$(git rev-list --parents -1 HEAD | wc -w)" 3
	local merged
	merged=$(git rev-parse HEAD)
	git remote set-url origin "$URL"
	sync
	assert_status 0
	assert_equal "$(at_server) $(git rev-parse HEAD)" "$merged $merged"
	bob_syncs
	assert_status 0
	assert_equal "$(git -C ../bob rev-parse HEAD)" "$merged"
}

@test "what git alone has pushed past no hook is not taken in" {
	file_start
	shared
	bob_does git commit -q --no-gpg-sign --allow-empty -m 'Tidy up'
	bob_does git push -q origin main
	local before
	before=$(git rev-parse HEAD)
	sync
	assert_status 5
	assert_equal "$(git rev-parse HEAD)" "$before"
	# with the hook it would not have got there
	git -C ../server.git update-ref refs/heads/main "$before"
	server_hook pre-receive
	run bob_does git push -q origin main
	[ "$status" -ne 0 ]
	assert_has "$output" 'unsigned: commit'
	sync
	assert_status 0
}
