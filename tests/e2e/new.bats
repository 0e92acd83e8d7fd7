#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Opening a case: what is recorded, what is refused, what stands in the way.

load lib
setup() { world_setup && make_book 2>/dev/null; }
teardown() { world_teardown; }

# file_of ID: its path from the top of the casebook.
file_of() {
	echo "cases/${1:4:4}/${1:9:2}/$1.yaml"
}

# nothing_new: the casebook is as `init` left it.
nothing_new() {
	assert_equal "$(git rev-list --count main)" 1
	assert_equal "$(git status --porcelain)" ''
	git fsck --strict
}

@test "a report becomes a case, and its id is the answer" {
	run_cvd new --title 'Login form accepts any password' \
	    --description-file - --reporter-email rosa@example.net \
	    --target https://login.example.org <<<'Any password will do.'
	assert_status 0
	assert_talk ''
	[[ "$output" =~ ^CVD-2026-[0-9A-Z]{7}$ ]] || fail "no id"
	local file
	file=$(file_of "$output")
	assert_equal "$(git ls-tree --name-only HEAD "$file")" "$file"
	assert_equal "$(git log -1 --format=%s)" \
	    "$output: new, none -> received"
	git verify-commit HEAD
	git fsck --strict
	assert_equal "$(git status --porcelain)" ''
	assert_equal "$(stat -c %a "$file")" 600
}

@test "the file says what came in" {
	local id
	id=$(cvd new --title 'Known password' --channel phone --language en \
	    --anonymous --target 192.0.2.7 --target 'Example Router 3' \
	    --owner 'Example Ltd' --owner-class private \
	    --received '2026-11-19 23:50' --discovered '2026-11-01 08:00' \
	    --description-file - <<<'It is printed in the manual.')
	sed -E 's/"[0-9a-f]{40,64}"/"HASH"/
	    s/(id|salt): [0-9A-Z]{26}/\1: RANDOM/' "$(file_of "$id")" >found
	diff -u found - <<-YAML
		schema: cvd-case/1
		id: $id
		title: Known password
		state: received
		policy: nl-ncsc@2023
		parties:
		  - party: reporter
		    role: finder
		  - party: vendor-1
		    role: owner
		    status: unknown
		events:
		  - id: RANDOM
		    lamport: 1
		    at: "2026-11-19T22:50:00Z"
		    recorded: "2026-11-20T09:00:00Z"
		    by: alice
		    event: received
		    title: Known password
		    policies:
		      - id: nl-ncsc
		        version: "2023"
		        sha256: "HASH"
		        blob: "HASH"
		        lead: true
		    calendars:
		      - id: nl
		        sha256: "HASH"
		        blob: "HASH"
		    desk: example-desk
		    channel: phone
		    language: en
		    target_kind: system
		    owner_class: private
		    discovered: "2026-11-01T07:00:00Z"
		    anonymous: true
		    has:
		      - target
		      - description
		    report_sha256: "HASH"
		    matter:
		      salt: RANDOM
		      description: |
		        It is printed in the manual.
		      targets:
		        - ip: "192.0.2.7"
		        - name: Example Router 3
		  - id: RANDOM
		    lamport: 2
		    at: "2026-11-19T22:50:00Z"
		    recorded: "2026-11-20T09:00:00Z"
		    by: alice
		    event: party_added
		    party: vendor-1
		    role: owner
		    class: private
		    person:
		      salt: RANDOM
		      name: Example Ltd
	YAML
}

@test "what the policy asks for is said all at once" {
	run_cvd new --title Something
	assert_status 2
	assert_talk "cvd: policy 'nl-ncsc' asks for what this report lacks: --reporter-email or --reporter-phone; --target with an IP address or a URL or the name of a product; --description-file
hint: --incomplete records it all the same"
	run_cvd new --anonymous
	assert_status 2
	assert_talk "cvd: a case needs --title, and policy 'nl-ncsc' asks for what this report lacks: --target with an IP address or a URL or the name of a product; --description-file
hint: --incomplete records it without what the policy asks for"
	nothing_new
	run_cvd new --title Something --incomplete --json
	assert_status 0
	assert_equal "$(json '.state, (.events | length), (.letters | length)')" \
	    $'received\n1\n0'
	assert_has "$(cat "$(file_of "$(json .id)")")" '    missing:
      - email
      - target
      - description'
}

@test "a byte order mark is no part of a report" {
	local id
	id=$(printf '\xef\xbb\xbfAny password.\n' |
		cvd new --title Mark --anonymous --target x --description-file -)
	assert_has "$(cat "$(file_of "$id")")" '      description: |
        Any password.
'
	printf '\xef\xbb\xbf' >mark
	run_cvd new --title Mark --anonymous --target x --description-file mark
	assert_status 2
	assert_talk "cvd: 'mark' is empty"
}

@test "a title that gives somebody away is warned of" {
	run_cvd new --title 'rosa@example.net says: any password' --anonymous \
	    --incomplete
	assert_status 0
	assert_talk 'cvd: warning: the title is public, and seems to hold a mail address or a telephone number'
	run_cvd new --title 'Any password' --anonymous --incomplete
	assert_talk ''
}

@test "a language that letters are not written in is answered with those" {
	run_cvd new --title x --anonymous --incomplete --language fr
	assert_status 2
	assert_talk "cvd: this casebook writes no letters in 'fr'
hint: it writes in en"
}

@test "the report has LF, whatever it came with" {
	local id
	id=$(printf 'one\r\ntwo\rthree\r\n' |
		cvd new --title Ends --anonymous --target x --description-file -)
	assert_has "$(cat "$(file_of "$id")")" '      description: |
        one
        two
        three
'
	assert_has "$(cat "$(file_of "$id")")" \
	    "$(printf 'one\ntwo\nthree\n' | sha256sum | cut -d ' ' -f 1)"
}

@test "bad values are refused, and nothing is written" {
	printf 'a\0b' >../nul
	printf '\377' >../latin
	: >../empty
	head -c 1048577 /dev/zero | tr '\0' x >../big
	long=$(printf 'x%.0s' {1..201})
	while IFS='|' read -r code options message; do
		eval "run_cvd new --incomplete $options"
		assert_status "$code"
		assert_has "$talk" "$message"
		assert_output ''
	done <<'ROWS'
2||a case needs --title
2|-t ''|the title is empty
2|-t ' '|the title is empty
2|-t "$long"|the title is longer than 200 bytes
2|-t $'a\nCvd-Actor: eve'|title: header value is more than one line
2|-t $'a\e[31m'|title: header value holds the control character U+001B
2|-t $'a\u202e'|title: header value holds the control character U+202E
2|-t $'\xff'|title: header value is not UTF-8
2|-t x --reporter-email nobody|mail address 'nobody'
2|-t x --reporter-email $'a@x.nl\r\nBcc: b@x.nl'|mail address
2|-t x --reporter-name $'a\nb'|name is more than one line
2|-t x --reporter-name ''|name is empty
2|-t x --reporter-phone abc|'abc' is not a telephone number
2|-t x --anonymous --reporter-name Rosa|an anonymous reporter has no name
2|-t x --target ''|target is empty
2|-t x --target ' '|target is empty
2|-t x --target $'http://x\e'|control character U+001B
2|-t x --target "$long"|'name' has more than 200 bytes
2|-t x --owner "$long"|name longer than 200 bytes
2|-t x --target-kind toaster|option '--target-kind' has no choice 'toaster'
2|-t x --owner-class mine|option '--owner-class' has no choice 'mine'
2|-t x --channel pigeon|option '--channel' has no choice 'pigeon'
2|-t x --language fr|this casebook writes no letters in 'fr'
2|-t x -F ../nowhere|cannot read '../nowhere'
2|-t x -F ../empty|'../empty' is empty
2|-t x -F ../nul|'../nul' is not text in UTF-8
2|-t x -F ../latin|'../latin' is not text in UTF-8
2|-t x -F ../big|larger than the limit of 1048576 bytes
2|-t x --received 2026-11-20|--received: '2026-11-20' is a whole day
2|-t x --received '2026-03-29 02:30'|skip '2026-03-29 02:30'
2|-t x --received '2026-10-25 02:30'|show '2026-10-25 02:30' twice
2|-t x --received 2026-11-20T09:00:00Z --at 2026-11-20T09:00:00Z|give one
5|-t x --received '2026-11-20 10:11'|it happens at 2026-11-20T09:11:00Z, after it was recorded
5|-t x --discovered '2026-11-20 10:01'|it was discovered after it was received
4|-t x --policy nonsense|there is no policy 'nonsense'
4|-t x --policy ../cvd|there is no policy '../cvd'
2|-t x --policy nl-ncsc --policy nl-ncsc|'nl-ncsc' is given twice
2|-t x extra|'new' takes no 'extra'
ROWS
	nothing_new
}

@test "a doubled hour is told apart by its offset" {
	local id
	id=$(cvd new -t x --incomplete --anonymous \
	    --received 2026-10-25T02:30:00+01:00)
	assert_has "$(cat "$(file_of "$id")")" 'at: "2026-10-25T01:30:00Z"'
}

@test "a dry run shows the step and writes nothing" {
	run_cvd new -t Something --anonymous --incomplete --dry-run
	assert_status 0
	assert_has "$output" ': new, none -> received'
	assert_has "$output" 'event: received'
	nothing_new
	assert_equal "$(find cases 2>/dev/null)" ''
	run_cvd new -t Something --anonymous --incomplete --dry-run --json
	assert_has "$(json .preview)" 'event: received'
	nothing_new
}

@test "what is no casebook is no casebook" {
	cd "$WORLD"
	run_cvd new -t x --incomplete
	assert_status 9
	mkdir empty
	git init -q plain
	git -C plain commit -q --no-gpg-sign --allow-empty -m x
	for there in empty plain nowhere; do
		run_cvd -C "$there" new -t x --incomplete
		assert_status 9
		assert_has "$talk" 'cvd: '
	done
	run_cvd -C book new -t x --incomplete --anonymous
	assert_status 0
	CVD_CASEBOOK=book run_cvd list
	assert_status 0
}

@test "a casebook that cannot be written to is read all the same" {
	chmod -R a-w .
	run_unprivileged new -t x --incomplete --anonymous
	assert_status 9
	assert_has "$talk" 'Permission denied'
	run_unprivileged list
	assert_status 0
	chmod -R u+w .
	nothing_new
}

@test "who is not in the roster opens no case" {
	git config user.signingkey "$(make_key mallory@example.net Mallory)"
	run_cvd new -t x --incomplete --anonymous
	assert_status 5
	assert_has "$talk" 'is of no member of this casebook'
	nothing_new
}

@test "without the secret key no case is opened" {
	gpg --batch --yes --delete-secret-keys \
	    "$(git config user.signingkey)"
	run_cvd new -t x --incomplete --anonymous
	assert_status 7
	git config user.signingkey 0123456789ABCDEF0123456789ABCDEF01234567
	run_cvd new -t x --incomplete --anonymous
	assert_status 7
	nothing_new
}

@test "a key that has expired meanwhile opens no case" {
	local key
	key=$(git config user.signingkey)
	gpg --batch --quiet --quick-set-expire "$key" seconds=1
	at 2026-11-20T09:00:02Z run_cvd new -t x --incomplete --anonymous
	assert_status 7
	assert_has "$talk" expired
	nothing_new
}

@test "a key that is locked meanwhile does not hang" {
	local key
	cd "$WORLD"
	key=$(gpg --batch --no-tty --pinentry-mode loopback \
	    --passphrase secret --status-fd 1 --quick-generate-key \
	    'Bob (INSECURE test key) <bob@example.org>' future-default \
	    default never 2>/dev/null |
		awk '$2 == "KEY_CREATED" { print $4 }')
	git config --global user.signingkey "$key"
	# the agent keeps what it was told once
	gpg --batch --no-tty --pinentry-mode loopback --passphrase secret \
	    --local-user "$key" --detach-sign <<<x >/dev/null 2>&1
	cvd init bobs --name Desk --policy nl-ncsc --as bob
	gpgconf --kill gpg-agent
	run_cvd -C bobs new -t x --incomplete --anonymous </dev/null
	assert_status 7
	assert_has "$talk" 'nobody can be asked for it'
	assert_equal "$(git -C bobs rev-list --count main)" 1
	assert_equal "$(git -C bobs status --porcelain)" ''
}

@test "a signature of a subkey that the roster does not list is refused" {
	gpg --batch --quiet --passphrase '' --quick-add-key \
	    "$(git config user.signingkey)" ed25519 sign never
	run_cvd new -t x --incomplete --anonymous
	assert_status 7
	assert_has "$talk" 'which the roster does not list'
	nothing_new
}

@test "of several that write at once none is lost" {
	local i done=0
	for i in {1..6}; do
		{
			rc=0
			CVD_SEED=at-once.$i "$CVD_BIN" new -t "Case $i" \
			    --incomplete --anonymous >"../out.$i" 2>&1 \
			    </dev/null || rc=$?
			echo "$rc" >"../rc.$i"
		} &
	done
	wait
	for i in {1..6}; do
		case $(cat "../rc.$i") in
		0) done=$((done + 1)) ;;
		75) ;;
		*) fail "run $i: $(cat "../rc.$i" "../out.$i")" ;;
		esac
	done
	[ "$done" -ge 1 ] || fail "none came through"
	assert_equal "$(git rev-list --count main)" "$((done + 1))"
	assert_equal "$(git ls-files cases | wc -l)" "$done"
	assert_equal "$(git status --porcelain)" ''
	git fsck --strict
}

@test "what a person has in the work tree stays as it is" {
	echo '# mine' >>cvd.yaml
	echo draft >draft.txt
	git add draft.txt
	run_cvd new -t x --incomplete --anonymous
	assert_status 0
	assert_equal "$(git status --porcelain)" ' M cvd.yaml
A  draft.txt'
}

@test "another branch, or none, is not written to" {
	git switch -q -c other
	run_cvd new -t x --incomplete --anonymous
	assert_status 6
	git switch -q --detach
	run_cvd new -t x --incomplete --anonymous
	assert_status 6
	assert_equal "$(git rev-list --all --count)" 1
}

@test "an answer that cannot be written is an internal error" {
	status=0
	talk=$(cvd list --json 2>&1 >/dev/full) || status=$?
	assert_status 70
}
