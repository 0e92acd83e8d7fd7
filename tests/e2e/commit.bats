#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Committing files of the team that were changed by hand.

load lib
setup() { world_setup && make_book 2>/dev/null; }
teardown() { world_teardown; }

# put_contact ID: a contact in the work tree, as it should be.
put_contact() {
	mkdir -p contacts
	contact_text "$1" 'Example Ltd' >"contacts/$1.yaml"
}

# refused CODE PART ARGUMENT...: the commit is refused, and nothing happens.
refused() {
	local code=$1 part=$2 before
	before=$(git rev-parse main)
	shift 2
	run_cvd commit "$@"
	assert_status "$code"
	assert_has "$talk" "$part"
	assert_equal "$(git rev-parse main)" "$before"
}

# add_member NAME ROLE: a member of the roster with a key of their own, whose
# fingerprint it prints.
add_member() {
	local fingerprint
	fingerprint=$(make_key "$1@example.org" "$1")
	gpg --armor --export "$fingerprint" >"keys/$fingerprint.asc"
	sed -i "s/^serial: .*/serial: 2/; /^retired:/i\\
  - name: $1\\
    role: $2\\
    primary: \"$fingerprint\"\\
    signing:\\
      - \"$fingerprint\"" roster.yaml
	cvd commit keys roster.yaml >/dev/null && printf '%s\n' "$fingerprint"
}

@test "what was changed by hand is one signed commit" {
	put_contact acme
	sed -i 's/^name: .*/name: Another Desk/' cvd.yaml
	run_cvd commit contacts cvd.yaml --json
	assert_status 0
	assert_equal "$(json .schema)" 1
	assert_equal "$(json .commit)" "$(git rev-parse main)"
	assert_equal "$(json '.files[] | "\(.change) \(.path)"')" \
	    'added contacts/acme.yaml
changed cvd.yaml'
	git verify-commit HEAD
	git fsck --strict
	assert_equal "$(git status --porcelain)" ''
	assert_equal "$(git log -1 --format=%s)" 'casebook: commit'
	assert_equal "$(git log -1 \
	    --format='%(trailers:key=Cvd-Actor,valueonly,separator=)')" alice
}

@test "a dry run shows the message and the files alone" {
	put_contact acme
	run_cvd commit . -n
	assert_status 0
	assert_has "$output" 'casebook: commit'
	assert_has "$output" 'Cvd-Content-SHA256: '
	assert_has "$output" 'added: contacts/acme.yaml'
	assert_equal "$(git rev-list --count main)" 1
	run_cvd commit . -n --json
	assert_equal "$(json '.commit, .files[0].path')" $'null\ncontacts/acme.yaml'
}

@test "what was removed from the work tree is removed" {
	put_contact acme
	cvd commit contacts/acme.yaml
	rm -r contacts
	run_cvd commit contacts
	assert_status 0
	assert_output 'removed: contacts/acme.yaml'
	assert_equal "$(git ls-files contacts)" ''
	assert_equal "$(git status --porcelain)" ''
}

@test "what is staged as it is to be does not matter" {
	put_contact acme
	git add contacts
	run_cvd commit contacts
	assert_status 0
	assert_equal "$(git status --porcelain)" ''
	put_contact other
	git add contacts
	sed -i 's/Example/Other/' contacts/other.yaml
	refused 6 'contacts/other.yaml' contacts
}

@test "where nothing has changed the answer is no" {
	refused 1 'nothing has changed' cvd.yaml policies .
}

@test "what is not the team's is refused" {
	local id
	id=$(make_case)
	echo >>.gitattributes
	echo x >notes.txt
	mkdir -p templates/nl contacts
	echo x >contacts/notes.txt
	echo x >templates/nl/UPPER.txt
	while IFS='|' read -r code path part; do
		refused "$code" "$part" "$path"
	done <<ROWS
5|cases/${id:4:4}/${id:9:2}/$id.yaml|is no file of the team
5|cases|cases are changed by the commands
5|.gitattributes|is no file of the team
5|notes.txt|is no file of the team
5|contacts|'contacts/notes.txt' is no file of the team
5|templates/nl|'templates/nl/UPPER.txt' is no file of the team
2|contacts/../cvd.yaml/x|paths count from the top
2|../book/cvd.yaml|is no path of the casebook
2|/etc/passwd|is no path of the casebook
4|contacts/nobody.yaml|there is no file 'contacts/nobody.yaml'
ROWS
}

@test "a file that is not as it should be is named with line and column" {
	put_contact acme
	sed -i 's/^role: vendor/role: vendour/' contacts/acme.yaml
	refused 2 'contacts/acme.yaml:4:' contacts
	put_contact acme
	echo 'colour: red' >>contacts/acme.yaml
	refused 2 "contacts/acme.yaml:12:1: unknown field 'colour'" contacts
	put_contact acme
	printf 'schema: cvd-contact/1\r\n' >contacts/acme.yaml
	refused 2 'contacts/acme.yaml:1:' contacts
	printf 'a: &x 1\nb: *x\n' >contacts/acme.yaml
	refused 2 'contacts/acme.yaml:1:' contacts
	put_contact acme
	mv contacts/acme.yaml contacts/other.yaml
	refused 2 "not the name of the file" contacts
	rm contacts/other.yaml
	mkdir -p templates/nl
	printf 'Subject: x\n\n{{nonsense}}\n' >templates/nl/ack.txt
	refused 2 'templates/nl/ack.txt:' templates
}

@test "all errors are counted" {
	printf 'x: 1\n' >policies/one.yaml
	printf 'x: 1\n' >policies/two.yaml
	refused 2 'hint: and 1 more' policies
}

@test "a letter of one's own is used from then on" {
	mkdir -p templates/nl
	printf 'Subject: [{{case.id}}] Ontvangen\n\nDank, %s.\n' \
	    '{{team.signatory}}' >templates/nl/ack.txt
	run_cvd commit templates
	assert_status 0
	assert_output 'added: templates/nl/ack.txt'
}

@test "what others speak of stays" {
	rm policies/nl-ncsc.yaml
	refused 2 "there is no file 'policies/nl-ncsc.yaml'" policies
	git checkout -q policies
	rm calendars/nl.yaml
	refused 2 "there is no file 'calendars/nl.yaml'" calendars
	git checkout -q calendars
	rm cvd.yaml
	refused 5 "'cvd.yaml' is never removed" cvd.yaml
	git checkout -q cvd.yaml
	rm keys/*.asc
	refused 5 'is never removed' keys
}

@test "the id of a casebook never changes" {
	sed -i 's/^id: .*/id: 5T3ZK0V9QX7M2D8HJ4N6B1CRWY/' cvd.yaml
	refused 2 'cvd.yaml:2:' cvd.yaml
}

@test "the roster counts on, and a member can join" {
	local bob
	sed -i 's/^serial: 1/serial: 3/' roster.yaml
	refused 2 'roster.yaml:2:9: the serial must be 2' roster.yaml
	git checkout -q roster.yaml
	bob=$(add_member bob member)
	git config user.signingkey "$bob"
	git config user.email bob@example.org
	put_contact acme
	run_cvd commit contacts
	assert_status 0
	assert_equal "$(git log -1 \
	    --format='%(trailers:key=Cvd-Actor,valueonly,separator=)')" bob
}

@test "what is a lead's is not a member's" {
	local bob carol
	bob=$(add_member bob member)
	git config user.signingkey "$bob"
	sed -i 's/^name: .*/name: Other/' cvd.yaml
	refused 5 "'cvd.yaml' is not for a member to change" cvd.yaml
	git checkout -q cvd.yaml
	sed -i 's/^serial: 2/serial: 3/' roster.yaml
	refused 5 "'roster.yaml' is not for a member to change" roster.yaml
	git checkout -q roster.yaml
	gpg --armor --export-options export-clean --export "$bob" \
	    >"keys/$bob.asc"
	echo >>"keys/$bob.asc"
	refused 5 'is not for a member to change' keys
	git checkout -q keys
	carol=$(make_key carol@example.com carol)
	gpg --armor --export "$carol" >"keys/$carol.asc"
	run_cvd commit keys
	assert_status 0
	rm "keys/$carol.asc"
	refused 5 'is never removed' keys
}

@test "a bot commits no file of the team" {
	git config user.signingkey "$(add_member intake bot)"
	put_contact acme
	refused 5 'is not for a bot to change' contacts
}

@test "who is not in the roster commits nothing" {
	git config user.signingkey "$(make_key mallory@example.net Mallory)"
	put_contact acme
	refused 5 'is of no member of this casebook' contacts
}

@test "a key is the one in its name, and has what signs" {
	local other
	other=$(make_key other@example.net Other)
	gpg --armor --export "$other" \
	    >keys/0123456789ABCDEF0123456789ABCDEF01234567.asc
	refused 2 "the file holds key $other" keys
	rm keys/0123*
	gpg --armor --export "$other" >"keys/$other.asc"
	printf '  - name: eve\n    role: member\n    primary: "%s"\n%s\n' \
	    "$other" '    signing:
      - "0123456789ABCDEF0123456789ABCDEF01234567"' >member
	sed -i -e 's/^serial: 1/serial: 2/' -e '/^members:/r member' roster.yaml
	rm member
	refused 2 "'eve' has no key 0123456789ABCDEF0123456789ABCDEF01234567 that signs" \
	    keys roster.yaml
}

@test "a secret key is caught" {
	gpg --batch --armor --export-secret-keys alice@example.org \
	    >keys/0123456789ABCDEF0123456789ABCDEF01234567.asc
	refused 2 'secret key' keys
}

# retire KEY SERIAL GOOD_UNTIL [VOID]: an entry in the roster, which gets that
# serial.
retire() {
	sed -i -e "s/^serial: .*/serial: $2/" -e "s/^retired:.*/retired:\\
  - key: \"$1\"\\
    reason: left\\
    good_until: \"$3\"${4:+\\
    void:\\
      - \"$4\"}/" roster.yaml
}

@test "what was said of a retired key stays" {
	local key bob
	key=$(make_key gone@example.org Gone)
	bob=$(add_member bob member)
	retire "$key" 3 "$(git rev-parse main)"
	run_cvd commit roster.yaml
	assert_status 0
	sed -i -e 's/^serial: 3/serial: 4/' -e '/^retired:/,$d' roster.yaml
	echo 'retired: []' >>roster.yaml
	refused 2 "what was said of retired key $key is gone" roster.yaml
	git checkout -q roster.yaml
	sed -i -e 's/^serial: 3/serial: 4/' -e 's/reason: left/reason: superseded/' \
	    roster.yaml
	refused 2 "roster.yaml:15:3: what was said of retired key $key has changed" \
	    roster.yaml
	git checkout -q roster.yaml
	retire "$bob" 4 "$(git rev-parse main)"
	refused 2 "retired key $bob signs no more, so it cannot be a key of 'bob'" \
	    roster.yaml
}

@test "a key counts until a commit of this history" {
	local key other
	key=$(make_key gone@example.org Gone)
	retire "$key" 2 HEAD
	refused 2 "roster.yaml:12:17: field 'good_until': 'HEAD' is not a whole id of git" roster.yaml
	git checkout -q roster.yaml
	retire "$key" 2 1234567890123456789012345678901234567890
	refused 2 "roster.yaml:12:17: good_until of key $key is no commit of this history" \
	    roster.yaml
	git checkout -q roster.yaml
	other=$(git commit-tree -m other 'HEAD^{tree}')
	retire "$key" 2 "$other"
	refused 2 'is no commit of this history' roster.yaml
	git checkout -q roster.yaml
	retire "$key" 2 "$(git rev-parse main)" \
	    1234567890123456789012345678901234567890
	refused 2 'there is no commit 1234567890123456789012345678901234567890, which is said to be void' \
	    roster.yaml
	git checkout -q roster.yaml
	retire "$key" 2 "$(git rev-parse main)" "$other"
	run_cvd commit roster.yaml
	assert_status 0
	# more may become void, less may not
	sed -i -e 's/^serial: 2/serial: 3/' roster.yaml
	sed "s/^      - \"$other\"/      - \"$(git rev-parse main)\"/" -i roster.yaml
	refused 2 "void commit $other of retired key $key is gone" roster.yaml
	echo "      - \"$other\"" >>roster.yaml
	run_cvd commit roster.yaml
	assert_status 0
}

@test "a bare casebook takes files from elsewhere" {
	cd "$WORLD"
	put_contact acme
	cvd init bare --bare --name Desk --policy nl-ncsc --as alice
	run_cvd -C bare commit contacts/acme.yaml
	assert_status 2
	assert_talk "cvd: a bare casebook has no work tree to take 'contacts/acme.yaml' from
hint: --file PATH=FILE says where it is"
	run_cvd -C bare commit --file contacts/acme.yaml=contacts/acme.yaml
	assert_status 0
	assert_output 'added: contacts/acme.yaml'
	git -C bare verify-commit main
	run_cvd -C bare commit --file contacts/acme.yaml=
	assert_output 'removed: contacts/acme.yaml'
	sed 's/Ltd/Inc/' contacts/acme.yaml |
		cvd -C bare commit --file contacts/acme.yaml=-
	assert_has "$(git -C bare show main:contacts/acme.yaml)" 'Example Inc'
}

@test "a file from elsewhere comes into the work tree, too" {
	put_contact acme
	mv contacts/acme.yaml ..
	run_cvd commit --file contacts/acme.yaml=../acme.yaml
	assert_status 0
	assert_equal "$(git status --porcelain)" ''
	cmp contacts/acme.yaml ../acme.yaml
	sed -i 's/Ltd/Inc/' contacts/acme.yaml
	refused 6 "'contacts/acme.yaml' was changed by hand" \
	    --file contacts/acme.yaml=
	refused 2 'is given twice' --file contacts/acme.yaml= \
	    --file contacts/acme.yaml=../acme.yaml
	refused 2 'is not PATH=FILE' --file contacts/acme.yaml
	refused 2 'nobody' --file contacts/acme.yaml=nobody
	refused 2 "'commit' needs PATH or --file"
}

@test "a link in the work tree leads nowhere" {
	put_contact acme
	mv contacts ../elsewhere
	ln -s ../elsewhere contacts
	refused 6 'is a link or a file in the work tree' contacts/acme.yaml
	rm contacts
	mkdir contacts
	ln -s ../../elsewhere/acme.yaml contacts/acme.yaml
	run_cvd commit contacts/acme.yaml
	[ "$status" -ne 0 ] || fail "a link was followed"
	assert_equal "$(git rev-list --count main)" 1
}
