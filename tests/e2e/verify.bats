#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# How cvd verify is asked and how it answers; what it finds is in tamper_*.

load lib
setup() {
	world_setup && make_book 2>/dev/null && id=$(make_case) &&
		cvd ack "$id" --by phone >/dev/null
	intro=$(git rev-list --max-parents=0 HEAD)
	signer=$(git log -1 --format=%GF "$intro")
	trust=$(echo "$XDG_CONFIG_HOME"/cvd/trust/*.yaml)
}
teardown() { world_teardown; }

# mark: the last tip that was proven here.
mark() { sed -n '/^high_water/,$s/^    commit: "\(.*\)"/\1/p' "$trust"; }

@test "a clean run says what it has proven, and what it has not" {
	run_cvd verify
	assert_status 0
	assert_output "proven: 3 commits signed with 1 key, 1 case, since 2026-11-20 10:00 +01:00
not proven: that nothing was withheld, that clocks told the truth"
	assert_talk ''
	run_cvd verify --json
	assert_equal "$(json 'keys_unsorted | join(" ")')" \
	    'schema clean tip introduction commits judged keys cases voided since pinned findings log'
	assert_equal "$(json '.clean, .tip, .commits, .judged, .keys, .cases, .voided, .since, .pinned')" \
	    "true
$(git rev-parse HEAD)
3
0
1
1
0
2026-11-20T09:00:00Z
false"
}

@test "what was proven is proven once; --full proves it again" {
	assert_equal "$(mark)" "$(git rev-parse HEAD)"
	run_cvd verify --json
	assert_equal "$(json .judged)" 0
	run_cvd verify --json --full
	assert_equal "$(json .judged)" 3
	rm .git/cvd/verified
	run_cvd verify --json
	assert_equal "$(json '.judged, .commits')" $'3\n3'
	assert_equal "$(stat -c %a .git/cvd/verified "$trust" | sort -u)" 600
	assert_equal "$(stat -c %a .git/cvd/keyring)" 700
}

@test "commands prove what they wrote, so that the next need not" {
	local verified
	verified=$(stat -c %s .git/cvd/verified)
	cvd note "$id" --file - <<<x >/dev/null
	[ "$(stat -c %s .git/cvd/verified)" -gt "$verified" ]
	assert_equal "$(mark)" "$(git rev-parse HEAD)"
}

@test "the commits of a case, and of a range" {
	local other
	other=$(make_case)
	run_cvd verify "$id" --json
	assert_equal "$(json '.log[] | .by + " " + .subject')" \
	    "alice $id: new, none -> received
alice $id: ack, received -> acknowledged"
	assert_equal "$(json '[.log[].key] | unique[]')" "$signer"
	run_cvd verify "${id#CVD-????-}"
	assert_has "$output" "alice  $id: ack, received -> acknowledged"
	run_cvd verify HEAD~1..HEAD --json
	assert_equal "$(json '.log[].subject')" "$other: new, none -> received"
	run_cvd verify main~1.. --json
	assert_equal "$(json '.log[].commit')" "$(git rev-parse HEAD)"
	run_cvd verify nobody
	assert_status 4
}

@test "a commit that is looked at moves no mark" {
	local head
	head=$(mark)
	run_cvd verify HEAD~1 --json
	assert_status 0
	assert_equal "$(json '.tip, .commits')" "$(git rev-parse HEAD~1)"$'\n2'
	assert_equal "$(mark)" "$head"
}

@test "the introduction is pinned once all that follows is proven" {
	rm "$trust"
	run_cvd verify
	assert_status 9
	assert_has "$talk" 'hint: ask a lead for the introduction'
	run_cvd note "$id" --file - <<<x
	assert_status 9
	run_cvd verify --introduction "$intro" --signer "${signer//[A-F]/0}"
	assert_status 1
	[ ! -e "$trust" ]
	run_cvd verify --introduction "$intro" --signer "$signer" --json
	assert_status 0
	assert_equal "$(json .pinned)" true
	assert_equal "$(mark)" "$(git rev-parse HEAD)"
	run_cvd verify --json
	assert_equal "$(json .pinned)" false
}

@test "another introduction than the pinned one counts for one run" {
	local before
	before=$(cat "$trust")
	run_cvd verify --introduction "$(git rev-parse HEAD~1)" \
	    --signer "$signer" --json
	assert_status 0
	assert_equal "$(json '.commits, .pinned')" $'2\nfalse'
	assert_equal "$(cat "$trust")" "$before"
}

@test "a checkpoint stands for what leads up to it" {
	git clone -q --depth 1 "file://$PWD" ../shallow
	cd ../shallow
	run_cvd verify
	assert_status 9
	assert_has "$talk" 'the repository is shallow'
	run_cvd verify --checkpoint 0123456789abcdef0123456789abcdef01234567
	assert_status 4
	run_cvd verify --checkpoint "$(git rev-parse HEAD)"
	assert_status 0
	# it is kept, and what comes later is proven
	cvd note "$id" --file - <<<x >/dev/null
	run_cvd verify --json
	assert_equal "$(json '.clean, .commits')" $'true\n1'
	run_cvd verify --full
	assert_status 9
}

@test "events are marked with their proof" {
	run_cvd show "$id" --json
	assert_equal "$(json '[.events[].proven] | unique[]')" true
	run_cvd log "$id"
	assert_has "$output" 'proof:        proven'
	# a commit by hand, of an event that cvd has made elsewhere
	cp -r . ../other
	(cd ../other && XDG_CONFIG_HOME=$WORLD/none cvd verify --introduction \
	    "$intro" --signer "$signer" >/dev/null && XDG_CONFIG_HOME=$WORLD/none \
	    cvd note "$id" --file - <<<x >/dev/null)
	git pull -q --ff-only ../other main
	run_cvd show "$id" --json
	assert_equal "$(json '[.events[].proven] | map(tostring) | join(" ")')" \
	    'true true false'
	run_cvd show "$id"
	assert_has "$output" 'not proven'
	rm "$trust"
	run_cvd show "$id" --json
	assert_equal "$(json '[.events[].proven] | unique[]')" null
	assert_has "$talk" 'nothing is trusted of this casebook yet'
}

@test "usage is checked" {
	run_cvd verify --introduction "$intro"
	assert_status 2
	run_cvd verify --introduction "${intro:0:7}" --signer "$signer"
	assert_status 2
	run_cvd verify --introduction "$intro" --signer "${signer:0:16}"
	assert_status 2
	run_cvd verify a b
	assert_status 2
	run_cvd verify --dry-run
	assert_status 2
}
