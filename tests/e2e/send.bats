#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Letters on their way out: into the spool, and to a real mail server, which
# ctest starts beside these tests (tests/tools/smtp_server.py).

load lib

setup() {
	world_setup
	make_book --from cert@example.org --language nl --language en
	git config cvd.send manual
}

teardown() { world_teardown; }

# use_server PORT: letters go to the server, with the right password.
use_server() {
	git config cvd.transport smtp
	git config cvd.smtpServer 127.0.0.1
	git config cvd.smtpPort "$1"
	git config cvd.smtpHello desk.example.org
	git config cvd.smtpUser alice
	git config cvd.smtpCaFile "$CVD_SMTP_FOLDER/ca.pem"
	git config cvd.passwordCommand "cat $WORLD/password"
	printf 'correct horse\n' >"$WORLD/password"
}

# report ADDRESS: a case of a reporter with that address.
report() {
	id=$(cvd new --title x --description-file - --reporter-name 'Rosa Finder' \
	    --reporter-email "$1" --target https://login.example.org <<<y)
}

# acknowledge ADDRESS: a case whose acknowledgement waits for that reporter.
acknowledge() {
	report "$1"
	cvd ack "$id" >/dev/null
	head=$(git rev-parse HEAD)
}

# count WHERE: how many letters there are in outbox, sent or spool.
count() {
	find ".git/cvd/$1" -type f 2>/dev/null | wc -l
}

# mail_of FILE: the mail itself, behind the lines on the letter.
mail_of() {
	sed '1,/^$/d' "$1"
}

box() {
	printf '%s/box/%s' "$CVD_SMTP_FOLDER" "$1"
}

case_file() {
	cat cases/*/*/"$id".yaml
}

assert_nothing_recorded() {
	assert_equal "$(git rev-parse HEAD)" "$head"
	assert_equal "$(count outbox)" 1
	assert_equal "$(git status --porcelain)" ''
}

@test "where nothing waits there is nothing to say" {
	run_cvd send
	assert_status 0
	assert_output ''
	run_cvd send --json
	assert_equal "$(json '.letters == [] and .sent == 0')" true
}

@test "by default a letter goes into the spool at once" {
	git config --unset cvd.send
	acknowledge rosa@example.net
	assert_equal "$(count outbox)" 0
	cmp <(mail_of .git/cvd/sent/*.sent) .git/cvd/spool/*.eml
	assert_equal "$(stat -c %a .git/cvd/spool/*.eml .git/cvd/sent/*.sent | sort -u)" 600
	assert_has "$(case_file)" '
    event: letters_sent
    letters:
      - message_id: '
	run_cvd send
	assert_status 0
	assert_output ''
}

@test "the spool may be any folder" {
	# shellcheck disable=SC2088 # it is git that knows whose home it is
	git config cvd.spool '~/letters'
	acknowledge rosa@example.net
	run_cvd send
	assert_status 0
	assert_equal "$(find "$HOME/letters" -name '*.eml' | wc -l)" 1
}

@test "a server gets the letter byte for byte, and its answer is kept" {
	use_server "$CVD_SMTP_STARTTLS"
	acknowledge arrives@example.net
	run_cvd send
	assert_status 0
	assert_has "$output" "$id ack to reporter <arrives@example.net>: sent, 250 2.0.0 Ok: queued as"
	cmp <(mail_of .git/cvd/sent/*.sent) "$(box arrives@example.net.1.eml)"
	[ ! -e "$(box arrives@example.net.2.eml)" ]
	assert_equal "$(jq -c . "$(box arrives@example.net.1.json)")" \
	    '{"from":"cert@example.org","hello":"desk.example.org","tls":true,"to":["arrives@example.net"],"user":"alice"}'
	assert_has "$(case_file)" "
        server: \"127.0.0.1:$CVD_SMTP_STARTTLS\"
        reply: \"250 2.0.0 Ok: queued as 0001A\"
        queue_id: 0001A"
	git verify-commit HEAD 2>/dev/null
	assert_equal "$(git log -1 --format=%s)" "$id: send"
	assert_equal "$(git status --porcelain)" ''
	refute_has "$output$talk$(git log -p)" 'correct horse'
}

@test "TLS from the first byte works, too" {
	use_server "$CVD_SMTP_TLS"
	git config cvd.smtpSecurity tls
	acknowledge implicit@example.net
	run_cvd send
	assert_status 0
	[ -e "$(box implicit@example.net.1.eml)" ]
}

@test "a wrong password keeps all letters back and is no answer to them" {
	use_server "$CVD_SMTP_STARTTLS"
	printf 'wrong horse\n' >"$WORLD/password"
	acknowledge later@example.net
	run_cvd send
	assert_status 8
	assert_has "$output" ': waiting, 535 5.7.8 wrong user or password'
	assert_has "$talk" 'lets no letter in: 535 5.7.8'
	refute_has "$output$talk" 'wrong horse'
	assert_nothing_recorded
	printf 'correct horse\n' >"$WORLD/password"
	run_cvd send
	assert_status 0
	[ -e "$(box later@example.net.1.eml)" ]
}

@test "a verb stands although its letter cannot leave" {
	use_server "$CVD_SMTP_STARTTLS"
	git config cvd.send auto
	printf 'wrong horse\n' >"$WORLD/password"
	report never@example.net
	run_cvd ack "$id"
	assert_status 0
	assert_has "$output" "$id: acknowledged"
	assert_has "$talk" '535 5.7.8'
	assert_equal "$(count outbox)" 1
}

@test "without encryption nothing is sent" {
	use_server "$CVD_SMTP_CLEAR"
	acknowledge clear@example.net
	run_cvd send
	assert_status 8
	assert_has "$talk" 'lets no letter in: '
	assert_nothing_recorded
	[ ! -e "$(box clear@example.net.1.eml)" ]
}

@test "a server that cannot be trusted gets nothing" {
	use_server "$CVD_SMTP_STARTTLS"
	git config cvd.smtpCaFile "$CVD_SMTP_FOLDER/other-ca.pem"
	acknowledge untrusted@example.net
	run_cvd send
	assert_status 8
	assert_nothing_recorded
	git config cvd.smtpCaFile "$CVD_SMTP_FOLDER/ca.pem"
	git config cvd.smtpPort "$CVD_SMTP_OTHER"
	run_cvd send
	assert_status 8
	assert_nothing_recorded
	[ ! -e "$(box untrusted@example.net.1.eml)" ]
}

@test "a refused recipient is a failure for good, and is recorded" {
	use_server "$CVD_SMTP_STARTTLS"
	acknowledge unknown@example.net
	run_cvd send
	assert_status 8
	assert_has "$output" ': failed, 550 5.1.1 no such user'
	assert_has "$(case_file)" '
    event: letters_failed'
	assert_has "$(case_file)" 'reply: 550 5.1.1 no such user'
	assert_equal "$(git log -1 --format=%s)" "$id: send"
	assert_equal "$(count outbox)" 1
	# it is not tried again by itself
	head=$(git rev-parse HEAD)
	run_cvd send
	assert_status 0
	assert_output ''
	assert_nothing_recorded
	run_cvd show --json "$id"
	assert_equal "$(json '.letters[0].state')" failed
	run_cvd due --json
	assert_equal "$(json '.letters[0].reply')" '550 5.1.1 no such user'
}

@test "what failed is tried again when a person says so" {
	use_server "$CVD_SMTP_STARTTLS"
	acknowledge unknown@example.net
	run_cvd send
	run_cvd send --failed
	assert_status 8
	assert_equal "$(grep -c 'event: letters_failed' cases/*/*/*.yaml)" 2
	git config cvd.transport spool
	run_cvd send --failed --json
	assert_status 0
	assert_equal "$(json .sent)" 1
	assert_equal "$(count outbox)" 0
	run_cvd show --json "$id"
	assert_equal "$(json '.letters[0].state')" sent
}

@test "a letter can be taken back until it was sent" {
	use_server "$CVD_SMTP_STARTTLS"
	acknowledge unknown@example.net
	run_cvd send
	run_cvd send --cancel "$(basename .git/cvd/outbox/*.ready .ready)" \
	    --reason 'the address was mistyped'
	assert_status 0
	assert_has "$output" 'cancelled, the address was mistyped'
	assert_equal "$(count outbox)" 0
	run_cvd show --json "$id"
	assert_equal "$(json '.letters[0].state')" cancelled
	run_cvd send --cancel nonsense --reason x
	assert_status 4
	run_cvd send --cancel nonsense
	assert_status 2
}

@test "what is refused for now waits" {
	use_server "$CVD_SMTP_STARTTLS"
	acknowledge greylisted@example.net
	run_cvd send
	assert_status 75
	assert_has "$output" ': waiting, 451 4.7.1 greylisted, try again'
	assert_nothing_recorded
}

@test "without a server letters wait" {
	use_server 1
	acknowledge never@example.net
	run_cvd send --json
	assert_status 75
	assert_equal "$(json .waiting)" 1
	assert_nothing_recorded
}

@test "a connection that is lost after the data leads to the same letter again" {
	use_server "$CVD_SMTP_STARTTLS"
	acknowledge lost@example.net
	before=$(mail_of .git/cvd/outbox/*.ready | sha256sum)
	run_cvd send
	assert_status 75
	assert_has "$talk" 'did not say whether it took the letter'
	assert_nothing_recorded
	git config cvd.transport spool
	run_cvd send
	assert_status 0
	assert_equal "$(sha256sum <.git/cvd/spool/*.eml)" "$before"
}

@test "a letter goes out once, whatever keeps it from being recorded" {
	use_server "$CVD_SMTP_STARTTLS"
	acknowledge once@example.net
	# the key is found, but does not sign
	cat >"$WORLD/gpg-locked" <<-END
	#!/bin/sh
	case "\$*" in *--sign*) exit 2 ;; esac
	exec $(command -v gpg) "\$@"
	END
	chmod +x "$WORLD/gpg-locked"
	git config gpg.program "$WORLD/gpg-locked"
	for _ in 1 2 3; do
		run_cvd send
		assert_status 7
		assert_equal "$(git rev-parse HEAD)" "$head"
	done
	run_cvd send -n
	assert_has "$output" ': waiting, delivered, to be recorded'
	run_cvd send --cancel "$(basename .git/cvd/outbox/*.ready .ready)" \
	    --reason 'too late'
	assert_status 5
	git config --unset gpg.program
	run_cvd send
	assert_status 0
	assert_has "$output" ': sent, 250 2.0.0 Ok: queued as'
	[ -e "$(box once@example.net.1.eml)" ]
	[ ! -e "$(box once@example.net.2.eml)" ]
	assert_has "$(case_file)" "server: \"127.0.0.1:$CVD_SMTP_STARTTLS\""
	assert_equal "$(count outbox)" 0
	assert_equal "$(count sent)" 1
}

@test "one bad address keeps no other letter back" {
	use_server "$CVD_SMTP_STARTTLS"
	acknowledge unknown@example.net
	acknowledge greylisted@example.net
	acknowledge beside@example.net
	run_cvd send --json
	assert_status 8
	assert_equal "$(json '[.sent, .failed, .waiting] | tostring')" '[1,1,1]'
	[ -e "$(box beside@example.net.1.eml)" ]
}

@test "--case sends the letters of one case" {
	acknowledge rosa@example.net
	first=$id
	acknowledge rosa@example.net
	run_cvd send --case "$first"
	assert_status 0
	assert_has "$output" "$first ack"
	refute_has "$output" "$id"
	assert_equal "$(count outbox)" 1
	run_cvd send --case CVD-2026-0000000
	assert_status 4
}

@test "-n says what would be sent, and sends nothing" {
	acknowledge rosa@example.net
	run_cvd send -n
	assert_status 0
	assert_has "$output" "$id ack to reporter <rosa@example.net>: waiting"
	assert_nothing_recorded
	assert_equal "$(count spool)" 0
}

@test "a letter that was never decided is dropped" {
	acknowledge rosa@example.net
	cd .git/cvd/outbox
	sed 's/^message-id: .*/message-id: X@example.org/' ./*.ready >X.prepared
	cd ../../..
	run_cvd send
	assert_status 0
	assert_has "$output" ': dropped'
	assert_equal "$(count outbox)" 0
	assert_equal "$(count spool)" 1
}

@test "a letter of a case that never came to be is dropped" {
	acknowledge rosa@example.net
	cd .git/cvd/outbox
	sed 's/^case: .*/case: CVD-2026-0000000/; s/^message-id: .*/message-id: X@example.org/' \
	    ./*.ready >X.prepared
	cd ../../..
	run_cvd send --json
	assert_status 0
	assert_equal "$(json '[.sent, .dropped] | tostring')" '[1,1]'
}

@test "a letter whose event stands is sent, whatever its file says" {
	acknowledge rosa@example.net
	mv .git/cvd/outbox/*.ready \
	    "$(echo .git/cvd/outbox/*.ready | sed 's/ready$/prepared/')"
	run_cvd send
	assert_status 0
	assert_has "$output" ': sent'
	assert_equal "$(count outbox)" 0
}

@test "a run that was killed after the commit only has to tidy up" {
	acknowledge rosa@example.net
	cvd send >/dev/null
	rm .git/cvd/spool/*.eml
	mv .git/cvd/sent/*.sent \
	    ".git/cvd/outbox/$(basename .git/cvd/sent/*.sent .sent).ready"
	head=$(git rev-parse HEAD)
	run_cvd send
	assert_status 0
	assert_output ''
	assert_equal "$(count spool)" 0
	assert_equal "$(count sent)" 1
	assert_equal "$(git rev-parse HEAD)" "$head"
}

@test "a run that was killed before the commit sends the same again" {
	acknowledge rosa@example.net
	cp -r .git/cvd/outbox "$WORLD/outbox"
	cp -r "$XDG_CONFIG_HOME/cvd" "$WORLD/trusted"
	cvd send >/dev/null
	git reset -q --hard "$head"
	cp -r "$WORLD/trusted/." "$XDG_CONFIG_HOME/cvd"
	rm -r .git/cvd/outbox
	cp -r "$WORLD/outbox" .git/cvd/outbox
	run_cvd send
	assert_status 0
	assert_has "$output" ': sent'
	assert_equal "$(count spool)" 1
	assert_equal "$(grep -c 'event: letters_sent' cases/*/*/*.yaml)" 1
}

@test "settings that are not understood are named" {
	acknowledge rosa@example.net
	git config cvd.transport pigeon
	run_cvd send
	assert_status 2
	assert_talk "cvd: cvd.transport is 'pigeon', not spool or smtp"
	git config cvd.transport smtp
	run_cvd send
	assert_status 2
	assert_talk 'cvd: cvd.transport is smtp, but there is no cvd.smtpServer'
	use_server 0
	run_cvd send
	assert_status 2
	assert_talk "cvd: cvd.smtpPort is '0', which is no port"
	use_server "$CVD_SMTP_STARTTLS"
	git config cvd.smtpSecurity none
	run_cvd send
	assert_status 2
	assert_talk "cvd: cvd.smtpSecurity is 'none', not starttls or tls"
	assert_nothing_recorded
}

@test "a password comes from the person's own command alone" {
	acknowledge rosa@example.net
	use_server "$CVD_SMTP_STARTTLS"
	git config --unset cvd.passwordCommand
	run_cvd send
	assert_status 2
	assert_has "$talk" 'there is no cvd.passwordCommand'
	git config cvd.passwordCommand "$WORLD/no-such-program"
	run_cvd send
	assert_status 2
	git config cvd.passwordCommand false
	run_cvd send
	assert_status 75
	assert_talk 'cvd: cvd.passwordCommand ended with exit code 1'
	git config cvd.passwordCommand true
	run_cvd send
	assert_status 75
	assert_talk 'cvd: cvd.passwordCommand printed no password'
	# no shell reads it
	git config cvd.passwordCommand "touch $WORLD/a;touch $WORLD/b"
	run_cvd send
	[ -e "$WORLD/a;touch" ]
	assert_nothing_recorded
}

@test "a file that is no letter stops the delivery" {
	acknowledge rosa@example.net
	echo x >.git/cvd/outbox/x.ready
	run_cvd send
	assert_status 2
	assert_has "$talk" "outbox/x.ready' is no letter of the outbox"
	assert_equal "$(count spool)" 0
}

@test "a casebook without an address writes no mail, but gives the text" {
	cd "$WORLD"
	cvd init other --name 'Other Desk' --as alice --policy nl-ncsc >/dev/null
	cd other
	id=$(make_case)
	head=$(git rev-parse HEAD)
	run_cvd ack "$id"
	assert_status 5
	assert_has "$talk" "no address to write letter 'ack' from"
	assert_has "$talk" "hint: set 'from' in cvd.yaml"
	assert_equal "$(git rev-parse HEAD)" "$head"
	run_cvd ack "$id" --by phone
	assert_status 0
	assert_has "$output" 'Geachte Rosa Finder,'
	assert_has "$(case_file)" 'channel: phone'
	assert_equal "$(count outbox)" 0
}

@test "letters speak the reporter's language" {
	id=$(make_case --language en)
	run_cvd ack "$id" --by phone
	assert_has "$output" 'Dear Rosa Finder,'
	id=$(make_case --language nl)
	run_cvd ack "$id" --by phone
	assert_has "$output" 'Geachte Rosa Finder,'
}

@test "where a language has no letters, the team's first has" {
	id=$(make_case)
	cvd assess "$id" --accept --no-letter test >/dev/null
	cvd vendor add "$id" --name Vendor --email a@example.com \
	    --language fr >/dev/null
	run_cvd notify "$id" --by phone
	assert_status 0
	assert_has "$output" 'Geachte Vendor,'
}

@test "letters to one party hang together" {
	id=$(make_case)
	cvd assess "$id" --accept --no-letter test >/dev/null
	cvd vendor add "$id" --name Vendor --email a@example.com >/dev/null
	cvd notify "$id" >/dev/null
	first=$(basename .git/cvd/outbox/*.ready .ready)
	refute_has "$(cat .git/cvd/outbox/*.ready)" In-Reply-To
	cvd send >/dev/null
	cvd notify "$id" >/dev/null
	assert_has "$(cat .git/cvd/outbox/*.ready)" "In-Reply-To: <$first@example.org>"
	assert_has "$(cat .git/cvd/outbox/*.ready)" "References: <$first@example.org>"
}

@test "who left no way to answer gets no letter" {
	id=$(cvd new --title x --description-file - --anonymous \
	    --target https://login.example.org <<<y)
	run_cvd ack "$id"
	assert_status 0
	refute_has "$output" letter
	id=$(cvd new --title x --description-file - --reporter-phone '+31 70 0000000' \
	    --target https://login.example.org <<<y)
	run_cvd ack "$id"
	assert_status 0
	assert_has "$output" 'Geachte melder,'
	assert_equal "$(count outbox)" 0
}

@test "--no-letter is told why" {
	id=$(make_case)
	run_cvd ack "$id" --no-letter 'answered on the phone yesterday'
	assert_status 0
	assert_has "$(case_file)" 'No letter: answered on the phone yesterday'
	refute_has "$(case_file)" letters_queued
	id=$(make_case)
	run_cvd ack "$id" --no-letter ''
	assert_status 2
}

# hold: the acknowledgement is voided before its letter went out.
hold() {
	acknowledge rosa@example.net
	local event
	event=$(cvd show "$id" --json | jq -r \
	    '[.events[] | select(.event == "acknowledged")][-1].id')
	cvd void "$id" "$event" --reason 'another case was meant' >/dev/null
	letter=$(cvd send -n --json | jq -r '.letters[0].message_id')
	head=$(git rev-parse HEAD)
}

@test "a letter whose step was voided is held, with the reason" {
	hold
	run_cvd send
	assert_status 0
	assert_output "$id ack to reporter <rosa@example.net>: held, 'acknowledged' by alice, which decided it, was voided
  $letter"
	assert_has "$talk" "1 letter is held: 'cvd send --held LETTER' sends one"
	assert_nothing_recorded
	run_cvd send --json
	assert_equal "$(json '.letters[0].state, .held, .waiting')" $'held\n1\n0'
	run_cvd due --json
	assert_equal "$(json '.letters[] | .message_id, .reply, .held')" "$letter
null
'acknowledged' by alice, which decided it, was voided"
	run_cvd
	assert_has "$output" "$id: letter ack to reporter is held: "
	refute_has "$output" 'letter waits'
	run_cvd show "$id"
	assert_has "$output" 'ack  reporter  queued, held'
	assert_has "$output" "    cvd send --cancel $letter --reason REASON"
	run_cvd show "$id" --json
	assert_equal "$(json .needs_review)" false
	assert_equal "$(json '.letters[0].held')" \
	    "'acknowledged' by alice, which decided it, was voided"
}

@test "a letter that is held goes when it is named" {
	hold
	for name in '' nobody "$letter"x; do
		run_cvd send --held "$name"
		assert_status 4
		assert_nothing_recorded
	done
	run_cvd send --held "${letter:0:8}" --cancel "$letter" --reason x
	assert_status 2
	run_cvd send --held "${letter:0:8}"
	assert_status 0
	assert_has "$output" ": sent"
	assert_talk ''
	assert_equal "$(count outbox) $(count spool)" '0 1'
	run_cvd due --json
	assert_equal "$(json '.letters')" '[]'
}

@test "at a terminal it is asked for, and stays unless somebody says yes" {
	hold
	for answer in n '' x; do
		run_tty "$answer"$'\n' send
		assert_status 0
		assert_has "$output" 'letter ack to reporter <rosa@example.net> is held'
		assert_has "$output" 'which decided it, was voided'
		assert_has "$output" 'Send it all the same? [y/N]'
		assert_has "$output" ': held'
		assert_nothing_recorded
	done
	run_tty '' send --no-input
	refute_has "$output" 'all the same?'
	assert_nothing_recorded
	run_tty $'y\n' send
	assert_status 0
	assert_has "$output" ': sent'
	assert_equal "$(count outbox) $(count spool)" '0 1'
}

@test "what is held is taken back, and no step sends it by the way" {
	hold
	git config --unset cvd.send
	run_cvd ack "$id"
	assert_status 0
	assert_has "$output" 'letter ack to reporter: sent'
	assert_has "$talk" "1 letter is held: 'cvd send' says why"
	assert_equal "$(count outbox) $(count spool)" '1 1'
	run_cvd send --cancel "$letter" --reason 'another case was meant'
	assert_status 0
	assert_equal "$(count outbox)" 0
	run_cvd due --json
	assert_equal "$(json '.letters')" '[]'
	run_cvd show "$id"
	refute_has "$output" 'needs review'
}

@test "a template of the team comes before the one of cvd" {
	mkdir -p templates/nl
	printf 'Subject: [{{case.id}}] Dank\n\nDag {{recipient.name}}!\n' \
	    >templates/nl/ack.txt
	cvd commit templates/nl/ack.txt >/dev/null
	id=$(make_case)
	run_cvd ack "$id" --by phone
	assert_status 0
	assert_has "$output" 'Dag Rosa Finder!'
	printf 'Subject: [{{case.id}}] Dank\n\nDag {{recipient.nmae}}!\n' \
	    >templates/nl/ack.txt
	git add templates && commit_team commit
	id=$(make_case)
	run_cvd ack "$id"
	assert_status 2
	assert_has "$talk" 'templates/nl/ack.txt:3:5: '
	assert_equal "$(count outbox)" 0
}
