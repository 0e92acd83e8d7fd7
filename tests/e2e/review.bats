#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Two people who work on one case at the same time: what it comes to, what is
# held, and how it is settled.

load lib
load clones
setup_file() { crowd_setup; }
setup() { crowd_copy; }
teardown() { crowd_remove; }
teardown_file() { world_teardown; }

# both_accept: alice and bob acknowledge and accept the same case, and neither
# has the other's work.
both_accept() {
	local name
	for name in alice bob; do
		be "$name"
		cvd ack "$one" >/dev/null
		cvd assess "$one" --accept >/dev/null
	done
}

# of FILTER: of the case, as the clone that we are in has it.
of() {
	cvd show "$one" --json | jq -r "$1"
}

# first KIND, second KIND: who recorded the one that counts, and the other.
first() {
	of ".events[] | select(.event == \"$1\" and .verdict == \"effective\").by"
}
second() {
	of ".events[] | select(.event == \"$1\" and .verdict == \"ineffective\").by"
}

# held: the letters that are held, as "ack bob's".
held() {
	of '.letters[] | select(.held != null).letter' | sort
}

# spools: the letters that the reporter got, by their subjects.
spools() {
	find "$WORLD"/{alice,bob}/.git/cvd/spool -name '*.eml' \
	    -exec grep -h '^Subject: ' {} + 2>/dev/null | tr -d '\r' | sort
}

# outboxes: how many letters wait anywhere.
outboxes() {
	find "$WORLD"/{alice,bob}/.git/cvd/outbox -type f 2>/dev/null | wc -l
}

# settle NAME KIND LETTER: who was second takes the event and its letter back.
settle() {
	local event letter
	be "$1"
	event=$(of ".events[] | select(.event == \"$2\" and .by == \"$1\").id")
	run_cvd void "$one" "${event:0:8}" --reason 'the other was first'
	assert_status 0
	letter=$(cvd send -n --json | jq -r --arg letter "$3" \
	    '.letters[] | select(.letter == $letter).message_id')
	run_cvd send --cancel "$letter" --reason 'the other was first'
	assert_status 0
}

# in_order FIRST SECOND: both work, sync in this order, and deliver; prints the
# tree.
in_order() {
	both_accept
	synced "$1" "$2" "$1" >&2
	assert_same alice bob >&2
	git -C "$WORLD/server.git" rev-parse 'main^{tree}'
}

@test "two acknowledge and accept at once: the same in both orders" {
	local tree
	tree=$(in_order alice bob)
	crowd_remove
	crowd_copy
	assert_equal "$(in_order bob alice)" "$tree"
	for name in alice bob; do
		be "$name"
		run_cvd list --review
		assert_has "$output" "$one  accepted?  "
		run_cvd list --review --json
		assert_equal "$(json '.cases[].id')" "$one"
		assert_equal "$(of .needs_review)" true
		assert_equal "$(held)" $'ack\nassess-accepted'
		run_cvd
		assert_has "$output" "1 case needs review; 'cvd list --review' names it."
	done
	run_cvd show "$one"
	for part in 'needs review: what was recorded at the same time' \
	    'without effect: receipt is acknowledged once, and was' \
	    "    cvd void $one " 'letter ack to reporter is held: ' \
	    '    cvd send --cancel ' \
	    'next:         first void or correct what needs review; '; do
		assert_has "$output" "$part"
	done
	run_cvd log "$one"
	assert_has "$output" 'verdict:      without effect: receipt is'
}

@test "the reporter gets one letter of each kind, and the outbox of the other asks" {
	local loser
	(in_order alice bob) >/dev/null
	for name in alice bob; do
		be "$name"
		run_cvd send
		assert_status 0
	done
	synced alice bob alice
	assert_equal "$(spools | wc -l)" 2
	assert_equal "$(spools | uniq | wc -l)" 2
	assert_equal "$(outboxes)" 2
	loser=$(second acknowledged)
	be "$loser"
	run_tty $'\n\n' send
	assert_has "$output" 'letter ack to reporter <rosa@example.net> is held'
	assert_has "$output" "'acknowledged' by $loser, which decided it, has no effect"
	assert_has "$output" 'Send it all the same? [y/N]'
	run_cvd due
	assert_has "$output" "$one: letter ack to reporter is held: "
	assert_equal "$(spools | wc -l)" 2
}

@test "voiding what came second settles it, on every clone" {
	(in_order alice bob) >/dev/null
	be alice
	settle "$(second acknowledged)" acknowledged ack
	synced alice bob alice
	assert_equal "$(of .needs_review)" true
	settle "$(second assessed)" assessed assess-accepted
	synced alice bob alice
	for name in alice bob; do
		be "$name"
		assert_equal "$(of '.needs_review, .state')" $'false\naccepted'
		assert_equal "$(held)" ''
		run_cvd list --review
		assert_output ''
		run_cvd show "$one"
		refute_has "$output" 'needs review'
		run_cvd send
		assert_status 0
	done
	assert_equal "$(spools | wc -l)" 2
	assert_equal "$(outboxes)" 0
	synced alice bob alice
	assert_same alice bob
}

@test "what was sent before the histories met stands, and no more goes" {
	both_accept
	# bob's letters are out before anybody knows
	be bob
	cvd send >/dev/null
	synced bob alice bob
	be alice
	run_cvd send
	assert_status 0
	refute_has "$output" ': sent'
	assert_equal "$(grep -c ': held' <<<"$output")" 2
	assert_equal "$(spools | wc -l)" 2
}

@test "two who decide otherwise contradict each other: neither is told" {
	local event
	be alice
	cvd assess "$one" --accept >/dev/null
	be bob
	cvd assess "$one" --defer wont-fix >/dev/null
	synced alice bob alice
	assert_equal "$(of '.contradictions[].what')" 'the outcome'
	assert_equal "$(held)" $'assess-accepted\nassess-deferred'
	run_cvd show "$one"
	assert_has "$output" 'two things at the same time about the outcome:'
	for name in alice bob; do
		be "$name"
		run_cvd send
		assert_status 0
		assert_has "$output" 'contradicts what somebody else recorded'
	done
	assert_equal "$(spools)" ''
	event=$(of '.events[] | select(.event == "assessed" and .by == "bob").id')
	run_cvd void "$one" "$event" --reason 'it is accepted'
	assert_status 0
	assert_output "$one: accepted"
	synced bob alice
	assert_equal "$(of '.needs_review, .outcome')" $'false\naccepted'
	assert_equal "$(held)" assess-deferred
	run_cvd send
	assert_has "$output" 'assess-accepted to reporter <rosa@example.net>: sent'
	assert_equal "$(spools | wc -l)" 1
}

@test "of two consents the narrower counts until somebody asks again" {
	be alice
	cvd consent "$one" naming yes --medium email >/dev/null
	be bob
	cvd consent "$one" naming no --medium phone >/dev/null
	synced alice bob alice
	run_cvd show "$one"
	assert_has "$output" 'consents:     naming no'
	assert_has "$output" 'two things at the same time about the consent of reporter to naming:'
	cvd consent "$one" naming pseudonym --pseudonym r0sa --medium email \
	    >/dev/null
	synced alice bob
	run_cvd show "$one"
	assert_has "$output" 'consents:     naming pseudonym'
	assert_equal "$(of .needs_review)" false
}
