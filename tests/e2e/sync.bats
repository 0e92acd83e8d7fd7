#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# A team that shares a casebook: what comes in, what is merged, what is sent.

load lib
load clones
setup_file() { crowd_setup; }
setup() { crowd_copy; }
teardown() { crowd_remove; }
teardown_file() { world_teardown; }

@test "nothing new is said to be so, and moves nothing" {
	run_cvd sync
	assert_status 0
	assert_output 'origin: up to date'
	assert_equal "$(kept proven)" "$(at_server)"
	assert_stays run_cvd sync
	assert_output 'origin: up to date'
	assert_talk ''
}

@test "what is here goes out, and the others go forward to it" {
	cvd ack "$one" --by phone >/dev/null
	run_cvd sync
	assert_status 0
	assert_output 'origin: 1 commit sent'
	assert_equal "$(at_server)" "$(git rev-parse main)"
	be bob
	run_cvd sync
	assert_status 0
	assert_output "alice acknowledged $one: acknowledged
origin: 1 commit came in"
	assert_equal "$(git rev-parse main)" "$(at_server)"
	assert_equal "$(kept proven)" "$(at_server)"
	assert_has "$(git reflog -1 main)" 'cvd: sync: fast-forward'
	assert_same alice bob
}

@test "what several did to a case is one line" {
	cvd ack "$one" --by phone >/dev/null
	synced alice bob
	cvd assess "$one" --accept >/dev/null
	cvd note "$two" --file - <<<'Seen.' >/dev/null
	synced bob
	be carol
	run_cvd sync
	assert_status 0
	assert_equal "$(sed '$d' <<<"$output" | sort)" \
	    "alice, bob: acknowledged, assessed $one: accepted
bob noted $two"
	assert_equal "$(tail -1 <<<"$output")" 'origin: 3 commits came in'
	assert_equal "$(grep -o 'CVD-[^ :]*' <<<"$output")" \
	    "$(printf '%s\n' "$one" "$two" | sort)"
}

@test "files of the team are told of by their names" {
	mkdir contacts
	contact_text acme 'Example Ltd' >contacts/acme.yaml
	cvd commit contacts >/dev/null
	cvd roster set-role bob lead >/dev/null
	synced alice
	be bob
	run_cvd sync
	assert_status 0
	assert_output 'alice added contacts/acme.yaml
alice changed roster.yaml
origin: 2 commits came in'
	git rm -q contacts/acme.yaml
	cvd commit contacts >/dev/null
	synced bob
	be alice
	run_cvd sync --json
	assert_equal "$(json '.files[] | .path + " " + .change + " " + .by[0]')" \
	    'contacts/acme.yaml removed bob'
}

@test "different cases are merged, by one signed commit" {
	cvd ack "$one" --by phone >/dev/null
	synced alice
	be bob
	cvd ack "$two" --by phone >/dev/null
	run_cvd sync
	assert_status 0
	assert_output "alice acknowledged $one: acknowledged
origin: 1 commit came in, merged, 2 commits sent"
	assert_equal "$(git log -1 --format='%s|%an|%(trailers:key=Cvd-Actor,valueonly,separator=)')" \
	    'casebook: merge|Bob Example|bob'
	assert_equal "$(git rev-list --merges --count main)" 1
	git verify-commit main 2>/dev/null
	synced alice
	assert_same alice bob
	assert_equal "$(git rev-parse main)" "$(at_server)"
}

# both_sides FIRST SECOND: alice acknowledges and bob assesses the same case;
# they sync in that order. Prints the tree.
both_sides() {
	be alice
	cvd ack "$one" --by phone >/dev/null
	be bob
	cvd ack "$one" --by person >/dev/null
	cvd assess "$one" --accept >/dev/null
	synced "$1" "$2" "$1" >&2
	assert_same alice bob
}

@test "the same case, acknowledged and assessed on both sides, in both orders" {
	local tree
	(both_sides alice bob)
	tree=$(git -C "$WORLD/server.git" rev-parse 'main^{tree}')
	crowd_remove
	crowd_copy
	(both_sides bob alice)
	assert_equal "$(git -C "$WORLD/server.git" rev-parse 'main^{tree}')" \
	    "$tree"
	be alice
	assert_equal "$(cvd show "$one" --json | jq -r .state)" accepted
}

@test "a case that needs a look is named with what to do" {
	cvd assess "$one" --reject out-of-scope >/dev/null
	be bob
	cvd assess "$one" --accept >/dev/null
	synced bob
	be alice
	run_cvd sync
	assert_status 0
	assert_has "$output" "$one needs review: cvd show $one"
	assert_equal "$(cvd sync --json | jq .came_in)" 0
}

@test "who is faster wins, and the other begins again" {
	cvd ack "$one" --by phone >/dev/null
	# bob sends between our fetch and our push, once
	with bob cvd ack "$two" --by phone >/dev/null
	hook_in .git pre-push <<-SH
		#!/bin/sh
		[ ! -e "$WORLD/raced" ] || exit 0
		: >"$WORLD/raced" && unset GIT_DIR
		git -C "$WORLD/bob" push -q origin main
	SH
	run_cvd sync
	assert_status 0
	assert_output "bob acknowledged $two: acknowledged
origin: 1 commit came in, merged, 2 commits sent"
	assert_equal "$(at_server)" "$(git rev-parse main)"
	synced bob
	assert_same alice bob
}

@test "who is always slower is told to try again" {
	cvd ack "$one" --by phone >/dev/null
	hook_in .git pre-push <<-SH
		#!/bin/sh
		echo >>"$WORLD/raced"
		cd "$WORLD/bob" && export HOME=$WORLD/home-bob \
		    GNUPGHOME=$CROWD/gpg-bob XDG_CONFIG_HOME=$WORLD/home-bob/.config
		unset GIT_DIR
		n=\$(wc -l <"$WORLD/raced")
		git fetch -q && git reset -q --hard origin/main
		echo "note \$n" | CVD_SEED=race.\$n "$CVD_BIN" note "$two" --file - >/dev/null
		git push -q origin main
	SH
	run_cvd sync
	assert_status 75
	assert_has "$talk" 'others were faster 5 times'
	assert_has "$output" 'not sent'
	assert_equal "$(wc -l <"$WORLD/raced")" 5
	rm .git/hooks/pre-push
	synced alice bob
	assert_same alice bob
}

@test "a dry run says it all, and moves nothing" {
	cvd ack "$one" --by phone >/dev/null
	with bob cvd ack "$two" --by phone >/dev/null
	with bob cvd sync >/dev/null
	assert_stays run_cvd sync -n
	assert_status 0
	assert_output "bob acknowledged $two: acknowledged
origin: 1 commit would come in, would be merged, 2 commits would be sent"
	assert_equal "$(kept incoming)" "$(at_server)"
	assert_stays run_cvd sync --dry-run --json
	assert_equal "$(json '[.way, .came_in, .ahead, .pushed] | @csv')" \
	    '"merged",1,2,false'
}

@test "nothing is sent where that is said" {
	cvd ack "$one" --by phone >/dev/null
	local before
	before=$(at_server)
	run_cvd sync --no-push
	assert_status 0
	assert_output 'origin: 1 commit not sent'
	assert_equal "$(at_server)" "$before"
}

@test "an answer in JSON" {
	cvd ack "$one" --by phone >/dev/null
	synced alice
	be bob
	run_cvd sync --json
	assert_status 0
	assert_equal "$(json '[.schema, .remote, .way, .came_in, .ahead, .pushed]
	    | @csv')" '1,"origin","forward",1,0,false'
	assert_equal "$(json '.cases[0] | [.id, .by[0], .events[0], .state,
	    .moved, .needs_review] | @csv')" \
	    "\"$one\",\"alice\",\"acknowledged\",\"acknowledged\",true,false"
	assert_equal "$(json .tip)" "$(at_server)"
	assert_equal "$(json .incoming)" "$(at_server)"
	assert_equal "$(json '.conflicts, .left, .files | length')" $'0\n0\n0'
}

@test "at a terminal it says how far it is, and what came of it" {
	with bob cvd ack "$one" --by phone >/dev/null
	with bob cvd sync >/dev/null
	run_tty '' sync
	assert_status 0
	assert_has "$output" 'bob acknowledged'
	assert_has "$output" 'origin: 1 commit came in'
	run_tty '' sync -q
	assert_output 'origin: up to date'
}

@test "who only follows needs neither a key nor a name" {
	with bob cvd ack "$one" --by phone >/dev/null
	with bob cvd sync >/dev/null
	git config --global --remove-section user
	export GNUPGHOME=$WORLD/nobody
	run_cvd sync
	assert_status 0
	assert_equal "$(git rev-parse main)" "$(at_server)"
	run_cvd sync
	assert_output 'origin: up to date'
}

@test "several at once on one clone lose nothing" {
	local n pids=()
	cvd ack "$one" --by phone >/dev/null
	with bob cvd ack "$two" --by phone >/dev/null
	with bob cvd sync >/dev/null
	for n in 1 2 3 4; do
		{ CVD_SEED=$n "$CVD_BIN" sync >"$WORLD/out.$n" 2>&1 || echo "$?"; } \
		    >"$WORLD/rc.$n" &
		pids+=($!)
	done
	wait "${pids[@]}"
	# git holds the refs for one at a time
	for n in 1 2 3 4; do
		[[ $(cat "$WORLD/rc.$n") =~ ^(75)?$ ]] || fail "$(cat "$WORLD/out.$n")"
	done
	synced alice bob
	assert_same alice bob
	assert_equal "$(git rev-list --merges --count main)" 1
}

@test "a bare casebook does the same" {
	git clone -q --bare "file://$WORLD/server.git" ../bare.git
	cvd ack "$one" --by phone >/dev/null
	synced alice
	be bob bare.git
	cvd ack "$two" --by phone >/dev/null
	run_cvd sync
	assert_status 0
	assert_output "alice acknowledged $one: acknowledged
origin: 1 commit came in, merged, 2 commits sent"
	assert_equal "$(git rev-parse main)" "$(at_server)"
	synced bob alice
	assert_same alice bob
}

@test "a remote without main gets the casebook" {
	git init -q --bare ../empty.git
	git remote add backup ../empty.git
	run_cvd sync backup
	assert_status 0
	assert_output "backup: $(git rev-list --count main) commits sent"
	assert_equal "$(git -C ../empty.git rev-parse main)" \
	    "$(git rev-parse main)"
	assert_equal "$(git rev-parse refs/cvd/proven/backup/main)" \
	    "$(git rev-parse main)"
	assert_equal "$(git -C ../empty.git for-each-ref | wc -l)" 1
}

@test "which remote is meant" {
	git remote rename origin team
	run_cvd sync
	assert_status 0
	assert_output 'team: up to date'
	git remote add other ../nowhere
	git config --unset branch.main.remote || :
	run_cvd sync
	assert_status 2
	assert_has "$talk" 'there are 2 remotes'
	git config branch.main.remote team
	run_cvd sync
	assert_status 0
	run_cvd sync nobody
	assert_status 4
	assert_has "$talk" "there is no remote 'nobody'"
	run_cvd sync 'https://alice:secret@example.org/x'
	assert_status 2
	refute_has "$talk" secret
	run_cvd sync -- --upload-pack=x
	assert_status 2
	git remote remove team && git remote remove other
	run_cvd sync
	assert_status 2
	assert_has "$talk" 'git remote add origin URL'
}

@test "somebody who has not the casebook open for writing does not hold it up" {
	hook_in ../server.git pre-receive <<-SH
		#!/bin/sh
		cd "$WORLD/alice" && unset GIT_DIR GIT_QUARANTINE_PATH \
		    GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
		export HOME=$HOME GNUPGHOME=$GNUPGHOME
		echo 'While it is sent.' | CVD_SEED=hook "$CVD_BIN" \
		    note "$two" --file - >"$WORLD/noted"
	SH
	cvd ack "$one" --by phone >/dev/null
	local sent
	sent=$(git rev-parse main)
	run_cvd sync
	assert_status 0
	assert_equal "$(at_server)" "$sent"
	assert_equal "$(git rev-parse main~)" "$sent"
	rm ../server.git/hooks/pre-receive
	run_cvd sync
	assert_output 'origin: 1 commit sent'
}

@test "a person's own merge is taken, and only if it is the right one" {
	cvd ack "$one" --by phone >/dev/null
	with bob cvd ack "$two" --by phone >/dev/null
	with bob cvd sync >/dev/null
	git fetch -q
	GIT_AUTHOR_DATE=$CVD_NOW GIT_COMMITTER_DATE=$CVD_NOW \
	    git merge -q -S -m 'Merge by hand' origin/main
	run_cvd sync
	assert_status 0
	assert_output 'origin: 2 commits sent'
	synced bob
	assert_same alice bob
}
