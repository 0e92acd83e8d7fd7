#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2

load lib
setup() {
	world_setup
	make_book
	id=$(make_case)
}
teardown() { world_teardown; }

@test "parties have names that give nobody away" {
	run_cvd vendor add "$id" --name 'Example Ltd' \
	    --email security@example.com
	assert_output "$id: received
party vendor-1: added"
	cvd vendor add "$id" --role owner --class private >/dev/null
	cvd vendor add "$id" acme --status affected --language nl >/dev/null
	run_cvd vendor list "$id"
	assert_status 0
	assert_output 'vendor-1  vendor  unknown   0  Example Ltd  security@example.com
vendor-2  owner   unknown   0  -            -
acme      vendor  affected  0  -            -'
	run_cvd vendor list "$id" --json
	assert_equal "$(json .schema)" 1
	assert_equal "$(json '[.parties[].party] | join(" ")')" \
	    'vendor-1 vendor-2 acme'
	assert_equal "$(json '.parties[0].email')" security@example.com
	assert_equal "$(json '.parties[1].class')" private
	assert_equal "$(json '.parties[2].language')" nl
	assert_equal "$(json '.parties[2].name')" null
	refute_has "$(git log -3 --format=%B)" Example
}

@test "set changes what is given and keeps the rest" {
	cvd vendor add "$id" --name 'Example Ltd' \
	    --email security@example.com >/dev/null
	run_cvd vendor set "$id" vendor-1 --phone '+31 70 123 45 67'
	assert_status 0
	cvd vendor set "$id" vendor-1 --status not_affected >/dev/null
	run_cvd vendor list "$id" --json
	assert_equal "$(json '.parties[0] | .name + " " + .email + " " +
	    .phone + " " + .status')" \
	    'Example Ltd security@example.com +31 70 123 45 67 not-affected'
}

@test "list reads, and waits for nobody" {
	cvd vendor add "$id" >/dev/null
	flock .git/cvd/lock "$CVD_BIN" vendor list "$id" >list
	assert_has "$(cat list)" vendor-1
	rm list
}

@test "what cannot be is refused" {
	assert_unchanged run_cvd vendor add "$id" --email 'a b@example.org'
	assert_status 2
	assert_unchanged run_cvd vendor add "$id" --name $'Two\nlines'
	assert_status 2
	assert_unchanged run_cvd vendor add "$id" --phone 'call me'
	assert_status 2
	assert_unchanged run_cvd vendor add "$id" Acme_Corp
	assert_status 2
	assert_unchanged run_cvd vendor add "$id" --role finder
	assert_status 2
	assert_unchanged run_cvd vendor set "$id" vendor-9 --status affected
	assert_status 4
	assert_talk "cvd: the case has no party 'vendor-9'
hint: there is reporter"
	cvd vendor add "$id" >/dev/null
	assert_unchanged run_cvd vendor add "$id" vendor-1
	assert_status 5
	assert_has "$talk" "there is a party 'vendor-1' already"
}

@test "the command line is judged first" {
	run_cvd vendor
	assert_status 2
	run_cvd vendor drop "$id"
	assert_status 2
	assert_talk "cvd: 'vendor' can add, set and list, not 'drop'"
	run_cvd vendor set "$id"
	assert_status 2
	assert_talk "cvd: 'vendor set' needs a party and what is to be set"
	run_cvd vendor set "$id" vendor-1
	assert_status 2
	run_cvd vendor list "$id" --name X
	assert_status 2
	run_cvd vendor add CVD-2026-0000000
	assert_status 4
}

@test "-n shows it and does nothing" {
	assert_unchanged run_cvd vendor add "$id" -n
	assert_status 0
	assert_has "$output" 'event: party_added'
}
