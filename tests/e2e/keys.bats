#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# The public keys of a casebook: what is in them, and when they end.

load lib
load keys
setup() { world_setup && make_book 2>/dev/null && cvd verify >/dev/null; }
teardown() { world_teardown; }

# refused CODE PART ARGUMENT...: the change is refused, and nothing happens.
refused() {
	local code=$1 part=$2 before
	before=$(left_behind)
	shift 2
	run_cvd keys "$@"
	assert_status "$code"
	assert_has "$talk" "$part"
	assert_equal "$(left_behind)" "$before"
}

# findings [OPTION...]: what 'keys check' finds, "NAME LEVEL RULE PART WITHIN".
findings() {
	cvd keys check --json "$@" |
		jq -r '.findings[] | "\(.name) \(.level) \(.rule) \(.part) \(.within)"'
}

@test "every key is listed with whose it is" {
	local alice bob carol vendor stray
	alice=$(git config user.signingkey)
	bob=$(own_key bob 2027-06-01)
	carol=$(own_key carol)
	vendor=$(own_key vendor never sign)
	stray=$(own_key stray)
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	cvd roster add carol --key "$WORLD/carol.asc" >/dev/null
	cvd roster retire carol --reason left >/dev/null
	put_contact acme "$vendor"
	cvd commit contacts >/dev/null
	cvd keys add "$WORLD/vendor.asc" "$WORLD/stray.asc" >/dev/null
	run_cvd keys list --json
	assert_status 0
	assert_equal "$(json '.keys[] |
	    "\(.key) \(.owner) \(.name) \(.algorithm) \(.bits) \(.expires) \(.encrypts) \(.revoked)"' |
		sort)" \
	    "$(sort <<-ROWS
		$alice member alice ed25519 255 null true false
		$bob member bob ed25519 255 2027-06-01T12:00:00Z true false
		$carol retired null ed25519 255 null true false
		$vendor contact acme ed25519 255 null false false
		$stray unknown null ed25519 255 null true false
	ROWS
	)"
	assert_equal "$(json ".keys[] | select(.name == \"bob\").user_ids[]")" \
	    'bob (INSECURE test key) <bob@example.org>'
	[[ "$(json '.keys[0].created')" =~ ^20[0-9-]*T[0-9:]*Z$ ]] ||
		fail 'no instant'
	run_cvd keys list
	assert_has "$output" "$bob  bob      ed25519  20"
	assert_has "$output" '  2027-06-01 14:00 +02:00  encrypts       bob (INSEC'
	assert_has "$output" "$vendor  acme     ed25519  "
	assert_has "$output" '  never ends               no encryption  vendor '
	run_cvd keys list --at 2027-06-01T12:00:00Z
	assert_has "$(grep "$bob" <<<"$output")" '  expired 2027-06-01 14:00 +02:00  no encryption  '
}

@test "a file that is no key is listed with the reason" {
	local fpr=0123456789ABCDEF0123456789ABCDEF01234567
	printf -- '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nx\n' >"keys/$fpr.asc"
	git add keys
	git commit -q -m odd
	run_cvd keys list --json
	assert_status 0
	assert_equal "$(json ".keys[] | select(.key == \"$fpr\") |
	    \"\(.unreadable) \(.algorithm) \(.encrypts)\"")" \
	    'this is no OpenPGP key null false'
	run_cvd keys list
	assert_has "$output" "$fpr  unknown"
	assert_has "$output" 'this is no OpenPGP key'
}

@test "a member brings the keys of contacts, in one commit" {
	local vendor other keys
	own_key bob >/dev/null
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	keys=$(gpg_of bob --list-keys)
	vendor=$(own_key vendor)
	other=$(own_key other)
	as bob run_cvd keys add "$WORLD/vendor.asc" - --json <"$WORLD/other.asc"
	assert_status 0
	assert_equal "$(json '.files[] | "\(.change) \(.path)"' | sort)" \
	    "$(printf 'added keys/%s.asc\n' "$vendor" "$other" | sort)"
	assert_equal "$(json .commit)" "$(git rev-parse main)"
	assert_equal "$(git log -1 --format=%s)" 'casebook: keys'
	as bob git verify-commit HEAD
	assert_equal "$(gpg_of bob --list-keys)" "$keys"
	refused 1 'nothing has changed' add "$WORLD/vendor.asc"
	assert_proven
}

@test "a newer copy of a member's key is a lead's to bring" {
	local bob before
	bob=$(own_key bob 2027-06-01)
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	before=$(cvd roster list --json | jq -r '.members[1].expires')
	extend_key bob 2028-06-01
	as bob refused 5 'is not for a member to change' add "$WORLD/bob.asc"
	run_cvd keys add "$WORLD/bob.asc"
	assert_status 0
	assert_output "changed: keys/$bob.asc"
	assert_equal "$before $(cvd roster list --json |
		jq -r '.members[1].expires')" \
	    '2027-06-01T12:00:00Z 2028-06-01T12:00:00Z'
	assert_equal "$(git show main:roster.yaml | sed -n 2p)" 'serial: 2'
	assert_proven
}

@test "a copy that lacks what may have signed is refused" {
	local bob
	bob=$(own_key bob)
	cp "$WORLD/bob.asc" "$WORLD/short.asc"
	own_subkey bob sign >/dev/null
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	refused 5 "lacks $(part_of bob 2), which may have signed" \
	    add "$WORLD/short.asc"
	assert_has "$talk" "gpg --armor --export $bob"
}

@test "a revocation comes behind the retirement" {
	local bob vendor
	bob=$(own_key bob)
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	revoke_key bob
	refused 5 "this copy revokes $bob, which was not retired" \
	    add "$WORLD/bob.asc"
	assert_has "$talk" "'cvd roster retire' says first"
	cvd roster retire bob --reason compromised >/dev/null
	run_cvd keys add "$WORLD/bob.asc"
	assert_status 0
	assert_equal "$(cvd keys list --json | jq -r \
	    ".keys[] | select(.key == \"$bob\").revoked")" true
	# nobody's history is judged by a contact's key
	vendor=$(own_key vendor)
	cvd keys add "$WORLD/vendor.asc" >/dev/null
	revoke_key vendor
	refused 5 'let its file in contacts/ name it' add "$WORLD/vendor.asc"
	put_contact acme "$vendor"
	cvd commit contacts >/dev/null
	run_cvd keys add "$WORLD/vendor.asc"
	assert_status 0
	assert_proven
}

@test "what is no public key is refused by its name" {
	gpg --batch --armor --export-secret-keys >"$WORLD/secret.asc"
	own_key vendor >/dev/null
	refused 2 "cvd: $WORLD/secret.asc: this is a secret key" \
	    add "$WORLD/vendor.asc" "$WORLD/secret.asc"
	refused 2 "cannot read '$WORLD/none'" add "$WORLD/none"
	refused 2 'is given twice' add "$WORLD/vendor.asc" "$WORLD/vendor.asc"
}

@test "a dry run leaves nothing" {
	own_key vendor >/dev/null
	assert_unchanged run_cvd keys add "$WORLD/vendor.asc" -n
	assert_status 0
	assert_has "$output" 'casebook: keys'
	assert_has "$output" 'added: keys/'
}

@test "keys with nothing to say of them are silent" {
	run_cvd keys check
	assert_status 0
	assert_output ''
	assert_talk ''
	run_cvd keys check --json
	assert_equal "$(json '.at, (.findings | length)')" \
	    '2026-11-20T09:00:00Z
0'
}

@test "the end of a key is warned of in time" {
	local bob
	bob=$(own_key bob 2027-06-01)
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	while read -r at code found; do
		run_cvd keys check --at "$at" --json
		assert_status "$code"
		assert_equal "$(json '.findings[] | "\(.rule)-\(.within)"')" \
		    "$found"
	done <<-ROWS
		2027-04-02T11:59:59Z 0
		2027-04-02T12:00:00Z 1 expires-60
		2027-05-02T12:00:00Z 1 expires-30
		2027-05-18T12:00:00Z 1 expires-14
		2027-05-25T12:00:00Z 1 expires-7
		2027-06-01T11:59:59Z 1 expires-7
		2027-06-01T12:00:00Z 1 expired-null
	ROWS
	run_cvd keys check --at 2027-05-20T12:00:00Z
	assert_status 1
	assert_output "bob: warning: key $bob expires in 12 days, 2027-06-01 14:00 +02:00 [expires]"
	assert_talk ''
	run_cvd keys check --at 2027-07-01T00:00:00Z
	assert_output "bob: error: key $bob has expired, 2027-06-01 14:00 +02:00 [expired]"
}

@test "a key that nobody can write to, and one that gpg would not take" {
	local bob newer bot
	bob=$(own_key bob never sign)
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	bot=$(own_key bot never sign)
	cvd roster add bot --key "$WORLD/bot.asc" --role bot >/dev/null
	assert_equal "$(findings)" "bob warning no-encryption $bob null"
	newer=$(own_subkey bot sign)
	cvd keys add "$WORLD/bot.asc" >/dev/null
	assert_equal "$(findings)" "bob warning no-encryption $bob null
bot warning unlisted $newer null"
	run_cvd keys check
	assert_output "bob: warning: no part of key $bob can encrypt [no-encryption]
bot: warning: gpg would sign with $newer, which the roster does not list [unlisted]"
	cvd roster rotate bot --key "$WORLD/bot.asc" --signing "$newer" >/dev/null
	assert_equal "$(findings)" "bob warning no-encryption $bob null"
	refute_has "$(cvd roster list)" "signs $bot"
}

@test "a contact's key is looked at, too, and one that is retired is not" {
	local vendor gone
	vendor=$(own_key vendor 2027-01-01)
	gone=$(own_key gone 2027-01-01)
	own_key stray 2027-01-01 >/dev/null
	cvd roster add gone --key "$WORLD/gone.asc" >/dev/null
	put_contact acme "$vendor"
	cvd commit contacts >/dev/null
	cvd keys add "$WORLD/vendor.asc" "$WORLD/stray.asc" >/dev/null
	assert_equal "$(findings)" "gone warning expires $gone 60
acme warning expires $vendor 60"
	cvd roster retire gone --reason left >/dev/null
	assert_equal "$(findings)" "acme warning expires $vendor 60"
	assert_equal "$(cvd keys check --json | jq -r '.findings[0].owner')" \
	    contact
}

@test "keys are exported as they are committed" {
	local alice bob
	alice=$(git config user.signingkey)
	bob=$(own_key bob)
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	cvd keys export bob >"$WORLD/out"
	git show "main:keys/$bob.asc" | cmp - "$WORLD/out"
	cvd keys export "0x${bob,,}" | cmp - "$WORLD/out"
	# from HEAD, never from the work tree
	echo x >"keys/$bob.asc"
	cvd keys export bob | cmp - "$WORLD/out"
	cvd keys export >"$WORLD/all"
	git show "main:keys/$alice.asc" "main:keys/$bob.asc" | sort |
		cmp - <(sort "$WORLD/all")
	mkdir -m 700 "$WORLD/gpg-new"
	gpg_of new --import "$WORLD/all"
	assert_equal "$(gpg_of new --with-colons --list-keys | grep -c ^pub)" 2
	run_cvd keys export alice bob --json
	assert_equal "$(json '.keys[].key')" "$alice
$bob"
	assert_equal "$(json '.keys[1].armored')" "$(cat "$WORLD/out")"
	run_cvd keys export eve
	assert_status 4
	assert_has "$talk" "there is no member 'eve'"
	run_cvd keys export 0123456789ABCDEF0123456789ABCDEF01234567
	assert_status 4
}

@test "who only reads needs neither a name nor a key" {
	local before
	before=$(cvd keys list)
	git config --global --unset user.name
	git config --global --unset user.email
	git config --global --unset user.signingkey
	export GNUPGHOME=$WORLD/gpg-none
	mkdir -m 700 "$GNUPGHOME"
	run_cvd keys list
	assert_status 0
	assert_output "$before"
	run_cvd keys check
	assert_status 0
}

@test "without gpg nothing is known of keys" {
	git config gpg.program "$WORLD/none"
	run_cvd keys list
	assert_status 7
	assert_has "$talk" "there is no program '$WORLD/none'"
	run_cvd keys check
	assert_status 7
}

@test "what makes no sense is refused" {
	while IFS='|' read -r part rest; do
		# shellcheck disable=SC2086 # words
		refused 2 "$part" $rest
	done <<ROWS
'keys' can list, add, check and export, not 'drop'|drop
'keys list' takes nothing|list alice
'keys check' takes nothing|check alice
'keys add' takes FILE, one or more|add
'keys add' takes no --at|add x --at 2026-11-20T09:00:00Z
'keys export' takes no --at|export --at 2026-11-20T09:00:00Z
--at|check --at yesterday
ROWS
}
