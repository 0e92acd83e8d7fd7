# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# What an attacker has: git's plumbing, gpg, and whatever keys there are. Load
# it behind lib:
#
#     setup_file() { team_setup; }
#     setup() { team_copy; }
#     teardown() { team_remove; }
#     teardown_file() { world_teardown; }
#
# The team is made once for a file of tests, each of which works on a copy.
# Their keyring is one; a test that changes keys has a copy of it: own_gpg.

# team_setup: in $TEAM a casebook of alice, a lead, bob, a member, and carol, a
# bot, with a case, $id in $file, that alice took in and bob wrote a note on.
# $alice, $bob and $carol are their keys, $mallory is nobody's, and $intro is
# the first commit.
team_setup() {
	world_setup && make_book || return 1
	alice=$(git config user.signingkey)
	bob=$(make_key bob@example.org Bob)
	carol=$(make_key carol@example.org Carol)
	mallory=$(make_key mallory@example.net Mallory)
	enlist bob member "$bob" && enlist carol bot "$carol" &&
		id=$(make_case) && file=$(file_of "$id") && note "$bob" || return 1
	intro=$(git rev-list --max-parents=0 HEAD)
	draft "$alice" note "$id" --file - <<<'As others see it.' || return 1
	cvd verify >/dev/null || return 1
	TEAM=$WORLD
	export TEAM alice bob carol mallory id file intro
}

# team_copy: a copy of it in $WORLD, with the casebook as the working folder.
team_copy() {
	WORLD=$TEAM/$BATS_TEST_NUMBER
	mkdir "$WORLD" && cp -r "$TEAM/home" "$TEAM/book" "$TEAM/runs" \
	    "$TEAM/draft.yaml" "$TEAM/draft.message" "$WORLD" || return 1
	export HOME=$WORLD/home XDG_CONFIG_HOME=$WORLD/home/.config
	cd "$WORLD/book" || return 1
}

team_remove() {
	[ ! -d "$WORLD/gpg" ] || gpgconf --homedir "$WORLD/gpg" --kill all
	cd / && rm -rf "$WORLD"
}

# own_gpg: a keyring of this test alone, with the keys that there are.
own_gpg() {
	cp -r "$GNUPGHOME" "$WORLD/gpg" && rm -f "$WORLD"/gpg/S.*
	export GNUPGHOME=$WORLD/gpg
}

# What follows changes keys, in a keyring of the test alone.
#
# expire KEY DATE: gives it that end, at midnight.
expire() {
	gpg --batch --quiet --pinentry-mode loopback --passphrase '' \
	    --quick-set-expire "$1" "$2" 2>/dev/null
}

# temporary: a member dave, $dave, whose key ends with November.
temporary() {
	own_gpg
	dave=$(make_key dave@example.org Dave)
	expire "$dave" 2026-12-01
	enlist dave member "$dave"
}

# add_subkey KEY: one more that signs, $sub.
add_subkey() {
	gpg --batch --quiet --pinentry-mode loopback --passphrase '' \
	    --quick-add-key "$1" ed25519 sign never 2>/dev/null
	sub=$(gpg --batch --with-colons --list-keys "$1" 2>/dev/null |
		awk -F: '$1 == "fpr" { fpr = $10 } END { print fpr }')
}

# revoke KEY: its certificate with a revocation, in ../revoked.asc.
# revoke_subkey KEY: the same for the second subkey, the first one that signs.
revoke() {
	sed 's/^:---/---/' "$GNUPGHOME/openpgp-revocs.d/$1.rev" >../revocation
	gpg --batch --quiet --import ../revocation 2>/dev/null
	gpg --armor --export "$1" >../revoked.asc
}
revoke_subkey() {
	printf '%s\n' 'key 2' revkey y 0 '' y save |
		gpg --command-fd 0 --no-tty --pinentry-mode loopback \
		    --passphrase '' --edit-key "$1" >/dev/null 2>&1
	gpg --armor --export "$1" >../revoked.asc
}

# enlist NAME ROLE KEY: a member more, by a commit of whoever signs.
enlist() {
	gpg --armor --export "$3" >"keys/$3.asc"
	roster "s/^retired:.*/  - name: $1\n    role: $2\n    primary: \"$3\"\n    signing:\n      - \"$3\"\n&/"
	git add -A && commit_team commit
}

# roster SCRIPT...: edits roster.yaml, and counts its serial on.
roster() {
	local serial
	serial=$(sed -n 's/^serial: //p' roster.yaml)
	sed -i "s/^serial: .*/serial: $((serial + 1))/" roster.yaml
	for script; do
		sed -i "$script" roster.yaml
	done
}

# retire KEY REASON COMMIT [VOID...]: leaves it in roster.yaml.
retire() {
	local key=$1 reason=$2 until=$3
	shift 3
	sed -i 's/^retired: \[\]$/retired:/' roster.yaml
	printf '  - key: "%s"\n    reason: %s\n    good_until: "%s"\n' \
	    "$key" "$reason" "$until" >>roster.yaml
	[ $# -eq 0 ] || printf '    void:\n' >>roster.yaml
	[ $# -eq 0 ] || printf '      - "%s"\n' "$@" >>roster.yaml
}

# dismiss NAME: takes a member out of roster.yaml.
dismiss() {
	awk -v name="$1" '/^  - name: / { out = $3 == name } /^retired:/ { out = 0 }
		!out' roster.yaml >../roster && cp ../roster roster.yaml
}

# note KEY [TEXT]: a note on the case by who has that key.
note() {
	signing "$1" cvd note "$id" --file - <<<"${2:-A word.}" >/dev/null
}

# signing KEY COMMAND...: with that key as the person's own.
signing() {
	local mine
	mine=$(git config --global user.signingkey)
	git config --global user.signingkey "$1"
	shift
	"$@" || { git config --global user.signingkey "$mine" && return 1; }
	git config --global user.signingkey "$mine"
}

# draft KEY ARGUMENT...: what cvd would make of the case file for who has that
# key, in ../draft.yaml, and its message in ../draft.message; nothing happens
# here.
draft() {
	local key=$1
	shift
	rm -rf ../draft ../drafted
	cp -r . ../draft && cp -r "$XDG_CONFIG_HOME" ../drafted &&
		git -C ../draft config user.signingkey "$key" &&
		git -C ../draft reset -q --hard &&
		(cd ../draft && XDG_CONFIG_HOME=$WORLD/drafted cvd "$@") >/dev/null &&
		cp "../draft/$file" ../draft.yaml &&
		git -C ../draft log -1 --format=%B >../draft.message
}

# heading FILE, event FILE N: the parts of a case file.
heading() { sed '/^events:$/q' "$1"; }
event() { awk -v n="$2" '/^  - id: / { i++ } i == n' "$1"; }

# forge SCRIPT...: the draft as sed changes it, in ../forged.yaml.
forge() {
	cp ../draft.yaml ../forged.yaml
	for script; do
		sed -i "$script" ../forged.yaml
	done
	! cmp -s ../draft.yaml ../forged.yaml
}

# forge_last SCRIPT...: the same within the last event alone.
forge_last() {
	local at
	at=$(grep -n '^  - id: ' ../draft.yaml | tail -1 | cut -d : -f 1)
	forge "${@/#/$at,\$}"
}

# message OPTION...: what gpg makes of a text, in armor, in ../message.asc.
message() {
	printf 'salt: 5T3ZK0V9QX7M2D8HJ4N6B1CRWZ\nnote: Called.\n' |
		gpg --batch --yes --quiet --armor --pinentry-mode loopback \
		    --passphrase 'INSECURE test passphrase' --cipher-algo AES256 \
		    --rfc4880 --s2k-digest-algo SHA256 --s2k-cipher-algo AES256 \
		    -o ../message.asc "$@" 2>/dev/null
}

# seal_last [FILE]: the draft, in ../forged.yaml, with ../message.asc in place
# of the matter of its last event, which ends with that.
seal_last() {
	local at from=${1:-../draft.yaml}
	at=$(grep -n '^    matter:$' "$from" | tail -1 | cut -d : -f 1)
	{
		head -n "$((at - 1))" "$from" && echo '    matter: |' &&
			sed '/./s/^/      /' ../message.asc &&
			printf '    matter_sha256: "%064d"\n' 0
	} >../forged.yaml
}

# tree_of PATH FILE|- ...: HEAD's tree with those files at the paths, or, for
# -, without them. $MODE is theirs, where they are to be odd.
tree_of() {
	local blob
	export GIT_INDEX_FILE=$WORLD/index
	rm -f "$GIT_INDEX_FILE"
	git read-tree HEAD
	while [ $# -gt 0 ]; do
		if [ "$2" = - ]; then
			git update-index --force-remove "$1"
		else
			blob=$(git hash-object -w "$2")
			git update-index --add \
			    --cacheinfo "${MODE:-100644},$blob,$1"
		fi
		shift 2
	done
	git write-tree
	unset GIT_INDEX_FILE
}

# tree_with MODE OBJECT PATH: the same with what is no file.
tree_with() {
	export GIT_INDEX_FILE=$WORLD/index
	rm -f "$GIT_INDEX_FILE"
	git read-tree HEAD && git update-index --add --cacheinfo "$1,$2,$3" &&
		git write-tree
	unset GIT_INDEX_FILE
}

# hash_of TREE: Cvd-Content-SHA256 of what it changes in HEAD.
hash_of() {
	git diff-tree -r --no-renames --name-status HEAD "$1" |
	    while IFS=$'\t' read -r status path; do
		if [ "$status" = D ]; then
			printf '%s\0-\0' "$path"
		else
			printf '%s\0%s\0' "$path" "$(git cat-file -s "$1:$path")"
			git cat-file blob "$1:$path"
		fi
	    done | sha256sum | cut -d ' ' -f 1
}

# case_message TREE: the drafted message, with the hash that fits the tree.
case_message() {
	sed "s/^Cvd-Content-SHA256: .*/Cvd-Content-SHA256: $(hash_of "$1")/" \
	    ../draft.message
}

# team_message TREE [MEMBER]
team_message() {
	printf 'casebook: commit\n\nCvd-Actor: %s\nCvd-Content-SHA256: %s\n' \
	    "${2:-alice}" "$(hash_of "$1")"
}

# unsigned TREE MESSAGE [PARENT...]: the bytes of a commit, in ../commit; on
# HEAD unless parents are named, and with '' as the parent on none.
unsigned() {
	local tree=$1 message=$2 parent when
	shift 2
	[ $# -gt 0 ] || set -- "$(git rev-parse HEAD)"
	when=$(date -u -d "$CVD_NOW" +%s)
	{
		printf 'tree %s\n' "$tree"
		for parent; do
			[ -z "$parent" ] || printf 'parent %s\n' "$parent"
		done
		printf 'author %s %s +0000\ncommitter %s %s +0000\n\n%s\n' \
		    'A U Thor <thor@example.org>' "$when" \
		    'A U Thor <thor@example.org>' "$when" "$message"
	} >../commit
}

# sign [KEY [OPTION...]]: an armored signature over ../commit, in ../commit.asc.
sign() {
	local key=${1:-$alice}
	shift
	gpg --batch --yes --quiet --armor --local-user "$key!" "$@" \
	    --detach-sign -o ../commit.asc ../commit 2>/dev/null
}

# sealed [HEADER]: ../commit with ../commit.asc as that header, or gpgsig.
sealed() {
	awk -v header="${1:-gpgsig}" -v signature="$WORLD/commit.asc" '
		/^$/ && !done {
			while ((getline line <signature) > 0) {
				print header " " line
				header = ""
			}
			done = 1
		}
		{ print }' ../commit
}

# put: stores the bytes of a commit, and moves main to it. Prints its id.
put() {
	local commit
	commit=$(git hash-object -t commit -w --stdin --literally) &&
		printf '%s\n' "$commit" >.git/refs/heads/main &&
		printf '%s\n' "$commit"
}

# commit_as KEY TREE MESSAGE [PARENT...]: a signed commit as git makes it.
commit_as() {
	local key=$1
	shift
	unsigned "$@" && sign "$key" && sealed | put
}

# commit_case [KEY [FILE]], commit_files PATH FILE|- ...: the drafted case, or
# files of the team, by alice; as commit_as, with all that belongs to it.
commit_case() {
	local tree
	tree=$(tree_of "$file" "${2:-../draft.yaml}")
	commit_as "${1:-$alice}" "$tree" "$(case_message "$tree")"
}
commit_files() {
	local tree
	tree=$(tree_of "$@")
	commit_as "$alice" "$tree" "$(team_message "$tree")"
}

# What verify found wrong, warnings apart: code and commit.
readonly wrong='[.findings[] | select(.warning | not) |
	.code + " " + .commit] | join(", ")'

# told, told_in_json: the findings of the last run, which was in text or in
# JSON; the same words.
told() { sed '/^proven up to there: /,$d' <<<"$output"; }
told_in_json() {
	json '.findings[] | (if .warning then "warning: " else "" end) +
		.code + ": commit " + .commit +
		(if .case then ", case " + .case else "" end) +
		"\n    " + .message'
}

# found CODE COMMIT: verify says that, of that commit, and nothing else: here,
# in JSON, and in the same words in a fresh clone with honest work on top that
# begins from nothing.
found() {
	local expected
	found_here "$1" "$2"
	expected=$(told_in_json)
	cover
	fresh
	assert_status 1
	assert_equal "$(told)" "$expected"
}
found_here() {
	run_cvd verify --json
	assert_status 1
	assert_equal "$(json "$wrong")" "$1 $2"
}
found_afresh() {
	fresh --json
	assert_status 1
	assert_equal "$(json "$wrong")" "$1 $2"
}

# left_behind: as in lib, but for what can be removed at any time.
left_behind() {
	git rev-parse HEAD
	find .git/cvd -type f ! -name lock ! -path '*/keyring/*' | sort
	git status --porcelain
}

# cover: one good commit on top of whatever there is.
cover() {
	contact_text acme 'Example Ltd' >../contact
	commit_files contacts/acme.yaml ../contact >/dev/null
}

# fresh [OPTION...]: verify in a clone by somebody who knows the introduction
# and its signer alone.
fresh() {
	rm -rf ../fresh ../elsewhere
	git clone -q --bare . ../fresh
	XDG_CONFIG_HOME=$WORLD/elsewhere run_cvd -C ../fresh verify --full \
	    --introduction "$intro" --signer "$alice" "$@"
}

# proven [WARNING...]: verify finds nothing but these, here and afresh.
proven() {
	local expected="$*"
	run_cvd verify --json
	assert_status 0
	assert_equal "$(json '[.findings[].code] | join(" ")')" "$expected"
	fresh --json
	assert_status 0
}

# refused CODE: who writes is told so, and leaves nothing.
refused() {
	assert_unchanged run_cvd note "$id" --file - <<<'More.'
	assert_status "$1"
	assert_has "$talk" 'is not proven'
}
