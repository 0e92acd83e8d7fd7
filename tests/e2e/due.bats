#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# What is due, and when.

load lib
setup() { world_setup && make_book 2>/dev/null; }
teardown() { world_teardown; }

# due OPTION...: each clock of the answer as "clock due state".
due() {
	run_cvd due --json "$@"
	assert_status 0
	json '.clocks[] | "\(.clock) \(.due) \(.state)"'
}

@test "the terms of nl-ncsc for a system, reported on a Friday" {
	local id
	id=$(make_case)
	assert_equal "$(due)" 'ack 2026-11-23T22:59:59Z running
assess 2026-11-25T22:59:59Z running
fix 2027-01-19T22:59:59Z running'
	run_cvd due
	assert_output "2026-11-23 23:59:59 +01:00  ack     $id  running  1 working day, calendar nl; nl-ncsc
2026-11-25 23:59:59 +01:00  assess  $id  running  3 working days, calendar nl; nl-ncsc
2027-01-19 23:59:59 +01:00  fix     $id  running  60 calendar days; nl-ncsc"
}

@test "in JSON a clock has these members" {
	make_case >/dev/null
	run_cvd due --json
	assert_equal "$(json 'keys_unsorted | join(" ")')" \
	    'schema at letters clocks'
	assert_equal "$(json '.clocks[0] | keys_unsorted | join(" ")')" \
	    'case policy clock party n kind from due state met_at'
	assert_equal "$(json '.at, .clocks[0].kind, .clocks[0].n')" \
	    $'2026-11-20T09:00:00Z\ncommitment\n1'
}

@test "overdue comes first, then what is due next" {
	local new old
	new=$(make_case)
	old=$(make_case --received '2026-11-16 10:00')
	run_cvd due --json
	assert_equal "$(json '.clocks[] | "\(.case) \(.clock) \(.state)"')" \
	    "$old ack missed
$old assess missed
$new ack running
$new assess running
$old fix running
$new fix running"
	run_cvd due
	assert_has "$output" "ack     $old  overdue  1 working day"
}

@test "within a time is what is due by then" {
	make_case >/dev/null
	assert_equal "$(due --within 3d)" ''
	assert_equal "$(due --within 86h --at 2026-11-20T09:00:00Z)" \
	    'ack 2026-11-23T22:59:59Z running'
	assert_equal "$(due --within PT309599S)" \
	    'ack 2026-11-23T22:59:59Z running'
	assert_equal "$(due --within PT309598S)" ''
	assert_equal "$(due --within 1w | wc -l)" 2
}

@test "the exit code says whether something is overdue" {
	make_case >/dev/null
	run_cvd due --exit-code --at '2026-11-23 23:59:59'
	assert_status 0
	run_cvd due --exit-code --at '2026-11-24 00:00:00'
	assert_status 1
	assert_talk ''
	assert_has "$output" overdue
	run_cvd due --at '2026-11-24 00:00:00'
	assert_status 0
}

@test "the answer is as seen then" {
	make_case >/dev/null
	assert_equal "$(due --at 2026-11-20T08:59:59Z)" ''
	assert_equal "$(due --at '2026-11-26 00:00' | head -n 2)" \
	    'ack 2026-11-23T22:59:59Z missed
assess 2026-11-25T22:59:59Z missed'
}

@test "one case can be asked for" {
	local id
	make_case >/dev/null
	id=$(make_case)
	run_cvd due --case "${id:9}" --json
	assert_equal "$(json '.clocks[].case' | sort -u)" "$id"
}

# make_locale NAME: a locale in $WORLD/locales, and that it is really another
# one: with a comma in numbers, and no order of bytes.
make_locale() {
	localedef -i "$1" -f UTF-8 "$WORLD/locales/$1.utf8"
	assert_equal "$(LC_ALL=$1.utf8 bash -c 'printf %.1f 1')" '1,0'
	assert_equal "$(printf '%s\n' B a | LC_ALL=$1.utf8 sort | paste -sd ' ')" \
	    'a B'
}

@test "the answer is the same in every time zone and locale" {
	command -v localedef >/dev/null && [ -d /usr/share/i18n/locales ] ||
		skip "not installed: locales"
	mkdir "$WORLD/locales"
	export LOCPATH=$WORLD/locales
	make_locale nl_NL
	make_locale tr_TR
	local id before
	# read in the zone of the casebook, wherever one sits
	id=$(TZ=Pacific/Apia LC_ALL=nl_NL.utf8 \
	    make_case --received '2026-11-20 10:00')
	for zone in UTC America/New_York Asia/Kathmandu Pacific/Apia; do
		for locale in C nl_NL.utf8 tr_TR.utf8; do
			export TZ=$zone LC_ALL=$locale
			run_cvd due --json
			assert_talk ''
			assert_output '{
  "schema": 1,
  "at": "2026-11-20T09:00:00Z",
  "letters": [],
  "clocks": [
    {
      "case": "'"$id"'",
      "policy": "nl-ncsc",
      "clock": "ack",
      "party": null,
      "n": 1,
      "kind": "commitment",
      "from": "2026-11-20T09:00:00Z",
      "due": "2026-11-23T22:59:59Z",
      "state": "running",
      "met_at": null
    },
    {
      "case": "'"$id"'",
      "policy": "nl-ncsc",
      "clock": "assess",
      "party": null,
      "n": 1,
      "kind": "commitment",
      "from": "2026-11-20T09:00:00Z",
      "due": "2026-11-25T22:59:59Z",
      "state": "running",
      "met_at": null
    },
    {
      "case": "'"$id"'",
      "policy": "nl-ncsc",
      "clock": "fix",
      "party": null,
      "n": 1,
      "kind": "target",
      "from": "2026-11-20T09:00:00Z",
      "due": "2027-01-19T22:59:59Z",
      "state": "running",
      "met_at": null
    }
  ]
}'
			run_cvd due
			assert_output "2026-11-23 23:59:59 +01:00  ack     $id  running  1 working day, calendar nl; nl-ncsc
2026-11-25 23:59:59 +01:00  assess  $id  running  3 working days, calendar nl; nl-ncsc
2027-01-19 23:59:59 +01:00  fix     $id  running  60 calendar days; nl-ncsc"
		done
	done
	# what sorts by instants and words, with several cases
	make_case --received '2026-10-24 10:00' >/dev/null
	make_case --received '2026-11-19 23:59:59' >/dev/null
	run_cvd due --json
	before=$output
	assert_equal "$(json '.clocks | length')" 9
	export TZ=UTC LC_ALL=C
	run_cvd due --json
	assert_output "$before"
}

@test "a later calendar or policy moves no term" {
	make_case >/dev/null
	local before
	before=$(due)
	sed -i 's/^weekend:/weekend:\n  - mon/' calendars/nl.yaml
	sed -i '0,/amount: 1/s//amount: 9/' policies/nl-ncsc.yaml
	run_cvd commit policies calendars
	assert_status 0
	assert_equal "$(due)" "$before"
	make_case >/dev/null
	[ "$(due)" != "$before" ] || fail "a new case does not see the change"
}

@test "a letter that failed for good comes first" {
	local id file message
	git config cvd.send manual
	id=$(make_case)
	cvd ack "$id"
	file=cases/${id:4:4}/${id:9:2}/$id.yaml
	message=$(cvd show "$id" --json | jq -r '.letters[0].message_id')
	cat >>"$file" <<-YAML
		  - id: 5T3ZK0V9QX7M2D8HJ4N6B1CRWY
		    lamport: 4
		    at: "2026-11-20T12:00:00Z"
		    recorded: "2026-11-20T12:00:00Z"
		    by: alice
		    event: letters_failed
		    letters:
		      - message_id: $message
		        reply: 550 no such user
	YAML
	git commit -q --no-gpg-sign -am failed
	run_cvd due --at 2026-11-20T12:00:00Z
	assert_status 0
	assert_equal "$(head -n 1 <<<"$output")" \
	    "$id: letter ack to reporter failed: 550 no such user"
	run_cvd due --at 2026-11-20T12:00:00Z --json
	assert_equal "$(json '.letters[] | "\(.case) \(.letter) \(.party)"')" \
	    "$id ack reporter"
	assert_equal "$(json '.letters[0].message_id')" "$message"
	run_cvd due --at 2026-11-20T11:59:59Z --json
	assert_equal "$(json '.letters | length')" 0
}

@test "a case that is damaged hides no other" {
	local id other file
	id=$(make_case)
	other=$(make_case)
	file=cases/${id:4:4}/${id:9:2}/$id.yaml
	sed -i 's/^title: .*/title: [x]/' "$file"
	git commit -q --no-gpg-sign -am spoiled
	run_cvd due --json --exit-code
	assert_status 9
	assert_equal "$(json '.clocks[].case' | sort -u)" "$other"
	assert_talk "cvd: warning: $file:3:8: 'title' must be a text
cvd: 1 case cannot be read"
	run_cvd due --case "$id"
	assert_status 9
	assert_has "$talk" "cvd: $file:3:8:"
	run_cvd due --case "$other"
	assert_status 0
}

@test "usage is checked" {
	while IFS='|' read -r code options message; do
		eval "run_cvd due $options"
		assert_status "$code"
		assert_has "$talk" "$message"
	done <<'ROWS'
2|--within 1y|--within: '1y' is no length of time
2|--within -1d|--within: '-1d' is no length of time
2|--within ''|--within
2|--within 99999999999999999999d|--within
2|--at 2026-11-20|--at: '2026-11-20' is a whole day
2|--at yesterday|--at
4|--case zz|there is no case 'zz'
2|x|'due' takes no 'x'
ROWS
}

@test "an answer that cannot be written is an internal error" {
	make_case >/dev/null
	status=0
	talk=$(cvd due --exit-code --at '2027-01-01 00:00' 2>&1 >/dev/full) ||
		status=$?
	assert_status 70
}
