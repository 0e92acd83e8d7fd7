#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Joining a casebook that others keep: over real transports, and against what
# a server, a road and a person may do wrong.

load lib
load keys
load remotes
setup() {
	world_setup && make_book 2>/dev/null && id=$(make_case) || return 1
	server_make
	tip=$(git rev-parse HEAD)
	newcomer && cd "$WORLD" || return 1
}
teardown() {
	remotes_stop
	world_teardown
}

# newcomer: nothing is pinned any more.
newcomer() { rm -rf "$XDG_CONFIG_HOME/cvd"; }

# join ARGUMENT...: $URL into ./copy, with what a lead has told.
join() {
	run_cvd init --clone "$URL" copy --introduction "$intro" \
	    --signer "$signer" "$@"
}

# no_copy: nothing was kept, nor pinned.
no_copy() {
	[ ! -e copy ] || fail "something was kept: $(find copy | head)"
	[ -z "$(ls "$XDG_CONFIG_HOME/cvd/trust" 2>/dev/null)" ] ||
		fail 'something was pinned'
}

# joined: the copy is whole, pinned, and ready to be worked with.
joined() {
	assert_status 0
	assert_equal "$(git -C copy rev-parse HEAD)" "$tip"
	assert_equal "$(git -C copy symbolic-ref HEAD)" refs/heads/main
	assert_equal "$(git -C copy status --porcelain -b)" \
	    '## main...origin/main'
	assert_equal "$(git -C copy rev-parse refs/cvd/proven/origin/main)" "$tip"
	assert_equal "$(git -C copy config remote.origin.url)" "$URL"
	[ -n "$(git -C copy config merge.cvd.driver)" ]
	assert_equal "$(stat -c %a copy copy/.git)" $'700\n700'
	git -C copy fsck --strict
	run_cvd -C copy verify --json
	assert_equal "$(json .tip)" "$tip"
	run_cvd -C copy ack "$id" --by phone
	assert_status 0
	git -C copy push -q
	assert_equal "$(git -C server.git rev-parse main)" \
	    "$(git -C copy rev-parse HEAD)"
}

@test "by file, and what is pushed passes the server's hook" {
	file_start
	server_hook pre-receive
	join --checkpoint "$tip"
	joined
}

@test "by ssh, with the person's own configuration, without a hook" {
	ssh_start
	join --checkpoint "$tip"
	joined
}

@test "by ssh, and what is pushed passes the server's hook" {
	ssh_start
	server_hook pre-receive
	join
	joined
}

@test "by http, with a credential helper, without a hook" {
	http_start
	join --checkpoint "$tip"
	joined
}

@test "by http, and what is pushed passes the server's hook" {
	http_start
	server_hook pre-receive
	join
	joined
}

@test "by a path, which counts from where one stands" {
	cd "$WORLD/home"
	URL=../server.git
	join
	assert_status 0
	assert_equal "$(git -C copy config remote.origin.url)" \
	    "$WORLD/home/../server.git"
	git -C copy fetch -q
	# the folder has the name that the URL ends with
	run_cvd init --clone ../server.git --introduction "$intro" \
	    --signer "$signer"
	assert_status 0
	assert_equal "$(git -C server rev-parse HEAD)" "$tip"
}

@test "the answer says what was proven, and who may write" {
	URL=$WORLD/server.git
	join --json
	assert_status 0
	assert_equal "$(json '[.dir, .name, .tip, .introduction, .signer,
	    .checkpoint, .commits, .cases, .member] | map(tostring) | join(" ")')" \
	    "copy Example Desk $tip $intro $signer null 2 1 alice"
	assert_equal "$(json '.members[] | .name + " " + .role')" 'alice lead'
	assert_equal "$(json .trust)" "$XDG_CONFIG_HOME/cvd/trust/$(json .id).yaml"
	assert_has "$talk" 'without --checkpoint nothing says'
	assert_has "$talk" 'guard every copy of it'
	rm -rf copy
	newcomer
	own_key bob >/dev/null
	git config --global user.signingkey "$(part_of bob 0)"
	GNUPGHOME=$WORLD/gpg-bob join --checkpoint "$tip"
	assert_status 0
	assert_has "$output" 'You can read it, and are no member: key '
	assert_has "$output" 'cvd roster add NAME --key FILE'
	refute_has "$talk" checkpoint
}

@test "without any key, and without a name, one can read" {
	URL=$WORLD/server.git
	git config --global --unset user.signingkey
	git config --global --unset user.name
	mkdir -m 700 "$WORLD/gpg-none"
	GNUPGHOME=$WORLD/gpg-none join
	assert_status 0
	assert_has "$output" 'You can read it, and are no member'
	run_cvd -C copy show "$id"
	assert_status 0
}

@test "a bare copy has no files" {
	URL=$WORLD/server.git
	join --bare
	assert_status 0
	assert_equal "$(git -C copy rev-parse --is-bare-repository HEAD)" \
	    $'true\n'"$tip"
	run_cvd -C copy list
	assert_status 0
	assert_has "$output" "$id"
}

@test "an empty folder is used, and is empty again where it fails" {
	URL=$WORLD/server.git
	mkdir copy
	join --checkpoint "$(printf '%040d' 1)"
	assert_status 6
	[ -d copy ]
	assert_equal "$(ls -A copy)" ''
	(cd copy && run_cvd init --clone "$URL" . --introduction "$intro" \
	    --signer "$signer" && assert_status 0)
	assert_equal "$(git -C copy rev-parse HEAD)" "$tip"
	# once more is once too often
	join
	assert_status 6
	assert_talk "cvd: the folder 'copy' is there already, and is not empty"
	assert_equal "$(git -C copy rev-parse HEAD)" "$tip"
	rm -rf copy && echo mine >copy
	join
	assert_status 6
	assert_equal "$(cat copy)" mine
}

@test "another introduction or signer is refused, and nothing is kept" {
	URL=$WORLD/server.git
	run_cvd init --clone "$URL" copy --introduction "$tip" --signer "$signer"
	# it is a commit of hers, so trust may begin there
	assert_status 0
	rm -rf copy
	newcomer
	run_cvd init --clone "$URL" copy --introduction "$(printf '%040d' 7)" \
	    --signer "$signer"
	assert_status 9
	assert_has "$talk" 'there is no commit 0000000000000000000000000000000000000007'
	no_copy
	run_cvd init --clone "$URL" copy --introduction "$intro" \
	    --signer 0123456789ABCDEF0123456789ABCDEF01234567
	assert_status 5
	assert_has "$talk" "commit ${intro:0:12} is not proven"
	assert_has "$talk" 'hint: nothing was kept'
	no_copy
}

@test "what is not proven is refused, and nothing is kept" {
	URL=$WORLD/server.git
	git -C book commit -q --no-gpg-sign --allow-empty -m 'Tidy up'
	git -C book push -q "$URL" main
	join
	assert_status 5
	assert_has "$talk" 'is not proven (unsigned)'
	no_copy
}

@test "a history without the checkpoint is refused" {
	URL=$WORLD/server.git
	(cd book && git push -q "$URL" +"$intro":main)
	join --checkpoint "$tip"
	assert_status 6
	assert_has "$talk" "the history there lacks commit $tip"
	no_copy
	join
	assert_status 0
}

@test "what was proven on this machine before must be in it" {
	URL=$WORLD/server.git
	join
	assert_status 0
	rm -rf copy
	git -C server.git update-ref refs/heads/main "$intro"
	join
	assert_status 6
	assert_has "$talk" "history does not hold commit $tip, which was proven here"
	assert_has "$talk" 'ask the others which history is the right one'
	[ ! -e copy ]
}

@test "another introduction that is pinned is not passed over" {
	URL=$WORLD/server.git
	join
	rm -rf copy
	run_cvd init --clone "$URL" copy --introduction "$tip" --signer "$signer"
	assert_status 5
	assert_has "$talk" "another introduction of this casebook is pinned here: $intro by $signer"
	[ ! -e copy ]
}

@test "a casebook that is not there, or not all of it" {
	URL=$WORLD/nothing.git
	join
	assert_status 75
	assert_has "$talk" nothing.git
	no_copy
	git init -q --bare empty.git
	URL=$WORLD/empty.git
	join
	assert_status 9
	assert_has "$talk" "it has no branch 'main'"
	no_copy
	git -C empty.git fetch -q ../server.git main:refs/heads/other
	join
	assert_status 9
	no_copy
	git clone -q --bare --depth 1 "file://$WORLD/server.git" shallow.git
	URL=file://$WORLD/shallow.git
	join
	assert_status 9
	assert_has "$talk" 'cut off'
	no_copy
	git init -q --bare other.git
	git -C book commit-tree -m x "$(git -C book mktree </dev/null)" \
	    --no-gpg-sign >root
	git -C book push -q ../other.git "$(cat root):refs/heads/main"
	URL=$WORLD/other.git
	join
	assert_status 9
	no_copy
}

@test "who cannot log in, and a server that is not there" {
	http_start
	http_user alice wrong
	join
	assert_status 75
	assert_has "$talk" 'Authentication failed'
	refute_has "$talk" wrong
	no_copy
	http_user mallory 'correct horse'
	join
	assert_status 75
	assert_has "$talk" 403
	no_copy
	git config --global --unset credential.helper
	join
	assert_status 75
	no_copy
	remotes_stop
	join
	assert_status 75
	no_copy
}

@test "a stranger's key, and a host with another key" {
	ssh_start
	ssh_client "$SSH_PORT" stranger
	join
	assert_status 75
	assert_has "$talk" 'Permission denied'
	no_copy
	ssh_client "$SSH_PORT" alice
	sed "s|ssh-ed25519 .*|$(cut -d ' ' -f 1,2 ssh/stranger.pub)|" \
	    -i ssh/known_hosts
	join
	assert_status 75
	assert_has "$talk" 'Host key verification failed'
	no_copy
}

@test "a line that breaks in mid-transfer leaves nothing" {
	# so that there is something to break in
	head -c 300000 /dev/urandom | base64 -w 0 >book/noise
	git -C book add noise
	git -C book commit -q --no-gpg-sign -m noise
	git -C book push -q "$WORLD/server.git" main
	http_start
	cut_start "$HTTP_PORT" FROM 100000
	URL=http://127.0.0.1:$CUT_PORT/server.git
	join
	assert_status 75
	no_copy
	ssh_start
	cut_start "$SSH_PORT" FROM 100000
	ssh_client "$CUT_PORT" alice
	join
	assert_status 75
	no_copy
	# without a break it is refused for what it is
	ssh_client "$SSH_PORT" alice
	join
	assert_status 5
	no_copy
}

@test "a URL that is no place for a casebook" {
	while IFS='|' read -r url message; do
		run_cvd init --clone "$url" copy --introduction "$intro" \
		    --signer "$signer"
		assert_status 2
		assert_has "$talk" "$message"
		refute_has "$talk" s3cret
		no_copy
	done <<'ROWS'
ext::sh -c 'touch run'|would have git run another program
--upload-pack=touch run|does not begin with '-'
ssh://-oProxyCommand=touch/x|a host does not begin with '-'
ftp://example.org/book|'ftp' is no scheme
https://alice:s3cret@example.org/book|holds a password
ROWS
	run_cvd init --clone '' copy --introduction "$intro" --signer "$signer"
	assert_status 2
	[ ! -e run ]
}

@test "what is missing, or does not go together, is named" {
	URL=$WORLD/server.git
	run_cvd init --clone "$URL" copy
	assert_status 2
	assert_talk "cvd: missing: --introduction COMMIT, --signer FINGERPRINT
hint: a lead tells you both, by another way than the casebook comes; 'cvd roster add' shows them there"
	run_cvd init --clone "$URL" copy --signer "$signer"
	assert_talk "cvd: missing: --introduction COMMIT
hint: a lead tells you both, by another way than the casebook comes; 'cvd roster add' shows them there"
	join --name X
	assert_status 2
	assert_talk 'cvd: --name is for a new casebook, and --clone joins one'
	join --dry-run
	assert_status 2
	run_cvd init copy --name X --policy nl-ncsc --signer "$signer"
	assert_status 2
	assert_talk 'cvd: --signer is for joining a casebook by --clone'
	run_cvd init --clone "$URL" copy --introduction HEAD --signer "$signer"
	assert_status 2
	run_cvd init --clone "$URL" copy --introduction "$intro" --signer alice
	assert_status 2
	join --checkpoint main
	assert_status 2
	run_cvd init --clone / --introduction "$intro" --signer "$signer"
	assert_status 2
	assert_has "$talk" 'give DIR'
	no_copy
}

@test "what the environment says of another repository is not heard" {
	URL=$WORLD/server.git
	export GIT_DIR=$WORLD/book/.git GIT_WORK_TREE=$WORLD/book
	export GIT_INDEX_FILE=$WORLD/index GIT_OBJECT_DIRECTORY=$WORLD/objects
	join
	unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY
	assert_status 0
	assert_equal "$(git -C copy status --porcelain)" ''
	[ ! -e objects ] && [ ! -e index ]
	assert_equal "$(git -C book status --porcelain)" ''
}

@test "at a terminal it says how far it has come" {
	run_tty '' init --clone server.git copy --introduction "$intro" \
	    --signer "$signer"
	assert_status 0
	assert_has "$output" 'Receiving objects'
	assert_has "$output" 'You sign as alice.'
	rm -rf copy
	run_tty '' -q init --clone server.git copy --introduction "$intro" \
	    --signer "$signer"
	assert_status 0
	refute_has "$output" 'Receiving objects'
	URL=server.git
	rm -rf copy
	join
	refute_has "$talk" 'Receiving objects'
}

@test "a file on a stick is as good as a server" {
	git -C server.git bundle create -q ../book.bundle main
	URL=$WORLD/book.bundle
	join --checkpoint "$tip"
	assert_status 0
	assert_equal "$(git -C copy rev-parse HEAD)" "$tip"
	head -c 2000 book.bundle >cut.bundle
	rm -rf copy
	newcomer
	URL=$WORLD/cut.bundle
	join
	assert_status 75
	no_copy
}

@test "killed before all is proven, it leaves nothing that one could use" {
	URL=$WORLD/server.git
	cat >bin/git <<-SH
		#!/bin/sh
		"$(command -v git)" "\$@" || exit
		case " \$* " in *" \$KILL_AT "*) kill -KILL \$PPID ;; esac
	SH
	chmod +x bin/git
	for step in fetch update-ref; do
		KILL_AT=$step join
		assert_status 137
		assert_equal "$(ls -A copy)" .git
		# nothing is pinned, and nothing can be done with it
		run_cvd -C copy note "$id" --file - <<<x
		assert_status 9
		join
		assert_status 6
		rm -rf copy
	done
}

@test "no room on the disk leaves nothing" {
	[ "$(id -u)" -eq 0 ] || skip 'only root makes file systems'
	URL=$WORLD/server.git
	mkdir small && mount -t tmpfs -o size=60k none small 2>/dev/null ||
		skip 'no file system can be made here'
	run_cvd init --clone "$URL" small/copy --introduction "$intro" \
	    --signer "$signer"
	local left
	left=$(ls -A small)
	umount small
	[ "$status" -ne 0 ]
	assert_equal "$left" ''
}
