#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Making a casebook: what is in it, and what stands in the way.

load lib
setup() { world_setup; }
teardown() { world_teardown; }

# init OPTION...: a casebook in ./book; its own options come first.
init() {
	[[ " $* " == *" --as "* ]] || set -- --as alice "$@"
	run_cvd init book --name 'Example Desk' --policy nl-ncsc "$@"
}

# no_book: nothing was made.
no_book() {
	[ ! -e book ] || fail "something was made: $(ls -A book)"
	[ ! -e "$XDG_CONFIG_HOME/cvd" ] || fail "something was pinned"
}

@test "a casebook is a repository with one signed commit" {
	local key
	key=$(make_key)
	init --from cvd@example.org
	assert_status 0
	assert_talk "cvd: warning: this casebook holds personal data and embargoed details in clear: guard every copy of it"
	assert_equal "$(git -C book rev-list --count main)" 1
	git -C book verify-commit HEAD
	git -C book fsck --strict
	assert_equal "$(git -C book status --porcelain)" ''
	assert_equal "$(git -C book ls-files)" ".gitattributes
calendars/nl.yaml
cvd.yaml
keys/$key.asc
policies/nl-ncsc.yaml
roster.yaml"
	assert_equal "$(git -C book log -1 --format=%s)" 'casebook: init'
	assert_equal "$(cat book/.gitattributes)" $'* -text -merge
cases/** merge=cvd\nroster.yaml merge=cvd'
	assert_equal "$(gpg --show-keys --with-colons <"book/keys/$key.asc" |
		awk -F: '$1 == "fpr" { print $10; exit }')" "$key"
}

@test "cvd.yaml says whose it is" {
	make_key
	init --from cvd@example.org --language en --language nl \
	    --timezone Europe/Brussels --desk csirt --role intermediary
	assert_status 0
	assert_equal "$(sed '/^id:/d' book/cvd.yaml)" 'schema: cvd-casebook/1
name: Example Desk
desk: csirt
role: intermediary
policies:
  - nl-ncsc
languages:
  - en
  - nl
timezone: Europe/Brussels
from: cvd@example.org'
}

@test "the roster lists the key that signs, a subkey where gpg takes one" {
	local key sub
	key=$(make_key)
	gpg --batch --quiet --passphrase '' --quick-add-key "$key" ed25519 sign \
	    never
	sub=$(gpg --batch --with-colons --list-keys "$key" |
		awk -F: '$1 == "fpr" { last = $10 } END { print last }')
	init --json
	assert_status 0
	assert_equal "$(json .signer)" "$sub"
	assert_equal "$(cat book/roster.yaml)" "schema: cvd-roster/1
serial: 1
members:
  - name: alice
    role: lead
    primary: \"$key\"
    signing:
      - \"$sub\"
retired: []"
}

@test "the introduction is pinned outside of the casebook" {
	make_key
	init --json
	assert_equal "$(json .introduction)" "$(git -C book rev-parse main)"
	assert_equal "$(json .member)" alice
	local trust
	trust=$(json .trust)
	assert_equal "$trust" "$XDG_CONFIG_HOME/cvd/trust/$(json .id).yaml"
	assert_equal "$(stat -c %a "$trust")" 600
	assert_equal "$(cat "$trust")" "schema: cvd-trust/1
introduction:
  commit: \"$(json .introduction)\"
  signer: \"$(json .signer)\""
}

@test "the member's name comes from git's" {
	make_key
	git config --global user.name 'Álice  de Vries'
	run_cvd init book --name Desk --policy nl-ncsc
	assert_status 0
	assert_has "$(cat book/roster.yaml)" 'name: lice-de-vries'
	git config --global user.name '李'
	run_cvd init other --name Desk --policy nl-ncsc
	assert_status 2
	assert_talk "cvd: '李' is no name for a member
hint: give one with --as: a to z, digits, '-'"
}

@test "a bare casebook has no work tree" {
	make_key
	init --bare
	assert_status 0
	assert_equal "$(git -C book rev-parse --is-bare-repository)" true
	git -C book verify-commit main
	run_cvd -C book list
	assert_status 0
}

@test "all that is missing is named at once" {
	make_key
	run_cvd init book --policy be-ccb-2020
	assert_status 2
	assert_talk "cvd: missing: --name NAME, --term ack=TERM, --term assess=TERM, --term fix=TERM, --term update=TERM
hint: the policy leaves these numbers to you, as --term ack=3wd; units are h, d, wd (working days), w, m and y"
	run_cvd init book
	assert_status 2
	assert_talk "cvd: missing: --name NAME, --policy ID
hint: 'cvd policy list' shows the policies"
	no_book
}

@test "terms that a policy leaves open are filled in" {
	make_key
	run_cvd init book --name Desk --policy be-ccb-2020 --term ack=3wd \
	    --term assess=10wd --term fix=90d --term update=1m
	assert_status 0
	assert_equal "$(grep -c 'amount: null' book/policies/be-ccb-2020.yaml)" 0
	[ -f book/calendars/be.yaml ]
}

@test "at a terminal what is missing is asked for" {
	make_key
	run_tty $'Example Desk\n' init book --policy nl-ncsc --as alice
	assert_status 0
	assert_has "$output" 'Name of the team: '
	refute_has "$output" ': :'
	assert_has "$(cat book/cvd.yaml)" 'name: Example Desk'
}

@test "at a terminal a wrong answer is asked for again" {
	make_key
	run_tty $'Voorbeeld\nnl-nsck\nbe-ccb-2020\n3wd\nsoon\n10wd\n90d\n30d\n' \
	    init book --as alice
	assert_status 0
	assert_has "$output" 'Policy to work by (be-ccb-2020, nl-ncsc): '
	assert_has "$output" "cvd: there is no shipped policy 'nl-nsck'"
	assert_has "$output" "cvd: 'assess=soon' is no term"
	assert_has "$(cat book/cvd.yaml)" '  - be-ccb-2020'
	run_tty $'\n' init other --as alice
	assert_status 3
	[ ! -e other ]
}

@test "who gives no address to write from is told what that means" {
	make_key
	run_cvd init book --name Desk --policy nl-ncsc
	assert_status 0
	assert_has "$talk" 'there is no address that letters come from'
	run_cvd init other --name Desk --policy nl-ncsc --from cvd@example.org
	refute_has "$talk" 'letters come from'
}

@test "bad values are refused before anything is made" {
	make_key
	while IFS='|' read -r code options message; do
		eval "init $options"
		assert_status "$code"
		assert_has "$talk" "$message"
		no_book
	done <<'ROWS'
2|--as Alice|'Alice' is no name for a member
2|--as ../x|'../x' is no name for a member
2|--from nobody|from
2|--from $'a@x\nBcc: b@x'|from
2|--timezone Mars/Base|'Mars/Base'
2|--timezone ../../etc/passwd|'../../etc/passwd'
2|--desk 'a b'|desk
2|--language N|languages
2|--role boss|option '--role' has no choice 'boss'
2|--term ack=1wd|ack
4|--policy nonsense|'nonsense'
2|--policy nl-ncsc|nl-ncsc
ROWS
	run_cvd init book --policy nl-ncsc --name $'a\nb' --as alice
	assert_status 2
	no_book
	run_cvd init book --policy nl-ncsc --name "$(printf 'x%.0s' {1..201})" \
	    --as alice
	assert_status 2
	no_book
}

@test "a dry run makes nothing" {
	make_key
	init --dry-run
	assert_status 0
	assert_has "$output" policies/nl-ncsc.yaml
	no_book
	init --dry-run --json
	assert_has "$(json '.files[]')" policies/nl-ncsc.yaml
	no_book
}

@test "without a key that signs nothing is made" {
	init
	assert_status 7
	assert_has "$talk" 'cvd: '
	no_book
	git config --global user.signingkey 0123456789ABCDEF0123456789ABCDEF01234567
	init
	assert_status 7
	no_book
}

@test "a passphrase that nobody can be asked for does not hang" {
	gpg --batch --quiet --no-tty --pinentry-mode loopback \
	    --passphrase secret --quick-generate-key \
	    'Alice (INSECURE test key) <alice@example.org>' future-default \
	    default never
	gpgconf --kill gpg-agent
	init </dev/null
	assert_status 7
	assert_has "$talk" 'nobody can be asked for it'
	no_book
}

@test "an expired key does not sign" {
	gpg --batch --quiet --no-tty --pinentry-mode loopback --passphrase '' \
	    --quick-generate-key \
	    'Alice (INSECURE test key) <alice@example.org>' future-default \
	    default 1d
	at 2026-11-22T09:00:00Z init
	assert_status 7
	assert_has "$talk" expired
	no_book
}

@test "git has to know who commits" {
	make_key
	git config --global --unset user.name
	init
	assert_status 2
	assert_talk "cvd: git does not know your name
hint: git config --global user.name '…'"
}

@test "where there is a history there is no room for a casebook" {
	make_key
	init
	local before
	before=$(git -C book rev-parse main)
	init
	assert_status 6
	assert_has "$talk" "'book' has a history already"
	assert_equal "$(git -C book rev-parse main)" "$before"
}

@test "an empty repository can become a casebook" {
	make_key
	git init -q book
	init
	assert_status 0
	assert_equal "$(git -C book status --porcelain)" ''
	git -C book verify-commit HEAD
}

@test "where nothing can be written it says so" {
	make_key
	mkdir -m 500 closed
	run_unprivileged init closed/book --name Desk --policy nl-ncsc --as alice
	assert_status 9
	assert_has "$talk" 'closed/book'
	chmod 700 closed
}

@test "nothing of a person's git settings gets in the way" {
	make_key
	git config --global core.autocrlf true
	git config --global commit.gpgsign false
	git config --global core.hooksPath "$WORLD/hooks"
	mkdir hooks
	printf '#!/bin/sh\nexit 1\n' >hooks/pre-commit
	chmod +x hooks/pre-commit
	init
	assert_status 0
	assert_equal "$(git -C book status --porcelain)" ''
}
