#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Attacks on the commit object and its signature.

load lib
load attack
setup_file() { team_setup; }
setup() { team_copy; }
teardown() { team_remove; }
teardown_file() { world_teardown; }

# noted: what the attacker makes a commit of: a note on the case by alice.
noted() {
	tree=$(tree_of "$file" ../draft.yaml)
	message=$(case_message "$tree")
}

# recruit NAME KEY: a member with a key of another kind.
recruit() {
	enlist "$1" member "$2" && draft "$2" note "$id" --file - <<<'Seen.'
}

# make_rsa BITS: prints the fingerprint of such a key.
make_rsa() {
	command gpg --batch --quiet --passphrase '' --pinentry-mode loopback \
	    --faked-system-time 20200101T000000 --quick-generate-key \
	    "Rsa $1 (INSECURE test key) <rsa$1@example.org>" "rsa$1" sign never \
	    2>/dev/null
	gpg --batch --with-colons --list-keys "rsa$1@example.org" 2>/dev/null |
		awk -F: '$1 == "fpr" { print $10; exit }'
}

@test "a byte of a commit is flipped" {
	commit_case
	bad=$(git cat-file commit HEAD | sed 's/thor@example/thar@example/' | put)
	found bad-signature "$bad"
}

@test "a byte of a file is flipped, below a signature that was true" {
	commit_case
	forge 's/As others see it/As others saw it/'
	tree=$(tree_of "$file" ../forged.yaml)
	bad=$(git cat-file commit HEAD | sed "s/^tree .*/tree $tree/" | put)
	found bad-signature "$bad"
}

@test "a byte of the signature is flipped" {
	noted
	unsigned "$tree" "$message" && sign "$alice"
	sed -i '3s/A/B/; 4s/./x/' ../commit.asc
	bad=$(sealed | put)
	found malformed-signature "$bad"
}

@test "the signature is that of another commit" {
	noted
	git cat-file commit HEAD >../other
	unsigned "$tree" "$message"
	sed -n '/^gpgsig/,/END PGP/p' ../other | sed 's/^gpgsig //; s/^ //' \
	    >../commit.asc
	bad=$(sealed | put)
	found bad-signature "$bad"
}

@test "a commit is not signed" {
	noted
	unsigned "$tree" "$message"
	bad=$(put <../commit)
	refused 5
	found unsigned "$bad"
}

@test "a stranger signs, whose key nobody has" {
	noted
	bad=$(commit_as "$mallory" "$tree" "$message")
	refused 5
	found unknown-signer "$bad"
}

@test "a stranger signs, whose key is a contact's" {
	gpg --armor --export "$mallory" >../mallory.asc
	commit_files "keys/$mallory.asc" ../mallory.asc
	draft "$alice" note "$id" --file - <<<'Seen.'
	noted
	bad=$(commit_as "$mallory" "$tree" "$message")
	found unauthorised "$bad"
}

@test "two signatures, in a header each" {
	noted
	unsigned "$tree" "$message" && sign "$bob" && sealed >../once
	sign "$alice" && cp ../once ../commit
	bad=$(sealed | put)
	found malformed "$bad"
}

@test "two signatures in one armor" {
	noted
	unsigned "$tree" "$message" && sign "$alice" --local-user "$bob!"
	bad=$(sealed | put)
	found malformed-signature "$bad"
}

@test "two armors in one header" {
	noted
	unsigned "$tree" "$message" && sign "$bob" && cp ../commit.asc ../first
	sign "$alice" && cat ../first >>../commit.asc
	bad=$(sealed | put)
	found malformed-signature "$bad"
}

@test "the signature stands in the message" {
	noted
	unsigned "$tree" "$message" && sign "$alice"
	bad=$({
		cat ../commit
		sed '1s/^/gpgsig /; 2,$s/^/ /' ../commit.asc
	} | put)
	found unsigned "$bad"
}

@test "a NUL byte, and what follows it" {
	noted
	unsigned "$tree" "$message" && sign "$alice"
	bad=$({ sealed && printf '\0More.\n'; } | put)
	refused 5
	found malformed "$bad"
}

@test "bytes behind the message" {
	noted
	unsigned "$tree" "$message" && sign "$alice"
	bad=$({ sealed && echo 'Cvd-Actor: bob'; } | put)
	found bad-signature "$bad"
}

@test "bytes behind the armor" {
	noted
	unsigned "$tree" "$message" && sign "$alice"
	echo 'Not signed.' >>../commit.asc
	bad=$(sealed | put)
	found malformed-signature "$bad"
}

@test "a header gpgsig-sha256 more" {
	noted
	unsigned "$tree" "$message" && sign "$alice" && sealed >../once
	cp ../once ../commit
	bad=$(sealed gpgsig-sha256 | put)
	found malformed "$bad"
}

@test "a header that git does not know" {
	noted
	unsigned "$tree" "$message"
	sed -i '/^committer /a reviewed-by Alice Example' ../commit
	sign "$alice"
	bad=$(sealed | put)
	found malformed "$bad"
}

@test "a whole signed message for a signature" {
	noted
	unsigned "$tree" "$message"
	gpg --batch --quiet --armor --local-user "$alice!" --sign \
	    -o ../commit.asc ../commit
	bad=$(sealed | put)
	found malformed-signature "$bad"
}

@test "a signature over text, where ends of lines do not count" {
	noted
	unsigned "$tree" "$message" && sign "$alice" --textmode
	bad=$(sealed | put)
	found malformed-signature "$bad"
}

@test "a signature that will end" {
	noted
	unsigned "$tree" "$message" && sign "$alice" --default-sig-expire 1d
	bad=$(sealed | put)
	found malformed-signature "$bad"
}

@test "a signature by SSH" {
	noted
	unsigned "$tree" "$message"
	ssh-keygen -q -t ed25519 -N '' -C alice -f ../ssh
	ssh-keygen -q -Y sign -f ../ssh -n git ../commit
	cp ../commit.sig ../commit.asc
	bad=$(sealed | put)
	found unsupported-signature "$bad"
}

@test "a signature by X.509" {
	noted
	unsigned "$tree" "$message"
	printf '%s\n' '-----BEGIN SIGNED MESSAGE-----' MIIBgwYJKoZIhvcNAQcC \
	    '-----END SIGNED MESSAGE-----' >../commit.asc
	bad=$(sealed | put)
	found unsupported-signature "$bad"
}

@test "a signature by SHA-1" {
	key=$(make_rsa 3072)
	recruit rsa "$key"
	noted
	unsigned "$tree" "$message" && sign "$key" --digest-algo SHA1
	bad=$(sealed | put)
	found weak-signature "$bad"
}

@test "a key of too few bits" {
	key=$(make_rsa 2048)
	recruit rsa "$key"
	noted
	bad=$(commit_as "$key" "$tree" "$message")
	found weak-signature "$bad"
}

@test "a signature of tomorrow" {
	noted
	bad=$(at 2026-11-21T09:00:00Z commit_as "$alice" "$tree" "$message")
	found future "$bad"
}

@test "a signature from before there was the key" {
	noted
	at 2019-06-01T00:00:00Z unsigned "$tree" "$message"
	at 2019-06-01T00:00:00Z sign "$alice" --ignore-time-conflict
	bad=$(sealed | put)
	found bad-signature "$bad"
}

@test "commit and signature are half an hour apart" {
	noted
	unsigned "$tree" "$message"
	at 2026-11-20T08:30:00Z sign "$alice"
	bad=$(sealed | put)
	found time-mismatch "$bad"
}

@test "a merge under the message of another commit" {
	noted
	good=$(git rev-parse HEAD)
	side=$(commit_as "$alice" "$tree" "$message")
	printf '%s\n' "$good" >.git/refs/heads/main
	cover
	other=$(git rev-parse HEAD)
	tree=$(tree_of "$file" ../draft.yaml)
	bad=$(commit_as "$alice" "$tree" "$message" "$other" "$side")
	found message "$bad"
}

@test "a commit of three parents" {
	noted
	bad=$(commit_as "$alice" "$tree" "$message" "$(git rev-parse HEAD)" \
	    "$(git rev-parse HEAD~2)" "$(git rev-parse HEAD~3)")
	found malformed "$bad"
}

@test "a commit of more than a mebibyte" {
	noted
	unsigned "$tree" "$message"
	head -c 1100000 /dev/zero | tr '\0' x >>../commit
	sign "$alice"
	bad=$(sealed | put)
	found malformed "$bad"
}

@test "a commit that changes nothing" {
	bad=$(commit_as "$alice" "$(git rev-parse 'HEAD^{tree}')" \
	    "$(team_message HEAD)")
	refused 5
	found empty "$bad"
}

@test "the trailer covers other bytes" {
	noted
	hash=$(sha256sum ../draft.yaml | cut -c 1-64)
	message=$(sed "s/^\(Cvd-Content-SHA256\): .*/\1: $hash/" <<<"$message")
	bad=$(commit_as "$alice" "$tree" "$message")
	found content-hash "$bad"
}

# says SCRIPT: the message says something else than the commit does.
says() {
	noted
	forged=$(sed "$1" <<<"$message")
	[ "$forged" != "$message" ]
	bad=$(commit_as "$alice" "$tree" "$forged")
	found message "$bad"
}
@test "the message names another actor" { says 's/^Cvd-Actor: .*/Cvd-Actor: bob/'; }
@test "the message names another event" { says '/^Cvd-Event: /s/[a-z_]*$/assessed/'; }
@test "the message names another id of an event" { says '/^Cvd-Event: /s/: ./: 0/'; }
@test "the message names another state" {
	says 's/^Cvd-Policy/Cvd-State: received -> closed\n&/'
}
@test "the message names another policy" { says 's/^Cvd-Policy: .*/Cvd-Policy: house@1/'; }
@test "the message names another case" { says 's/^Cvd-Case: .*/Cvd-Case: CVD-2026-0000000/'; }
@test "the message leaves the policy out" { says '/^Cvd-Policy: /d'; }
@test "the message has a trailer more" { says '$s/$/\nReviewed-by: bob/'; }
@test "the message is one of a person" {
	noted
	bad=$(commit_as "$alice" "$tree" 'Tidy up')
	found message "$bad"
}
@test "the message is one of the team's files" {
	noted
	bad=$(commit_as "$alice" "$tree" "$(team_message "$tree")")
	found message "$bad"
}
