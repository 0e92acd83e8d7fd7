#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Showing a case: from any name for it, and whatever its file is like.

load lib
setup() { world_setup && make_book 2>/dev/null && id=$(make_case); }
teardown() { world_teardown; }

file() {
	echo "cases/${id:4:4}/${id:9:2}/$id.yaml"
}

# spoil SCRIPT: the case file goes through sed, and is committed by hand.
spoil() {
	sed -i "$1" "$(file)"
	git commit -q --no-gpg-sign -am spoiled
}

@test "a case is shown with all there is" {
	id=$(make_case --channel email --owner-class private)
	run_cvd show "$id"
	assert_status 0
	assert_talk ''
	for part in "$id  received" 'Login form accepts any password' \
	    'nl-ncsc@2023' '2026-11-20 10:00 +01:00' \
	    'channel:      email' 'language:     en' \
	    'concerns:     system, private' \
	    'https://login.example.org' 'Any password opens the door.' \
	    'Rosa Finder' 'rosa@example.net' \
	    '2026-11-23 23:59:59 +01:00  ack' '3 working days, calendar nl' \
	    '2027-01-19 23:59:59 +01:00  fix' 'next:         ack, assess'; do
		assert_has "$output" "$part"
	done
}

@test "any name for a case that fits will do" {
	for ref in "$id" "${id,,}" "${id:4}" "${id:9}" "${id:9:3}" cvd \
	    "$(tr '01' 'OI' <<<"$id")"; do
		run_cvd show "$ref"
		assert_status 0
		assert_has "$output" "$id  received"
	done
}

@test "a name that fits no case, or several, is not found" {
	while IFS='|' read -r ref message; do
		run_cvd show "$ref"
		assert_status 4
		assert_has "$talk" "$message"
	done <<-ROWS
		|no case is called ''
		../../cvd|no case is called '../../cvd'
		$(file)|no case is called
		CVD-2026-4K7Q9XW|mistyped
		CVD-2026-4K7Q9XV|there is no case 'CVD-2026-4K7Q9XV'
	ROWS
	run_cvd show $'\e[31m'
	assert_status 4
	refute_has "$talk" $'\e'
	local other
	other=$(make_case)
	run_cvd show cvd-2026
	assert_status 4
	assert_has "$talk" "'cvd-2026' means 2 cases"
	assert_has "$talk" "$id"
	assert_has "$talk" "$other"
}

@test "in JSON a case has these members" {
	run_cvd show "$id" --json
	assert_status 0
	assert_equal "$(json 'keys_unsorted | join(" ")')" \
	    'schema id title state outcome policy needs_review received assigned parties clocks events contradictions letters'
	assert_equal "$(json '.clocks[0] | keys_unsorted | join(" ")')" \
	    'policy clock party n kind from due state met_at'
	assert_equal "$(json '.parties[0] | keys_unsorted | join(" ")')" \
	    'party role status name'
	assert_equal "$(json '.events[0] | keys_unsorted | join(" ")')" \
	    'id event at recorded by verdict why proven'
	assert_equal "$(json '.schema, .id, .received, .clocks[0].due')" "1
$id
2026-11-20T09:00:00Z
2026-11-23T22:59:59Z"
}

@test "several cases are a list in JSON" {
	run_cvd show "$id" "$(make_case)" --json
	assert_equal "$(json '.schema, (.cases | length), .cases[0].id')" "1
2
$id"
	assert_equal "$(json '.cases[0] | has("schema")')" false
}

@test "clocks are as seen then" {
	run_cvd show "$id" --at '2026-11-24 00:00' --json
	assert_equal "$(json '.clocks[] | select(.clock == "ack") | .state')" \
	    missed
	run_cvd show "$id" --at '2026-11-23 23:59:59' --json
	assert_equal "$(json '.clocks[] | select(.clock == "ack") | .state')" \
	    running
}

@test "when it was recorded is shown where that differs" {
	id=$(make_case --received '2026-11-19 12:00')
	run_cvd show "$id"
	assert_has "$output" '2026-11-19 12:00 +01:00  alice  received'
	assert_has "$output" 'recorded 2026-11-20 10:00 +01:00'
}

@test "what came of a case stands in its head and its events" {
	local received
	cvd assess "$id" --accept --weight major --cwe CWE-287 \
	    --no-letter 'said on the phone' >/dev/null
	cvd consent "$id" naming pseudonym --pseudonym r0sa \
	    --medium email >/dev/null
	cvd note "$id" --file - <<<$'First line.\nSecond line.' >/dev/null
	received=$(cvd show "$id" --json | jq -r '.events[0].id')
	cvd correct "$id" "$received" title 'Any password' --reason shorter \
	    >/dev/null
	run_cvd show "$id"
	for part in 'outcome:      accepted, major, CWE-287' \
	    'consents:     naming pseudonym' \
	    'accepted, major, CWE-287; No letter: said on the phone' \
	    'First line. …' \
	    "title of ${received:0:8}: Any password; shorter"; do
		assert_has "$output" "$part"
	done
	refute_has "$output" 'Second line.'
}

@test "letters stand by themselves, not among the events" {
	cvd ack "$id" >/dev/null
	run_cvd show "$id"
	refute_has "$output" letters_queued
	assert_has "$output" 'letters
2026-11-20 10:00 +01:00  ack  reporter  sent  '
	run_cvd show "$id" --json
	assert_equal "$(json '.events[-2:][].event')" $'letters_queued\nletters_sent'
}

@test "on a narrow terminal nothing of an event is lost" {
	id=$(make_case --received '2026-11-19 12:00')
	run_tty '' show "$id" --no-pager
	assert_status 0
	assert_has "$output" '2026-11-19 12:00 +01:00  alice  received'
	assert_has "$output" 'recorded 2026-11-20 10:00 +01:00'
	refute_has "$output" …
	[ "$(sed 's/\x1b\[[0-9;]*m//g' <<<"$output" | wc -L)" -le 80 ] ||
		fail "a line is longer than the terminal"
}

@test "nothing that a reporter wrote reaches the terminal as a command" {
	id=$(cvd new --title 'é "quoted" \' --anonymous \
	    --target 'Router' --description-file - \
	    <<<$'red \e[31m bell \a title \e]0;x\a \u202e \u2028 \x7f \u009b31m')
	for command in show log; do
		run_cvd "$command" "$id"
		assert_status 0
		[[ ! $output =~ [$'\e\a\x7f'] ]] || fail "a control character"
		refute_has "$output" $'\u202e'
		refute_has "$output" $'\u2028'
		refute_has "$output" $'\u009b'
		assert_has "${output,,}" 'red \x1b[31m bell'
	done
	run_cvd show "$id" --json
	[[ ! $output =~ [$'\e\a\x7f'] ]] || fail "a control character"
	assert_equal "$(json .title)" 'é "quoted" \'
}

@test "a file that is not canonical is refused with its place" {
	while IFS='|' read -r script place; do
		spoil "$script"
		run_cvd show "$id"
		assert_status 9
		assert_has "$talk" "cvd: $(file):$place"
		git reset -q --hard HEAD~
	done <<'ROWS'
1s/^/# note\n/|1:
s/^title: /title:  /|3:
s/^title: .*/title: 'Login form accepts any password'/|3:
s/^state: received/state: nonsense/|4:8: 'state' must be one of
s/^state: received/colour: red\nstate: received/|4:1: unknown field 'colour'
s/^title:/title: twice\ntitle:/|4:
s/^title: .*/title: \&anchor x/|3:
s/^title: .*/title: !!str x/|3:
s/    lamport: 1/    lamport: one/|11:14
s/    by: alice/    by: Alice/|
s/^schema: .*/schema: cvd-roster\/1/|1:
s/    event: received/    event: nonsense/|
s/    desk: /    party: vendor-1\n    desk: /|
s/      salt: .*/      salt: short/|
s/$/\r/|1:
ROWS
}

@test "a file that is too deep, or no YAML, or no text is refused" {
	while IFS= read -r text; do
		printf -- "$text" >"$(file)"
		git commit -q --no-gpg-sign -am spoiled
		run_cvd show "$id"
		assert_status 9
		[[ $talk =~ ^"cvd: $(file):"[0-9]+:[0-9]+': ' ]] ||
			fail 'no place'
	done <<'ROWS'

- 1\n
a: [\n
\t- x\n
\377\n
\0\n
a: 1\n---\nb: 2\n
[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n
ROWS
	head -c 4194305 /dev/zero | tr '\0' '#' >"$(file)"
	git commit -q --no-gpg-sign -am spoiled
	run_cvd show "$id"
	assert_status 9
}

@test "a file of a cvd that is long gone is not read" {
	spoil 's/^schema: .*/schema: cvd-case\/0/'
	for command in "show $id" "log $id"; do
		# shellcheck disable=SC2086 # words of a command
		run_cvd $command
		assert_status 20
		assert_talk "cvd: $(file):1:9: schema 'cvd-case/0' is no longer read"
	done
}

@test "a file of absurd depth is refused at once" {
	head -c 4000000 /dev/zero | tr '\0' '[' >"$(file)"
	git commit -q --no-gpg-sign -am spoiled
	# libyaml alone would be at it for hours
	status=0
	talk=$(timeout 60 "$CVD_BIN" show "$id" 2>&1) || status=$?
	assert_status 9
	assert_has "$talk" "cvd: $(file):1:"
}

@test "a file of a later cvd is not guessed at" {
	spoil 's/^schema: .*/schema: cvd-case\/2/'
	run_cvd show "$id"
	assert_status 21
	assert_has "$talk" "schema 'cvd-case/2' is of a later cvd"
}

@test "a head that says something else is warned of, the events count" {
	spoil 's/^state: received/state: closed/'
	run_cvd show "$id"
	assert_status 0
	assert_has "$output" "$id  received"
	assert_talk "cvd: warning: $id: the head of the file is not what its events come to"
}

@test "a casebook of a later cvd is not guessed at" {
	sed -i 's/^schema: .*/schema: cvd-casebook\/2/' cvd.yaml
	git commit -q --no-gpg-sign -am spoiled
	run_cvd show "$id"
	assert_status 21
	git reset -q --hard HEAD~
	sed -i 's/^role: .*/role: boss/' cvd.yaml
	git commit -q --no-gpg-sign -am spoiled
	run_cvd show "$id"
	assert_status 9
	assert_has "$talk" 'cvd.yaml:5:7'
}

@test "what counts is committed, not what lies in the work tree" {
	sed -i 's/^title: .*/title: Something else/' "$(file)"
	run_cvd show "$id"
	assert_status 0
	assert_has "$output" 'Login form accepts any password'
	rm "$(file)"
	run_cvd show "$id"
	assert_status 0
}

@test "a policy that is not where the case pinned it makes it unusable" {
	spoil 's/        blob: "[0-9a-f]*/        blob: "0123456789abcdef0123456789abcdef01234567/'
	run_cvd show "$id"
	assert_status 9
	assert_has "$talk" 'cvd: '
}

@test "an answer that cannot be written is an internal error" {
	status=0
	talk=$(cvd show "$id" 2>&1 >/dev/full) || status=$?
	assert_status 70
	assert_talk 'cvd: cannot write the answer: No space left on device'
}

@test "showing starts no program, and asks nobody for certificates" {
	# the leak check cannot work below strace
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 strace -f -o ../trace \
	    -e trace=openat,execve,socket "$CVD_BIN" show "$id" >/dev/null
	assert_equal "$(grep -cE 'execve' ../trace)" 1
	refute_has "$(grep -v ENOENT ../trace)" '/ssl/'
	refute_has "$(cat ../trace)" 'socket('
}

@test "usage is checked" {
	run_cvd show
	assert_status 2
	assert_talk "cvd: 'show' needs CASE"
	run_cvd show "$id" --at 2026-11-24
	assert_status 2
	assert_has "$talk" "cvd: --at: '2026-11-24' is a whole day"
}
