#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# What looks odd and is honest: it is proven, at most with a warning.

load lib
load attack
setup_file() { team_setup; }
setup() { team_copy; }
teardown() { team_remove; }
teardown_file() { world_teardown; }

# change PATH FILE ...: alice commits them, and has them in the work tree.
change() {
	commit_files "$@" >/dev/null
	git reset -q --hard
}

# sign_for NAME KEY: the draft by alice becomes one by that member.
sign_for() {
	draft "$alice" note "$id" --file - <<<"By $1."
	forge_last "s/by: alice/by: $1/"
	sed -i "s/^Cvd-Actor: .*/Cvd-Actor: $1/" ../draft.message
	commit_case "$2" ../forged.yaml >/dev/null
}

@test "who has all the rights and uses them" {
	note "$bob"
	note "$alice"
	cover
	proven
	assert_equal "$(json .commits)" 8
	assert_equal "$(json .keys)" 2
}

@test "a key has ended since, and was good when it signed" {
	temporary
	sign_for dave "$dave"
	proven
	export CVD_NOW=2027-01-01T09:00:00Z
	# proven before it ended: that is remembered
	proven
	assert_equal "$(json '[.findings[].code] | unique | join(" ")')" \
	    expired-signer
	assert_equal "$(json '[.findings[].commit] | join(" ")')" \
	    "$(git rev-parse HEAD)"
	run_cvd verify --full
	assert_status 0
	assert_has "$output" "warning: expired-signer: commit $(git rev-parse HEAD)"
}

@test "the end of a key is put off" {
	temporary
	sign_for dave "$dave"
	at 2026-11-25T09:00:00Z expire "$dave" 2028-01-01
	gpg --armor --export "$dave" >../dave.asc
	export CVD_NOW=2026-11-25T09:00:00Z
	change "keys/$dave.asc" ../dave.asc
	export CVD_NOW=2027-01-01T09:00:00Z
	sign_for dave "$dave"
	proven
	assert_equal "$(json '.findings | length')" 0
}

@test "a member signs with two keys" {
	own_gpg
	draft "$bob" note "$id" --file - <<<'By the one.'
	add_subkey "$bob"
	gpg --armor --export "$bob" >../bob.asc
	roster "/name: bob/,/- \"/s/- \".*/&\n      - \"$sub\"/"
	change "keys/$bob.asc" ../bob.asc roster.yaml roster.yaml
	commit_case "$bob" >/dev/null
	sign_for bob "$sub"
	proven
	assert_equal "$(json .keys)" 3
}

@test "a primary key is retired, and its owner stays" {
	own_gpg
	add_subkey "$bob"
	one=$sub
	gpg --armor --export "$bob" >../bob.asc
	roster "/name: bob/,/- \"/s/- \".*/- \"$one\"/"
	retire "$bob" superseded "$(git rev-parse HEAD)"
	change "keys/$bob.asc" ../bob.asc roster.yaml roster.yaml || true
	# what he is known by cannot go alone
	found roster-retired "$(git rev-parse HEAD)"
}

@test "a subkey that signs is rotated" {
	own_gpg
	add_subkey "$bob"
	one=$sub
	gpg --armor --export "$bob" >../bob.asc
	roster "/name: bob/,/- \"/s/- \".*/- \"$one\"/"
	change "keys/$bob.asc" ../bob.asc roster.yaml roster.yaml
	sign_for bob "$one"
	CVD_NOW=2026-11-20T09:00:10Z
	add_subkey "$bob"
	gpg --armor --export "$bob" >../bob.asc
	roster "s/$one/$sub/"
	retire "$one" superseded "$(git rev-parse HEAD)"
	change "keys/$bob.asc" ../bob.asc roster.yaml roster.yaml
	sign_for bob "$sub"
	proven
	# the old one is no use any more
	draft "$alice" note "$id" --file - <<<'By the old one.'
	found unauthorised "$(commit_case "$one")"
}

@test "a sealed group is proven, and worked with, without its key" {
	message --symmetric
	seal_last
	commit_case "$alice" ../forged.yaml >/dev/null
	git reset -q --hard
	proven
	for command in "show $id" "show $id --json" "log $id" \
	    "log $id --json" due list; do
		# shellcheck disable=SC2086 # words of a command
		run_cvd $command
		assert_status 0
	done
	note "$bob"
	proven
	grep -q '^    matter_sha256: "0*"$' "$file"
}

@test "a key on another curve" {
	key=$(command gpg --batch --quiet --passphrase '' \
	    --pinentry-mode loopback --faked-system-time 20200101T000000 \
	    --quick-generate-key 'Dave (INSECURE test key) <dave@example.org>' \
	    nistp256 sign never 2>/dev/null &&
		gpg --batch --with-colons --list-keys dave@example.org 2>/dev/null |
			awk -F: '$1 == "fpr" { print $10; exit }')
	enlist dave member "$key"
	sign_for dave "$key"
	proven
}

@test "a clock is two days slow" {
	draft "$bob" note "$id" --file - <<<'Slow.'
	export CVD_NOW=2026-11-23T09:00:00Z
	cover
	at 2026-11-20T09:00:00Z commit_case "$bob" >/dev/null
	proven clock-skew
	assert_equal "$(json '.findings[0].commit')" "$(git rev-parse HEAD)"
}

@test "a clock is nine minutes fast" {
	at 2026-11-20T09:09:00Z draft "$bob" note "$id" --file - <<<'Fast.'
	at 2026-11-20T09:09:00Z commit_case "$bob" >/dev/null
	proven
}

@test "what comes in months after it says it was made" {
	commit_case
	export CVD_NOW=2027-03-01T09:00:00Z
	run_cvd verify --json
	assert_status 0
	assert_equal "$(json '.findings[] | .code + " " + .commit')" \
	    "backdated $(git rev-parse HEAD)"
	# only who knew the rest before can see that it is new
	fresh --json
	assert_equal "$(json '.findings | length')" 0
}

@test "a correction, and an event that never happened" {
	received=$(cvd show "$id" --json | jq -r '.events[0].id')
	noted=$(cvd show "$id" --json | jq -r '.events[1].id')
	cvd correct "$id" "$received" title 'Any password opens' \
	    --reason wrong >/dev/null
	signing "$bob" cvd void "$id" "$noted" --reason mistaken >/dev/null
	proven
	assert_has "$(cat "$file")" 'title: Any password opens'
}

@test "a stolen key, and what was done about it" {
	last=$(git rev-parse HEAD)
	note "$bob" 'By the thief.'
	one=$(git rev-parse HEAD)
	note "$bob" 'By the thief again.'
	two=$(git rev-parse HEAD)
	proven
	# not all of it was found at first
	dismiss bob
	roster
	retire "$bob" compromised "$last" "$one"
	change roster.yaml roster.yaml
	run_cvd verify --json
	assert_status 1
	assert_equal "$(json "$wrong")" "signed-after-cutoff $two"
	git reset -q --hard "$two"
	dismiss bob
	roster
	retire "$bob" compromised "$last" "$one" "$two"
	change roster.yaml roster.yaml
	for event in $(cvd show "$id" --json | jq -r '.events[2:][].id'); do
		cvd void "$id" "$event" --reason 'a stolen key' >/dev/null
	done
	proven
	assert_equal "$(json .voided)" 2
	run_cvd verify
	assert_has "$output" 'without authority: 2 commits'
	# he is back with a key of his own
	own_gpg
	again=$(make_key bob@example.com Bob)
	enlist bob member "$again"
	sign_for bob "$again"
	proven
}

@test "a member left, and what he did stays" {
	note "$bob" 'So long.'
	dismiss bob
	roster
	retire "$bob" left "$(git rev-parse HEAD)"
	change roster.yaml roster.yaml
	note "$alice"
	proven
}

@test "a revoked key, and the word up to where it counts" {
	own_gpg
	note "$bob"
	revoke "$bob"
	dismiss bob
	roster
	retire "$bob" compromised "$(git rev-parse HEAD)"
	change roster.yaml roster.yaml "keys/$bob.asc" ../revoked.asc
	note "$alice"
	proven
}

@test "a policy changes under an old case, which keeps its own" {
	sed 's/^version: .*/version: "2030"/' policies/nl-ncsc.yaml >../policy
	change policies/nl-ncsc.yaml ../policy
	note "$bob"
	make_case >/dev/null
	proven
	assert_has "$(cat "$file")" 'version: "2023"'
	change policies/nl-ncsc.yaml -
	note "$bob"
	proven
}

@test "a bot says what became of a letter" {
	draft "$alice" ack "$id"
	cp ../draft.yaml ../sent.yaml
	cp ../draft.message ../sent.message
	git -C ../draft show "HEAD~:$file" >../draft.yaml
	git -C ../draft log -1 --format=%B HEAD~ >../draft.message
	commit_case >/dev/null
	cp ../sent.yaml ../draft.yaml
	sed 's/^Cvd-Actor: .*/Cvd-Actor: carol/' ../sent.message >../draft.message
	forge_last 's/by: alice/by: carol/'
	commit_case "$carol" ../forged.yaml >/dev/null
	proven
}
