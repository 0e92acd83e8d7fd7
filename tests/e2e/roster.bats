#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Who may sign, and until when a key counts.

load lib
load keys
setup() { world_setup && make_book 2>/dev/null && cvd verify >/dev/null; }
teardown() { world_teardown; }

# refused CODE PART ARGUMENT...: the change is refused, and nothing happens.
refused() {
	local code=$1 part=$2 before
	before=$(left_behind)
	shift 2
	run_cvd roster "$@"
	assert_status "$code"
	assert_has "$talk" "$part"
	assert_equal "$(left_behind)" "$before"
}

# roster FILTER: jq on the roster.
roster() {
	cvd roster list --json | jq -r "$1"
}

@test "the roster is listed with the ends of keys" {
	local alice bob
	alice=$(git config user.signingkey)
	bob=$(own_key bob '2027-06-01')
	cvd roster add bob --key "$WORLD/bob.asc" --role bot >/dev/null
	run_cvd roster list
	assert_status 0
	assert_output "alice, lead
  key   $alice  never ends
  signs $alice  never ends
bob, bot
  key   $bob  until 2027-06-01 14:00 +02:00
  signs $bob  until 2027-06-01 14:00 +02:00"
	run_cvd roster list --json
	assert_equal "$(json .serial)" 2
	assert_equal "$(json '.members[] | "\(.name) \(.role) \(.primary) \(.expires)"')" \
	    "alice lead $alice null
bob bot $bob 2027-06-01T12:00:00Z"
	assert_equal "$(json '.members[1].signing[].fingerprint')" "$bob"
	assert_equal "$(json '.retired | length')" 0
}

@test "who only reads needs neither a name nor a key" {
	local before
	before=$(cvd roster list)
	git config --global --unset user.name
	git config --global --unset user.email
	git config --global --unset user.signingkey
	GNUPGHOME=$WORLD/gpg-none
	mkdir -m 700 "$GNUPGHOME"
	run_cvd roster list
	assert_status 0
	assert_output "$before"
}

@test "a member joins with a key in a file, by one signed commit" {
	local bob keys before
	before=$(git rev-parse main)
	keys=$(gpg --list-keys 2>/dev/null)
	bob=$(own_key bob)
	run_cvd roster add bob --key "$WORLD/bob.asc"
	assert_status 0
	assert_output "bob: member
  signs with $bob
added: keys/$bob.asc
changed: roster.yaml

Once 'cvd sync' has sent this, tell bob, by a way that the casebook does not go:
  cvd init --clone URL --introduction $before --signer $(git config user.signingkey) --checkpoint $before"
	git verify-commit HEAD
	git fsck --strict
	assert_equal "$(git status --porcelain)" ''
	assert_equal "$(git rev-list --count main)" 2
	assert_equal "$(git log -1 --format=%s)" 'casebook: roster'
	assert_equal "$(git show main:roster.yaml | sed -n '/bob/,$p')" \
	    "  - name: bob
    role: member
    primary: \"$bob\"
    signing:
      - \"$bob\"
retired: []"
	# nobody's keyring has changed
	assert_equal "$(gpg --list-keys 2>/dev/null)" "$keys"
	as bob cvd new --title T --incomplete --description-file - <<<x
	assert_equal "$(git log -1 \
	    --format='%(trailers:key=Cvd-Actor,valueonly,separator=)')" bob
	assert_proven
}

@test "the answer in JSON has what a newcomer needs" {
	local bob before
	before=$(git rev-parse main)
	bob=$(own_key bob)
	run_cvd roster add bob --key "$WORLD/bob.asc" --role lead --json
	assert_status 0
	assert_equal "$(json '.member | "\(.name) \(.role) \(.primary)"')" \
	    "bob lead $bob"
	assert_equal "$(json '.commit, .checkpoint, .url')" \
	    "$(git rev-parse main)"$'\n'"$before"$'\n'null
	assert_equal "$(json .introduction)" \
	    "$(git rev-list --max-parents=0 main)"
	assert_equal "$(json .signer)" "$(git config user.signingkey)"
	assert_equal "$(json '.files[] | "\(.change) \(.path)"')" \
	    "added keys/$bob.asc
changed roster.yaml"
}

@test "a key comes as binary, from standard input, or from one's keyring" {
	local bob carol dave
	bob=$(own_key bob)
	gpg_of bob --export >"$WORLD/bob.gpg"
	run_cvd roster add bob --key "$WORLD/bob.gpg"
	assert_status 0
	assert_has "$(git show "main:keys/$bob.asc")" 'BEGIN PGP PUBLIC KEY BLOCK'
	carol=$(own_key carol)
	run_cvd roster add carol --key - <"$WORLD/carol.asc"
	assert_status 0
	dave=$(make_key dave@example.org Dave)
	run_cvd roster add dave --key "$(sed 's/..../& /g' <<<"${dave,,}")"
	assert_status 0
	assert_equal "$(roster '.members[].primary')" \
	    "$(git config user.signingkey)
$bob
$carol
$dave"
}

@test "a key is kept without what others hung on it" {
	local bob carol
	bob=$(own_key bob)
	carol=$(own_key carol)
	gpg_of carol --import "$WORLD/bob.asc"
	gpg_of carol --quick-sign-key "$bob"
	gpg_of carol --export --armor "$bob" >"$WORLD/signed.asc"
	assert_has "$(gpg --list-packets "$WORLD/signed.asc")" "${carol:24}"
	cvd roster add bob --key "$WORLD/signed.asc"
	refute_has "$(gpg --list-packets "keys/$bob.asc")" "${carol:24}"
}

@test "what is no public key is refused" {
	own_key bob >/dev/null
	gpg_of bob --armor --export-secret-keys >"$WORLD/secret.asc"
	own_key carol >/dev/null
	cat "$WORLD/bob.asc" "$WORLD/carol.asc" >"$WORLD/two.asc"
	echo hello >"$WORLD/text"
	refused 2 'this is a secret key' add bob --key "$WORLD/secret.asc"
	refused 2 'this is more than one key' add bob --key "$WORLD/two.asc"
	refused 2 'this is no OpenPGP key' add bob --key "$WORLD/text"
	refused 2 "cannot read '$WORLD/none'" add bob --key "$WORLD/none"
	refused 2 'by its whole fingerprint alone' add bob --key alice@example.org
	refused 2 'by its whole fingerprint alone' add bob --key 0xDEADBEEF
	refused 7 'gpg has no such public key' add bob \
	    --key 0123456789ABCDEF0123456789ABCDEF01234567
}

@test "parts that can sign are listed, unless some are named" {
	local bob good old gone
	bob=$(own_key bob)
	old=$(own_subkey bob sign 1d)
	gone=$(own_subkey bob sign never)
	revoke_subkey bob 3
	good=$(own_subkey bob sign never)
	run_cvd roster add bob --key "$WORLD/bob.asc" -n --json
	assert_equal "$(json '.member.signing[].fingerprint')" "$bob
$good"
	run_cvd roster add bob --key "$WORLD/bob.asc" -n --json --signing "$good"
	assert_equal "$(json '.member.signing[].fingerprint')" "$good"
	refused 5 "key $old has expired on" add bob --key "$WORLD/bob.asc" \
	    --signing "$old"
	refused 5 "key $gone is revoked" add bob --key "$WORLD/bob.asc" \
	    --signing "$gone"
	refused 5 "key $(part_of bob 1) is not made for signing" add bob \
	    --key "$WORLD/bob.asc" --signing "$(part_of bob 1)"
	refused 5 "has no part $(git config user.signingkey)" add bob \
	    --key "$WORLD/bob.asc" --signing "$(git config user.signingkey)"
	refused 2 "key $good is named twice" add bob --key "$WORLD/bob.asc" \
	    --signing "$good" --signing "$good"
	refused 2 "--signing: 'abc' is no whole fingerprint" add bob \
	    --key "$WORLD/bob.asc" --signing abc
}

@test "who cannot join is told why" {
	local bob dave
	bob=$(own_key bob)
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	refused 5 "there is a member 'bob' already" add bob \
	    --key "$WORLD/bob.asc"
	refused 5 "key $bob is that of 'bob'" add eve --key "$WORLD/bob.asc"
	refused 2 "'Eve' is no name for a member" add Eve --key "$WORLD/bob.asc"
	cvd roster retire bob --reason left >/dev/null
	refused 5 "key $bob was retired" add bob --key "$WORLD/bob.asc"
	own_key cert never cert >/dev/null
	refused 5 'can sign' add eve --key "$WORLD/cert.asc"
	own_key late 1d >/dev/null
	refused 5 'has expired on 2020-01-02' add eve --key "$WORLD/late.asc"
	dave=$(own_key dave)
	revoke_key dave
	refused 5 "key $dave is revoked" add eve --key "$WORLD/dave.asc"
}

@test "the clock that counts is that of the machine" {
	own_key bob 2026-11-30 >/dev/null
	CVD_NOW=2026-11-30T12:00:00Z refused 5 'has expired on 2026-11-30' add \
	    bob --key "$WORLD/bob.asc"
}

@test "only a lead changes the roster" {
	local role
	own_key dave >/dev/null
	for role in member bot; do
		own_key "$role" >/dev/null
		cvd roster add "$role" --key "$WORLD/$role.asc" \
		    --role "$role" >/dev/null
		as "$role" refused 5 "is not for a $role to change" add dave \
		    --key "$WORLD/dave.asc"
		as "$role" refused 5 "is not for a $role to change" set-role \
		    "$role" lead
		as "$role" refused 5 "is not for a $role to change" retire \
		    alice --reason compromised
	done
	as dave refused 5 'is of no member of this casebook' set-role alice bot
}

@test "a role changes, and a lead is left" {
	own_key bob >/dev/null
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	run_cvd roster set-role bob lead
	assert_status 0
	assert_has "$output" 'bob: lead'
	assert_has "$output" 'changed: roster.yaml'
	run_cvd roster set-role alice bot
	assert_status 0
	assert_equal "$(roster '.members[].role')" 'bot
lead'
	as bob refused 5 "'bob' is the last lead" set-role bob member
	as bob refused 1 "'bob' is a lead already" set-role bob lead
	as bob refused 4 "there is no member 'eve'" set-role eve lead
	as bob refused 2 "'boss' is no role" set-role alice boss
	assert_proven
}

@test "the command that a newcomer is told is the one to join by" {
	mkdir "$WORLD/bin" && ln -s "$CVD_BIN" "$WORLD/bin/cvd"
	git clone -q --bare . "$WORLD/it's here.git"
	git remote add origin "$WORLD/it's here.git"
	own_key bob >/dev/null
	run_cvd roster add bob --key "$WORLD/bob.asc" --json
	assert_equal "$(json .url)" "$WORLD/it's here.git"
	git push -q origin main
	git config --global user.signingkey "$(part_of bob 0)"
	(
		cd "$WORLD"
		export XDG_CONFIG_HOME=$WORLD/bobs GNUPGHOME=$WORLD/gpg-bob
		PATH=$WORLD/bin:$PATH
		eval "$(json .join) copy" >said 2>&1 || cat said
		grep -qx 'You sign as bob.' said
	)
	# a change that they did not get yet does not keep them out
	assert_equal "$(git -C "$WORLD/copy" rev-parse HEAD)" \
	    "$(git rev-parse main)"
}

@test "a password in the address of a remote is told to nobody" {
	own_key bob >/dev/null
	git remote add origin https://example.org/other.git
	git remote add team https://alice:s3cret@example.org/book.git
	git config branch.main.remote team
	run_cvd roster add bob --key "$WORLD/bob.asc" -n
	assert_status 0
	assert_has "$output" ' --clone https://alice@example.org/book.git '
	refute_has "$output$talk" s3cret
	git config --unset branch.main.remote
	run_cvd roster add bob --key "$WORLD/bob.asc" -n --json
	assert_equal "$(json .url)" https://example.org/other.git
}

@test "who is retired while something waits is warned of" {
	own_key bob >/dev/null
	own_key carol >/dev/null
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	cvd roster add carol --key "$WORLD/carol.asc" >/dev/null
	git remote add origin ../server.git
	git remote add other ../other.git
	# what is here already is nothing new
	git update-ref refs/cvd/proven/other/main HEAD~
	git update-ref refs/cvd/incoming/other/main HEAD
	run_cvd roster retire bob --reason left -n
	assert_status 0
	assert_talk ''
	git clone -q . ../elsewhere
	git -C ../elsewhere commit -q --allow-empty --no-gpg-sign -m later
	git fetch -q ../elsewhere main:refs/cvd/incoming/origin/main
	run_cvd roster retire bob --reason left -n --json
	assert_status 0
	assert_equal "$(json '.unseen[]')" refs/cvd/incoming/origin/main
	assert_talk "cvd: warning: refs/cvd/incoming/origin/main has commits that are not here: those that the key signed would not count, and be in the way of the next sync; 'cvd sync' first gets them in"
	# who names the commit knows why
	run_cvd roster retire bob --reason left --good-until HEAD -n
	assert_talk ''
	git update-ref refs/cvd/proven/origin/main refs/cvd/incoming/origin/main
	run_cvd roster retire bob --reason left
	assert_status 0
	assert_has "$talk" refs/cvd/proven/origin/main
	assert_equal "$(roster '.retired[].good_until')" "$(git rev-parse HEAD~)"
	assert_proven
}

@test "who leaves signs no more" {
	local bob tip
	bob=$(own_key bob)
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	as bob cvd new --title T --incomplete --description-file - <<<x
	tip=$(git rev-parse main)
	run_cvd roster retire bob --reason left
	assert_status 0
	assert_output "bob: no member any more
retired: $bob
  left, good until $tip
changed: roster.yaml"
	assert_equal "$(roster '.members[].name')" alice
	assert_equal "$(roster '.retired[] | "\(.key) \(.reason) \(.good_until) \(.void)"')" \
	    "$bob left $tip []"
	as bob run_cvd new --title T --incomplete --description-file - <<<x
	assert_status 5
	assert_has "$talk" "key $bob was retired and signs no more"
	# what it signed by then, and its key, stay
	assert_has "$(git ls-files keys)" "$bob"
	run_cvd roster list
	assert_has "$output" "retired: $bob
  left, good until $tip"
	assert_proven
}

@test "nobody is retired by the key that is retired" {
	local bob
	refused 5 "'alice' is the last lead" retire alice --reason left
	bob=$(own_key bob)
	cvd roster add bob --key "$WORLD/bob.asc" --role lead >/dev/null
	as bob refused 5 'rotate to a new key first' retire bob --reason left
	as bob refused 5 'your own key signs this change' retire "$bob" \
	    --reason compromised
	run_cvd roster retire bob --reason left
	assert_status 0
}

@test "one of several keys is retired by its fingerprint" {
	local bob second
	bob=$(own_key bob)
	second=$(own_subkey bob sign never)
	cvd roster add bob --key "$WORLD/bob.asc" --signing "$second" >/dev/null
	refused 5 "without key $second 'bob' could not sign" retire "$second" \
	    --reason superseded
	refused 5 "without key $bob 'bob' could not sign" retire "$bob" \
	    --reason superseded
	refused 5 "does not sign, so there is nothing" retire \
	    "$(part_of bob 1)" --reason left
	refused 4 'there is no key 0123' retire \
	    0123456789ABCDEF0123456789ABCDEF01234567 --reason left
	refused 4 "there is no member 'carol'" retire carol --reason left
	put_contact acme "$(own_key vendor)"
	cp "$WORLD/vendor.asc" "keys/$(part_of vendor 0).asc"
	cvd commit contacts keys >/dev/null
	refused 5 "is that of the contact 'acme'" retire \
	    "$(part_of vendor 0)" --reason left
	cvd roster rotate bob --key "$WORLD/bob.asc" --signing "$bob" \
	    --signing "$second" >/dev/null
	run_cvd roster retire "${second,,}" --reason superseded --json
	assert_status 0
	assert_equal "$(json '.member.signing[].fingerprint')" "$bob"
	assert_equal "$(json '.retired[].key')" "$second"
	refused 5 "key $second was retired" rotate bob --key "$WORLD/bob.asc" \
	    --signing "$second"
	refused 1 'nothing has changed' rotate bob --key "$WORLD/bob.asc"
	assert_proven
}

@test "a new part of one's own key comes from where it was made" {
	local alice first
	alice=$(git config user.signingkey)
	gpgconf --kill all
	cp -r "$GNUPGHOME" "$WORLD/gpg-laptop"
	first=$(own_subkey laptop sign)
	# there, gpg signs with the new part, which nobody has listed yet
	GNUPGHOME=$WORLD/gpg-laptop refused 7 \
	    "key $first signed, which the roster does not list" rotate alice \
	    --key "$WORLD/laptop.asc"
	run_cvd roster rotate alice --key "$WORLD/laptop.asc" --json
	assert_status 0
	assert_equal "$(json '.member.signing[].fingerprint')" "$alice
$first"
	assert_equal "$(json '.replaced | length')" 0
	# a key of one's own is retired by another one
	GNUPGHOME=$WORLD/gpg-laptop refused 5 \
	    "gpg signs with $first, which this would retire" retire "$first" \
	    --reason superseded
	run_cvd roster retire "$first" --reason superseded
	assert_status 0
	assert_equal "$(roster '.members[0].signing[].fingerprint')" "$alice"
	assert_proven
}

@test "a member rotates, and retires the old key with the new one" {
	local old new rotation
	old=$(git config user.signingkey)
	new=$(make_key new@example.org 'Alice Example')
	run_cvd roster rotate alice --key "$new"
	assert_status 0
	assert_has "$output" "alice: lead
  signs with $new
added: keys/$new.asc
changed: roster.yaml"
	assert_has "$output" "git config user.signingkey $new"
	assert_has "$output" "cvd roster retire $old --reason superseded"
	assert_equal "$(roster '.retired | length')" 0
	rotation=$(git rev-parse main)
	run_cvd roster retire "$old" --reason superseded
	assert_status 5
	assert_has "$talk" "key $old is of no member"
	git config user.signingkey "$new"
	run_cvd roster retire "$old" --reason superseded
	assert_status 0
	assert_equal "$(roster '.retired[] | "\(.key) \(.good_until)"')" \
	    "$old $rotation"
	assert_equal "$(git log -1 --format=%GP main)" "$new"
	assert_equal "$(git log -1 --format=%GP main~1)" "$old"
	assert_proven
}

@test "another lead rotates and retires at once" {
	local old new tip
	old=$(own_key bob)
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	tip=$(git rev-parse main)
	new=$(own_key newbob)
	run_cvd roster rotate bob --key "$WORLD/newbob.asc" --json
	assert_status 0
	assert_equal "$(json '.retired[] | "\(.key) \(.reason) \(.good_until)"')" \
	    "$old superseded $tip"
	assert_equal "$(json '.replaced | length')" 0
	assert_equal "$(json '.member.primary')" "$new"
	as bob run_cvd roster list
	assert_status 0
	as bob run_cvd new --title T --incomplete --description-file - <<<x
	assert_status 5
	as newbob run_cvd new --title T --incomplete --description-file - <<<x
	assert_status 0
	assert_proven
}

@test "the same key gets another part to sign with" {
	local bob first second
	bob=$(own_key bob)
	first=$(own_subkey bob sign never)
	cvd roster add bob --key "$WORLD/bob.asc" --signing "$first" >/dev/null
	second=$(own_subkey bob sign never)
	run_cvd roster rotate bob --key "$WORLD/bob.asc" --signing "$second" --json
	assert_status 0
	assert_equal "$(json '.files[] | "\(.change) \(.path)"')" \
	    "changed keys/$bob.asc
changed roster.yaml"
	assert_equal "$(json '.retired[].key')" "$first"
	refused 1 'nothing has changed' rotate bob --key "$WORLD/bob.asc" \
	    --signing "$second"
	refused 4 "there is no member 'eve'" rotate eve --key "$WORLD/bob.asc"
	assert_proven
	# a copy without what signed would leave history unproven
	gpg_of bob --armor --export --export-filter "drop-subkey=fpr=$first" \
	    >"$WORLD/part.asc"
	refused 5 "lacks $first, which may have signed" rotate bob \
	    --key "$WORLD/part.asc" --signing "$bob"
}

@test "a key that was stolen counts until a commit, and the rest is void" {
	local bob good id case_commit vendor_commit contact events
	bob=$(own_key bob)
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	id=$(make_case)
	as bob cvd ack "$id" --no-letter 'told by phone' >/dev/null
	good=$(git rev-parse main)
	as bob cvd assess "$id" --accept --no-letter x >/dev/null
	as bob cvd vendor add "$id" acme --name Acme >/dev/null
	case_commit=$(git rev-parse main~1)
	vendor_commit=$(git rev-parse main)
	cvd note "$id" --file - <<<'by alice' >/dev/null
	put_contact acme
	as bob cvd commit contacts >/dev/null
	contact=$(git rev-parse main)
	refused 5 "hint: add --void ${case_commit:0:10} --void ${vendor_commit:0:10} --void ${contact:0:10}, or" \
	    retire bob --reason compromised --good-until "${good:0:8}"
	refused 5 "hint: add --void ${contact:0:10}, or" retire bob \
	    --reason compromised --good-until "$good" --void "$case_commit" \
	    --void "$vendor_commit"
	refused 5 'is not one that key' retire bob --reason compromised \
	    --good-until "$good" --void "$(git rev-parse main~1)"
	refused 5 'is not one that key' retire bob --reason compromised \
	    --void "$contact"
	refused 2 'named twice' retire bob --reason compromised \
	    --good-until "$good" --void "$contact" --void "$contact"
	refused 4 "there is no commit 'none'" retire bob --reason compromised \
	    --good-until none
	refused 4 'is not of this history' retire bob --reason compromised \
	    --good-until "$(git commit-tree -m x main^{tree} </dev/null)"
	run_cvd roster retire bob --reason compromised --good-until "$good" \
	    --void "${case_commit:0:12}" --void "$vendor_commit" --void "$contact"
	assert_status 0
	assert_has "$output" "retired: $bob
  compromised, good until $good
  void: $case_commit
  void: $vendor_commit
  void: $contact"
	assert_has "$output" "look at what ${contact:0:10} changed"
	# and what is printed to be done can be done
	events=$(grep '^  cvd void' <<<"$output")
	assert_equal "$(wc -l <<<"$events")" 1
	assert_has "$events" "cvd void $id "
	eval "$events"
	assert_equal "$(cvd show "$id" --json | jq -r .state)" acknowledged
	assert_proven
}

@test "the answer in JSON names cases and events that became void" {
	local good id
	own_key bob >/dev/null
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	id=$(make_case)
	good=$(git rev-parse main)
	as bob cvd ack "$id" --no-letter x >/dev/null
	run_cvd roster retire bob --reason compromised --good-until "$good" \
	    --void "$(git rev-parse main)" --json
	assert_status 0
	assert_equal "$(json '.voided[] | "\(.commit) \(.case) \(.events[0])"')" \
	    "$(git rev-parse main~1) $id $(cvd show "$id" --json |
		jq -r '.events[-1].id')"
	assert_equal "$(json '.left, .member')" 'bob
null'
}

@test "what a retired key signs later becomes void later" {
	local bob tip late
	bob=$(own_key bob)
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	tip=$(git rev-parse main)
	cvd roster retire bob --reason left >/dev/null
	refused 1 'was retired already, nothing has changed' retire "$bob" \
	    --reason left
	# on a branch from before, which others may have built on
	git checkout -q -b side "$tip"
	GNUPGHOME=$WORLD/gpg-bob git -c user.signingkey="$bob" commit -q \
	    --allow-empty -S -m late
	late=$(git rev-parse side)
	git checkout -q main
	refused 5 'is not one that key' retire "$bob" --reason left \
	    --void "$tip"
	refused 5 'was retired as left, which stays' retire "$bob" \
	    --reason compromised --void "$late"
	refused 5 "counts until $tip, which stays" retire "$bob" --reason left \
	    --good-until main --void "$late"
	run_cvd roster retire "$bob" --reason left --void "$late"
	assert_status 0
	assert_equal "$(roster '.retired[] | "\(.good_until) \(.void[])"')" \
	    "$tip $late"
	refused 2 'is void already' retire "$bob" --reason left --void "$late"
	assert_proven
}

@test "a dry run shows the message and what would be, and leaves nothing" {
	own_key bob >/dev/null
	assert_unchanged run_cvd roster add bob --key "$WORLD/bob.asc" -n
	assert_status 0
	assert_has "$output" 'casebook: roster'
	assert_has "$output" 'Cvd-Content-SHA256: '
	assert_has "$output" 'bob: member'
	assert_has "$output" 'changed: roster.yaml'
	assert_has "$output" "--checkpoint $(git rev-parse main)"
	run_cvd roster add bob --key "$WORLD/bob.asc" -n --json
	assert_equal "$(json '.commit, .checkpoint')" "null
$(git rev-parse main)"
}

@test "comments go, and what is reserved stays" {
	sed -i -e 's/^serial: 1/serial: 2 # mine/' roster.yaml
	printf 'approvals:\n  roster: 2\n' >>roster.yaml
	cvd commit roster.yaml >/dev/null
	own_key bob >/dev/null
	cvd roster add bob --key "$WORLD/bob.asc" >/dev/null
	assert_equal "$(sed -n '/^serial/p; /^approvals/,$p' roster.yaml)" \
	    'serial: 3
approvals:
  roster: 2'
}

@test "a roster that was changed by hand is not overwritten" {
	own_key bob >/dev/null
	echo '# mine' >>roster.yaml
	run_cvd roster add bob --key "$WORLD/bob.asc"
	assert_status 6
	assert_has "$talk" "'roster.yaml' was changed by hand"
	assert_equal "$(tail -1 roster.yaml)" '# mine'
}

@test "a bare casebook has a roster, too" {
	own_key bob >/dev/null
	cd "$WORLD"
	cvd init bare --bare --name Desk --policy nl-ncsc --as alice \
	    >/dev/null 2>&1
	run_cvd -C bare roster add bob --key bob.asc
	assert_status 0
	git -C bare verify-commit main
}

@test "what makes no sense is refused" {
	local rest
	while IFS='|' read -r part rest; do
		# shellcheck disable=SC2086 # words
		refused 2 "$part" $rest
	done <<ROWS
'roster' can list, add, set-role, retire and rotate, not 'drop'|drop
'roster list' takes nothing|list alice
'roster add' takes a NAME|add
'roster set-role' takes a NAME and a ROLE|set-role alice
'roster' takes no 'x'|set-role alice lead x
missing: --key KEY|add bob
missing: --key KEY|rotate alice
missing: --reason|retire alice
'roster list' takes no --key|list --key x
'roster set-role' takes no --role|set-role alice lead --role lead
'roster rotate' takes no --role|rotate alice --key x --role lead
'roster add' takes no --void|add bob --key x --void y
'roster retire' takes no --signing|retire alice --reason left --signing x
--reason|retire alice --reason bored
ROWS
}
