#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# A server that accepts nothing but what is proven: the hooks of examples/, and
# git itself in between.

load lib
setup() {
	world_setup && make_book 2>/dev/null && id=$(make_case) || return 1
	mkdir ../bin ../bob && ln -s "$CVD_BIN" ../bin/cvd
	PATH=$WORLD/bin:$PATH
	intro=$(git rev-list --max-parents=0 HEAD)
	signer=$(git log -1 --format=%GF "$intro")
	git clone -q --bare . ../server.git
	server="env XDG_CONFIG_HOME=$WORLD/server"
	git remote add origin "$WORLD/server.git"
	# what the server trusts is its own
	git config remote.origin.receivepack "$server git-receive-pack"
	$server cvd -C ../server.git verify --introduction "$intro" \
	    --signer "$signer" >/dev/null
}
teardown() { world_teardown; }

# hook NAME: the server has that hook.
hook() {
	cp "$CVD_SOURCE/examples/hooks/$1" ../server.git/hooks/
}

# push ARGUMENT...: $status and $output are what git says.
push() {
	status=0
	output=$(git push -q "$@" 2>&1) || status=$?
	talk=
}

at_server() { git -C ../server.git rev-parse -q --verify "${1:-main}"; }

@test "what is proven gets in, one or many commits" {
	hook pre-receive
	cvd ack "$id" --by phone >/dev/null
	push origin main
	assert_status 0
	for n in 1 2 3; do
		cvd note "$id" --file - <<<"note $n" >/dev/null
	done
	push origin main
	assert_status 0
	assert_equal "$(at_server)" "$(git rev-parse HEAD)"
}

@test "what is not is refused with its code, and leaves nothing" {
	hook pre-receive
	local before
	before=$(at_server)
	git commit -q --no-gpg-sign --allow-empty -m 'Tidy up'
	push origin main
	[ "$status" -ne 0 ]
	assert_has "$output" "unsigned: commit $(git rev-parse HEAD)"
	assert_has "$output" 'the push is refused: it is not proven'
	assert_equal "$(at_server)" "$before"
	run git -C ../server.git cat-file -e "$(git rev-parse HEAD)"
	[ "$status" -ne 0 ]
	# and the next good push gets in
	git reset -q --hard HEAD~
	cvd ack "$id" --by phone >/dev/null
	push origin main
	assert_status 0
}

@test "history does not go back, fork or end" {
	hook pre-receive
	cvd ack "$id" --by phone >/dev/null
	push origin main
	local before
	before=$(at_server)
	push -f origin "HEAD~:main"
	[ "$status" -ne 0 ]
	assert_has "$output" 'rollback: commit'
	git reset -q --hard HEAD~
	rm -r "$XDG_CONFIG_HOME/cvd/trust"
	cvd verify --introduction "$intro" --signer "$signer" >/dev/null
	cvd ack "$id" --by person >/dev/null
	push -f origin main
	[ "$status" -ne 0 ]
	assert_has "$output" 'fork: commit'
	push origin --delete main
	[ "$status" -ne 0 ]
	assert_equal "$(at_server)" "$before"
}

@test "there is one branch" {
	hook pre-receive
	push origin HEAD:refs/heads/other
	[ "$status" -ne 0 ]
	assert_has "$output" 'refused: refs/heads/other; a casebook has only refs/heads/main'
	push origin HEAD:refs/tags/v1
	[ "$status" -ne 0 ]
	assert_equal "$(git -C ../server.git for-each-ref | wc -l)" 1
}

@test "an update hook does the same" {
	hook update
	cvd ack "$id" --by phone >/dev/null
	push origin main
	assert_status 0
	git commit -q --no-gpg-sign --allow-empty -m 'Tidy up'
	push origin main
	[ "$status" -ne 0 ]
	assert_has "$output" 'unsigned: commit'
	assert_equal "$(at_server)" "$(git rev-parse HEAD~)"
}

@test "a server that trusts nothing accepts nothing" {
	hook pre-receive
	rm -r "$WORLD/server"
	cvd ack "$id" --by phone >/dev/null
	push origin main
	[ "$status" -ne 0 ]
	assert_has "$output" 'nothing is trusted of this casebook yet'
}

@test "what is no push is a usage error" {
	status=0
	talk=$(cvd verify --as-hook <<<'nonsense' 2>&1) || status=$?
	assert_status 2
	run_cvd verify --as-hook "$id" </dev/null
	assert_status 2
	run_cvd verify --as-hook </dev/null
	assert_status 0
}
