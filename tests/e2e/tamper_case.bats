#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Attacks on a case, well signed by somebody of the team.

load lib
load attack
setup_file() { team_setup; }
setup() { team_copy; }
teardown() { team_remove; }
teardown_file() { world_teardown; }

# parts N...: the draft with those of its events alone, in ../forged.yaml.
parts() {
	heading ../draft.yaml >../forged.yaml
	for n; do
		event ../draft.yaml "$n" >>../forged.yaml
	done
}

# invent LINE...: the case with a further event of those lines, made by hand.
invent() {
	{
		cat "$file"
		printf '  - id: 0000000000000000000000000A\n    lamport: 3\n'
		printf '    at: "%s"\n    recorded: "%s"\n    by: alice\n' \
		    "$CVD_NOW" "$CVD_NOW"
		printf '    %s\n' "$@"
	} >../forged.yaml
}

# tampered CODE: the forged file, signed by alice, is found.
tampered() {
	bad=$(commit_case "$alice" ../forged.yaml)
	found "$1" "$bad"
	assert_has "$output" ", case $id"
}

# refused_as CODE: the same, and nobody builds on it.
refused_as() {
	bad=$(commit_case "$alice" ../forged.yaml)
	refused 5
	found "$1" "$bad"
}

# recipient: erin@example.org has a key that can be encrypted to.
recipient() {
	own_gpg
	gpg --batch --quiet --pinentry-mode loopback --passphrase '' \
	    --quick-generate-key 'Erin (INSECURE test key) <erin@example.org>' \
	    future-default default never 2>/dev/null
}

# another_case: a second case, $other in $beside, with a note by bob.
another_case() {
	local mine=$id
	other=$(make_case)
	beside=$(file_of "$other")
	id=$other note "$bob" 'Elsewhere.'
	id=$mine
	draft "$alice" note "$id" --file - <<<'As others see it.'
}

@test "an event is dropped" {
	parts 1 3
	refused_as event-removed
}
@test "the last event is dropped, and nothing comes instead" {
	parts 1
	tampered event-removed
}

@test "all events are dropped" {
	heading ../draft.yaml | sed '$s/$/ []/' >../forged.yaml
	tampered event-removed
}

@test "events are reordered" {
	parts 2 1 3
	tampered event-order
}

@test "a new event is put between old ones" {
	parts 1 3 2
	tampered event-order
}

@test "an old event comes twice" {
	parts 1 2 1
	tampered event-order
}

@test "a new event comes twice" {
	parts 1 2 3 3
	tampered event-order
}

@test "a group of an old event is sealed afterwards" {
	message --symmetric
	seal_last "$file"
	cp ../forged.yaml ../other.yaml
	event ../draft.yaml 3 >>../forged.yaml
	refused_as event-changed
}
@test "a sealed group is put in clear afterwards" {
	message --symmetric
	seal_last
	commit_case "$alice" ../forged.yaml >/dev/null
	git reset -q --hard
	cp ../draft.yaml ../clear.yaml
	draft "$alice" note "$id" --file - <<<'Later.'
	event ../draft.yaml 4 >>../clear.yaml
	mv ../clear.yaml ../forged.yaml
	refused_as event-changed
}
@test "a group is sealed to the keys of people" {
	recipient
	message --encrypt --trust-model always --recipient erin@example.org
	seal_last
	refused_as not-canonical
	assert_has "$output" 'the message is for a public key'
}
@test "a group is sealed to a passphrase and to the key of a person" {
	recipient
	message --symmetric --encrypt --trust-model always \
	    --recipient erin@example.org
	seal_last
	refused_as not-canonical
	assert_has "$output" 'this is not sealed'
}
@test "a group is put into armor, and not sealed" {
	message --store
	seal_last
	refused_as not-canonical
	assert_has "$output" 'this is not sealed'
}
@test "a group is sealed with another cipher" {
	message --symmetric --s2k-cipher-algo AES128 --cipher-algo AES128
	seal_last
	refused_as not-canonical
	assert_has "$output" 'AES-256'
}
@test "a group is sealed in a way that nobody here opens" {
	message --symmetric --s2k-digest-algo SHA1
	seal_last
	refused_as not-canonical
	assert_has "$output" 'in an unknown way'
}
@test "a sealed group has words in its armor" {
	message --symmetric --comment 'rosa@example.net'
	seal_last
	refused_as not-canonical
	assert_has "$output" 'no header may stand here'
}
@test "a sealed group has no hash" {
	message --symmetric
	seal_last
	sed -i '/^    matter_sha256: /d' ../forged.yaml
	refused_as not-canonical
	assert_has "$output" "missing field 'matter_sha256'"
}
@test "a clear group has a hash" {
	cp ../draft.yaml ../forged.yaml
	printf '    matter_sha256: "%064d"\n' 0 >>../forged.yaml
	refused_as not-canonical
}

@test "words of an old event are changed" {
	forge 's/Any password opens/No password opens/'
	refused_as event-changed
}

@test "the signer of an old event is changed" {
	forge 's/^    by: bob/    by: alice/'
	tampered event-changed
}

@test "an old event gets a blank at the end of a line" {
	forge 's/^    event: received/& /'
	tampered event-changed
}

@test "an old event goes on where it ended, and a new one follows" {
	{
		cat "$file"
		echo '        And what I never said.'
		event ../draft.yaml 3
	} >../forged.yaml
	refused_as event-changed
}

@test "an event loses its last line" {
	parts 1 2
	sed -i '$d' ../forged.yaml
	event ../draft.yaml 3 >>../forged.yaml
	tampered event-changed
}

@test "the file changes without an event" {
	parts 1 2
	sed -i 's/^title: .*/title: Nothing of importance/' ../forged.yaml
	tampered no-event
}

@test "another's event is replayed from another case" {
	another_case
	{
		cat "$file"
		event "$beside" 2 | sed 's/lamport: .*/lamport: 3/'
	} >../forged.yaml
	tampered wrong-actor
}

@test "an old event of one's own is replayed from another case" {
	another_case
	{
		cat "$file"
		event "$beside" 2 | sed 's/lamport: .*/lamport: 3/'
	} >../forged.yaml
	sed -i 's/^Cvd-Actor: .*/Cvd-Actor: bob/' ../draft.message
	bad=$(at 2026-11-20T12:00:00Z commit_case "$bob" ../forged.yaml)
	export CVD_NOW=2026-11-20T12:00:00Z
	found recorded "$bad"
}

@test "an event is in another's name" {
	draft "$bob" note "$id" --file - <<<'What I never said.'
	bad=$(commit_case "$alice")
	found wrong-actor "$bad"
}

@test "the signer signs for another in the trailers alone" {
	draft "$bob" note "$id" --file - <<<'What I said.'
	sed -i 's/^Cvd-Actor: .*/Cvd-Actor: alice/' ../draft.message
	bad=$(commit_case "$bob")
	found message "$bad"
}

@test "a report is closed that was never assessed" {
	invent 'event: closed' 'channel: email' 'reason: resolved'
	sed -i 's/^state: .*/state: closed/' ../forged.yaml
	refused_as illegal-event
}

@test "a case that does not begin with its receipt" {
	take_in
	{
		heading ../draft.yaml
		event "$TEAM/draft.yaml" 3 | sed 's/lamport: 3/lamport: 1/'
	} >../forged.yaml
	bad=$(commit_case "$alice" ../forged.yaml)
	found illegal-event "$bad"
}

@test "a fix without a vendor" {
	invent 'event: fix_available' 'party: vendor-1' 'source: own'
	tampered illegal-event
}

@test "a second receipt" {
	{
		cat "$file"
		event "$file" 1 | sed -e '1s/id: .*/id: 0000000000000000000000000A/' \
		    -e 's/lamport: .*/lamport: 3/'
	} >../forged.yaml
	tampered illegal-event
}

@test "it happened before the receipt" {
	forge_last 's/^    at: .*/    at: "2026-11-01T09:00:00Z"/'
	tampered at
}

@test "it will happen tomorrow" {
	forge_last 's/^    at: .*/    at: "2026-11-21T09:00:00Z"/'
	tampered at
}

@test "it was recorded an hour before it was committed" {
	forge_last 's/^    recorded: .*/    recorded: "2026-11-20T08:00:00Z"/'
	tampered recorded
}

@test "it was recorded an hour after it was committed" {
	forge_last 's/^    recorded: .*/    recorded: "2026-11-20T10:00:00Z"/'
	tampered recorded
}

@test "a number is left out" {
	forge_last 's/^    lamport: .*/    lamport: 4/'
	tampered lamport
}

@test "a number comes again" {
	# behind bob's event, whatever id that has
	forge_last 's/^    lamport: .*/    lamport: 2/' \
	    's/^  - id: .*/  - id: 7ZZZZZZZZZZZZZZZZZZZZZZZZZ/'
	tampered lamport
}

@test "the head says that it is closed" {
	forge 's/^state: .*/state: closed/'
	refused_as head
}

@test "the head has another title" {
	forge 's/^title: .*/title: Nothing of importance/'
	tampered head
}

@test "the head leaves a party out" {
	forge '/^parties:/,/^events:/{s/^parties:/parties: []/;/^  /d}'
	tampered head
}

@test "a comment behind the events" {
	forge '$s/$/\n# reviewed/'
	tampered not-canonical
}

@test "the same said in another way" {
	forge_last 's/^    by: alice/    by: "alice"/'
	tampered not-canonical
}

@test "a field that no event has" {
	forge_last 's/^    by: alice/&\n    secret: none/'
	tampered not-canonical
}

@test "marks of a merge by hand" {
	forge '$s/$/\n<<<<<<< HEAD/'
	tampered not-canonical
}

@test "ends of lines as elsewhere" {
	forge_last 's/$/\r/'
	tampered not-canonical
}

@test "a file that is no YAML" {
	forge_last 's/^    by: alice/&\n    [/'
	tampered not-canonical
}

@test "another case's id in the head" {
	another_case
	forge "s/^id: .*/id: $other/"
	tampered wrong-case
}

@test "a copy of a case under another name" {
	another_case
	git cat-file blob "HEAD:$file" >../forged.yaml
	other=$(make_case --dry-run | head -1)
	tree=$(tree_of "$(file_of "$other")" ../forged.yaml)
	bad=$(commit_as "$alice" "$tree" "$(case_message "$tree")")
	found wrong-case "$bad"
}

@test "a rule set of the past" {
	forge '1s/.*/schema: cvd-case\/0/'
	tampered schema
}

@test "a rule set that is not known yet is for a later program" {
	forge '1s/.*/schema: cvd-case\/2/'
	commit_case "$alice" ../forged.yaml >/dev/null
	assert_unchanged run_cvd verify
	assert_status 21
	assert_unchanged run_cvd note "$id" --file - <<<'More.'
	assert_status 21
}

@test "who is nobody does not end a run by a rule set of the future" {
	forge '1s/.*/schema: cvd-case\/2/'
	tree=$(tree_of "$file" ../forged.yaml)
	unsigned "$tree" "$(case_message "$tree")" && sign "$alice"
	sed -i 's/note/fix/' ../commit
	bad=$(sealed | put)
	found bad-signature "$bad"
}

@test "two cases in one commit" {
	another_case
	draft "$alice" note "$id" --file - <<<'Both.'
	{ cat "$beside" && echo '# too'; } >../beside.yaml
	tree=$(tree_of "$file" ../draft.yaml "$beside" ../beside.yaml)
	bad=$(commit_as "$alice" "$tree" "$(case_message "$tree")")
	found mixed "$bad"
}

@test "a case and files of the team in one commit" {
	sed 's/^name: .*/name: Another Desk/' cvd.yaml >../cvd.yaml
	tree=$(tree_of "$file" ../draft.yaml cvd.yaml ../cvd.yaml)
	bad=$(commit_as "$alice" "$tree" "$(case_message "$tree")")
	found mixed "$bad"
}

@test "a case is removed" {
	tree=$(tree_of "$file" -)
	bad=$(commit_as "$alice" "$tree" "$(case_message "$tree")")
	found removed "$bad"
}

@test "an attachment that is not what its name says" {
	name=$(sha256sum <<<'what it is called' | cut -c 1-64)
	echo 'what it holds' >../attachment
	tree=$(tree_of "$file" ../draft.yaml \
	    "attachments/$id/$name" ../attachment)
	bad=$(commit_as "$alice" "$tree" "$(case_message "$tree")")
	found attachment "$bad"
}

@test "an attachment without an event" {
	echo 'what it holds' >../attachment
	name=$(sha256sum <../attachment | cut -c 1-64)
	tree=$(tree_of "attachments/$id/$name" ../attachment)
	bad=$(commit_as "$alice" "$tree" "$(case_message "$tree")")
	found no-event "$bad"
}

@test "an advisory that nobody published" {
	echo '# Nothing' >../advisory.md
	tree=$(tree_of "$file" ../draft.yaml \
	    "advisories/2026/$id.md" ../advisory.md)
	bad=$(commit_as "$alice" "$tree" "$(case_message "$tree")")
	found document "$bad"
}

# publish: the case is published, up to the draft of that.
publish() {
	cvd assess "$id" --accept --no-letter none >/dev/null &&
		draft "$alice" publish "$id" --yes --no-letter none --force early \
		    --summary-file - <<<'It did.'
}

@test "an advisory that is not the one published" {
	publish
	echo '# Nothing' >../advisory.md
	tree=$(tree_of "$file" ../draft.yaml \
	    "advisories/2026/$id.md" ../advisory.md)
	bad=$(commit_as "$alice" "$tree" "$(case_message "$tree")")
	found document "$bad"
}

@test "an advisory that was published and is not there" {
	publish
	bad=$(commit_case)
	found document "$bad"
}

@test "an advisory is changed when it was published" {
	cvd assess "$id" --accept --no-letter none >/dev/null
	cvd publish "$id" --yes --no-letter none --force early \
	    --summary-file - <<<'It did.' >/dev/null
	draft "$alice" note "$id" --file - <<<'Hm.'
	echo '# Nothing' >../advisory.md
	tree=$(tree_of "$file" ../draft.yaml \
	    "advisories/2026/$id.md" ../advisory.md)
	bad=$(commit_as "$alice" "$tree" "$(case_message "$tree")")
	found document "$bad"
}

# take_in: a new case as a draft, under its own path in $file.
take_in() {
	rm -rf ../draft ../drafted
	cp -r . ../draft && cp -r "$XDG_CONFIG_HOME" ../drafted
	id=$(cd ../draft && XDG_CONFIG_HOME=$WORLD/drafted make_case)
	file=$(file_of "$id")
	cp "../draft/$file" ../draft.yaml
	git -C ../draft log -1 --format=%B >../draft.message
}

@test "a pin on a policy that was not in force" {
	sed 's/^version: .*/version: "1999"/' policies/nl-ncsc.yaml >../policy
	blob=$(git hash-object -w ../policy)
	sum=$(sha256sum ../policy | cut -c 1-64)
	take_in
	forge "/id: nl-ncsc/,/blob:/{s/blob: .*/blob: \"$blob\"/;s/sha256: .*/sha256: \"$sum\"/}"
	bad=$(commit_case "$alice" ../forged.yaml)
	found pin "$bad"
}

@test "a pin by the hash of another file" {
	take_in
	forge '/^    calendars:/,/^    desk:/s/sha256: "./sha256: "0/'
	bad=$(commit_case "$alice" ../forged.yaml)
	found pin "$bad"
}

@test "a pin on what is not there" {
	take_in
	forge '/^    calendars:/,/^    desk:/s/- id: nl/- id: be/'
	bad=$(commit_case "$alice" ../forged.yaml)
	found pin "$bad"
}
