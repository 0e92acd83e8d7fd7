#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Commands that are killed: whatever they were at, the casebook is as before or
# as after, and no letter is lost or sent twice.

load lib
load faults

setup() {
	world_setup
	echo 'They called.' >text
}
teardown() { world_teardown; }

@test "a note, anywhere on its way" {
	make_book
	id=$(make_case)
	kill_everywhere 1 note "$id" --file ../text
}

@test "a note in a bare casebook" {
	make_book --bare
	id=$(make_case)
	kill_everywhere 2 note "$id" --file ../text
}

@test "a new case" {
	make_book
	kill_everywhere 3 new --title 'Killed' --description-file ../text \
	    --reporter-email rosa@example.net --target https://www.example.org
}

@test "an acknowledgement and its letter" {
	make_book
	id=$(make_case)
	kill_everywhere 4 ack "$id"
}

@test "letters that waited" {
	make_book
	id=$(make_case)
	git config cvd.send manual
	cvd ack "$id" >/dev/null
	kill_everywhere 5 send
}

@test "an advisory, the case and its letter in one commit" {
	make_book
	id=$(make_case)
	cvd assess "$id" --accept >/dev/null
	cvd vendor add "$id" --name 'Example Ltd' \
	    --email security@example.com >/dev/null
	cvd fix "$id" --released >/dev/null
	cvd event "$id" reporter_consulted >/dev/null
	cvd consent "$id" naming yes --medium email >/dev/null
	kill_everywhere 6 publish "$id" --yes
}
