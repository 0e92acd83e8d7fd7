#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# What comes in and is not proven, goes back, or needs a person, moves nothing;
# what cannot be sent stays merged here.

load lib
load clones
setup_file() { crowd_setup; }
setup() { crowd_copy; }
teardown() { crowd_remove; }
teardown_file() { world_teardown; }

# pushed: bob's clone as it is becomes the server's, by force if need be.
pushed() { git -C "$WORLD/bob" push -qf origin main; }

@test "an unsigned commit of the remote" {
	git -C ../bob commit -q --no-gpg-sign --allow-empty -m 'Tidy up'
	pushed
	assert_stays run_cvd sync
	assert_status 5
	assert_has "$talk" "commit $(at_server | cut -c 1-12) (unsigned)"
	assert_has "$talk" 'cvd verify refs/cvd/incoming/origin/main'
	assert_output ''
	run_cvd verify refs/cvd/incoming/origin/main
	assert_status 1
	assert_has "$output" "unsigned: commit $(at_server)"
	# and what is here can go on meanwhile
	cvd ack "$one" --by phone >/dev/null
}

@test "a forged commit, by a key of nobody" {
	person mallory
	be bob
	export HOME=$WORLD/home-mallory GNUPGHOME=$CROWD/gpg-mallory
	sed -i "s/role: bot/role: bot/; s/Example Desk/Mallory's/" cvd.yaml
	GIT_AUTHOR_DATE=$CVD_NOW GIT_COMMITTER_DATE=$CVD_NOW \
	    git commit -qaS -m 'casebook: commit' -m 'Cvd-Actor: alice'
	pushed
	be alice
	assert_stays run_cvd sync
	assert_status 5
	assert_has "$talk" 'of nobody in the roster'
	rm -rf "$CROWD/gpg-mallory"
}

@test "a good commit on top of a bad one" {
	git -C ../bob commit -q --no-gpg-sign --allow-empty -m 'Tidy up'
	pushed
	local bad
	bad=$(at_server)
	GIT_AUTHOR_DATE=$CVD_NOW GIT_COMMITTER_DATE=$CVD_NOW with bob \
	    git commit -qS --allow-empty -m 'Fine'
	pushed
	assert_stays run_cvd sync
	assert_status 5
	assert_has "$talk" "commit ${bad:0:12}"
}

@test "a remote that is gone" {
	mv ../server.git ../gone.git
	cvd ack "$one" --by phone >/dev/null
	assert_stays run_cvd sync
	assert_status 75
	assert_has "$talk" 'does not appear to be a git repository'
	mv ../gone.git ../server.git
	run_cvd sync
	assert_status 0
}

@test "a remote that goes away before it is sent to" {
	cvd ack "$one" --by phone >/dev/null
	with bob cvd ack "$two" --by phone >/dev/null
	with bob cvd sync >/dev/null
	hook_in .git pre-push <<-SH
		#!/bin/sh
		rm -rf "$WORLD/server.git/objects"
	SH
	cp -a ../server.git ../saved.git
	run_cvd sync
	assert_status 75
	assert_has "$output" 'merged, 2 commits not sent'
	assert_equal "$(git log -1 --format=%s)" 'casebook: merge'
	rm -rf ../server.git .git/hooks/pre-push && mv ../saved.git ../server.git
	run_cvd sync
	assert_output 'origin: 2 commits sent'
}

@test "a server that proves what it gets" {
	hook_in ../server.git pre-receive <"$CVD_SOURCE/examples/hooks/pre-receive"
	mkdir ../bin && ln -s "$CVD_BIN" ../bin/cvd
	export PATH=$WORLD/bin:$PATH
	git config remote.origin.receivepack \
	    "env XDG_CONFIG_HOME=$WORLD/server git-receive-pack"
	cvd ack "$one" --by phone >/dev/null
	# it trusts nothing yet
	run_cvd sync
	assert_status 5
	assert_has "$talk" "'origin' declined the push"
	assert_has "$talk" 'cvd: warning: origin: '
	assert_has "$talk" 'nothing is trusted of this casebook yet'
	assert_output 'origin: 1 commit not sent'
	XDG_CONFIG_HOME=$WORLD/server cvd -C ../server.git verify \
	    --introduction "$intro" --signer "$signer" >/dev/null
	run_cvd sync
	assert_status 0
	assert_output 'origin: 1 commit sent'
}

@test "a hook of the person's own stops the push alone" {
	with bob cvd ack "$two" --by phone >/dev/null
	with bob cvd sync >/dev/null
	hook_in .git pre-push <<-'SH'
		#!/bin/sh
		printf 'not on a \033[31mFriday\n' >&2
		exit 1
	SH
	cvd ack "$one" --by phone >/dev/null
	run_cvd sync
	assert_status 5
	assert_has "$talk" 'cvd: warning: origin: not on a  [31mFriday'
	assert_equal "$(git log -1 --format=%s)" 'casebook: merge'
	assert_has "$output" '2 commits not sent'
}

@test "a remote that was rolled back" {
	cvd ack "$one" --by phone >/dev/null
	synced alice
	local old new
	old=$(at_server)
	git -C ../server.git update-ref refs/heads/main 'main~2'
	new=$(at_server)
	assert_stays run_cvd sync
	assert_status 6
	assert_has "$talk" "'origin' went back: it ends at commit ${new:0:12}"
	assert_has "$talk" "${old:0:12} was proven of it"
	assert_has "$talk" "cvd sync origin --accept-fork $new"
	assert_equal "$(kept incoming)" "$new"
	assert_equal "$(kept proven)" "$old"
	# it merely lost commits
	git push -q origin main
	run_cvd sync
	assert_output 'origin: up to date'
}

@test "a remote that was rolled back before the first sync" {
	local old
	old=$(at_server)
	git -C ../server.git update-ref refs/heads/main 'main~2'
	be bob
	run_cvd sync -n
	assert_status 6
	run_cvd sync
	assert_status 6
	assert_has "$talk" "${old:0:12} was proven of it"
	assert_equal "$(at_server)" "$(git rev-parse main~2)"
	run_cvd sync
	assert_status 6
}

@test "a remote that has lost its branch" {
	run_cvd sync
	git -C ../server.git update-ref -d refs/heads/main
	assert_stays run_cvd sync
	assert_status 6
	assert_has "$talk" "has no branch 'main' any more"
	git push -q origin main
	run_cvd sync
	assert_output 'origin: up to date'
}

# anew: bob has begun history anew before alice's last commit, which she has
# sent and had proven; $old is her tip, $new is bob's.
anew() {
	cvd ack "$one" --by phone >/dev/null
	synced alice
	old=$(git rev-parse main)
	with bob cvd ack "$two" --by phone >/dev/null
	pushed
	new=$(at_server)
}

@test "a remote that was forked" {
	anew
	assert_stays run_cvd sync
	assert_status 6
	assert_has "$talk" "'origin' was forked: its tip ${new:0:12}"
	assert_has "$talk" "leaves out commit ${old:0:12}"
	assert_has "$talk" "common is $(git rev-parse --short=12 main~)"
	assert_has "$talk" "cvd sync origin --accept-fork $new"
	assert_equal "$(kept incoming)" "$new"
	assert_equal "$(kept proven)" "$old"
}

@test "history that was begun anew is taken on somebody's word" {
	anew
	echo 'Not sent.' >../text
	cvd note "$one" --file ../text >/dev/null
	old=$(git rev-parse main)
	run_cvd sync --accept-fork "${new:0:12}"
	assert_status 2
	assert_stays run_cvd sync --accept-fork "$old"
	assert_status 6
	assert_has "$talk" "the tip of 'origin' is not ${old:0:12} but $new"
	assert_stays run_cvd sync --accept-fork "$new" -n
	assert_status 0
	assert_has "$output" 'would be the history of this casebook'
	run_cvd sync --accept-fork "$new"
	assert_status 0
	assert_has "$output" "left behind: $(git rev-parse --short=12 "$old~")  alice  $one: ack"
	assert_has "$output" "left behind: ${old:0:12}  alice  $one: note"
	assert_has "$output" 'now the history of this casebook'
	assert_equal "$(git rev-parse main)" "$new"
	assert_equal "$(git rev-parse "refs/cvd/forked/${old:0:12}")" "$old"
	assert_equal "$(kept proven)" "$new"
	assert_same alice
	# and work goes on
	cvd ack "$one" --by phone >/dev/null
	synced alice
	assert_output 'origin: 1 commit sent'
	# with the word of the others, too
	run_cvd sync --accept-fork "$(at_server)"
	assert_output 'origin: up to date'
}

@test "history begun anew is proven all the same" {
	anew
	git -C ../bob commit -q --no-gpg-sign --allow-empty -m 'Tidy up'
	pushed
	assert_stays run_cvd sync --accept-fork "$(at_server)"
	assert_status 5
	assert_has "$talk" '(unsigned)'
}

@test "another casebook of the same person" {
	cd .. && cvd init other --name Other --as alice --policy nl-ncsc \
	    --language en --from desk@example.org >/dev/null
	git -C other push -qf "file://$WORLD/server.git" main
	cd alice
	assert_stays run_cvd sync
	assert_status 6
	assert_has "$talk" 'common is nothing'
	assert_stays run_cvd sync --accept-fork "$(at_server)"
	assert_status 5
	assert_has "$talk" "'origin' has another casebook"
	git update-ref -d refs/cvd/proven/origin/main
	git update-ref -d refs/remotes/origin/main
	assert_stays run_cvd sync
	assert_status 5
	assert_has "$talk" "'origin' has another casebook"
}

@test "a second clone of one person catches up" {
	git clone -q "file://$WORLD/server.git" ../laptop
	cvd ack "$one" --by phone >/dev/null
	# nothing of it has been sent
	be alice laptop
	assert_stays run_cvd sync
	assert_status 6
	assert_has "$talk" 'if you have it in another clone, sync there first'
	synced alice
	be alice laptop
	run_cvd note "$two" --file ../alice/roster.yaml
	assert_status 6
	run_cvd sync
	assert_status 0
	assert_output "alice acknowledged $one: acknowledged
origin: 1 commit came in"
	cvd note "$two" --file ../alice/roster.yaml >/dev/null
	run_cvd sync
	assert_output 'origin: 1 commit sent'
	synced alice
	assert_same alice
}

@test "a shallow remote, and a shallow clone" {
	cvd ack "$one" --by phone >/dev/null
	synced alice
	git clone -q --bare --depth 1 "file://$WORLD/server.git" ../shallow.git
	git -C ../bob remote set-url origin "file://$WORLD/shallow.git"
	be bob
	assert_stays run_cvd sync
	assert_status 9
	assert_has "$talk" 'is not whole'
	git clone -q --depth 1 "file://$WORLD/server.git" ../short
	be carol short
	run_cvd sync
	assert_status 9
	assert_has "$talk" 'the repository is shallow'
}

@test "a partial clone" {
	git -C ../server.git config uploadpack.allowFilter true
	git clone -q --no-checkout --filter=blob:none \
	    "file://$WORLD/server.git" ../partial
	be carol partial
	run_cvd sync
	assert_status 9
}

@test "an object of 200 megabytes" {
	head -c 200000000 /dev/zero >../bob/keys/zeros
	git -C ../bob add keys && git -C ../bob -c core.bigFileThreshold=1m \
	    commit -q --no-gpg-sign -m 'Zeros'
	pushed && rm ../bob/keys/zeros
	before=$(here)
	status=0
	# what the server needs is its own affair
	git config remote.origin.uploadpack \
	    'ulimit -S -v unlimited; git-upload-pack'
	(ulimit -S -v 400000 && CVD_SEED=giant exec "$CVD_BIN" sync) \
	    >"$WORLD/said" 2>"$WORLD/talk" || status=$?
	output=$(cat "$WORLD/said") talk=$(cat "$WORLD/talk")
	assert_status 5
	assert_has "$talk" 'is not proven'
	assert_equal "$(here)" "$before"
}

@test "a work tree that was changed by hand" {
	with bob cvd ack "$one" --by phone >/dev/null
	with bob cvd sync >/dev/null
	echo '# mine' >>"$(file_of "$one")"
	assert_stays run_cvd sync
	assert_status 6
	assert_output ''
	git checkout -q .
	echo '# mine' >>roster.yaml
	run_cvd sync
	assert_status 0
	assert_equal "$(git status --porcelain)" ' M roster.yaml'
	git checkout -q . && git switch -qc other
	run_cvd sync
	assert_status 0
	assert_output 'origin: up to date'
	git commit -q --no-gpg-sign --allow-empty -m other
	run_cvd sync
	assert_status 6
	assert_has "$talk" "HEAD is not on the branch 'main'"
}

@test "a commit of one's own that is not proven is not sent" {
	git commit -q --no-gpg-sign --allow-empty -m 'Tidy up'
	local before
	before=$(at_server)
	assert_stays run_cvd sync
	assert_status 5
	assert_has "$talk" '(unsigned)'
	assert_equal "$(at_server)" "$before"
}

# contact TEXT: acme, as it was, with that as its name.
contact() {
	mkdir -p contacts
	contact_text acme "$1" >contacts/acme.yaml
	cvd commit contacts >/dev/null
}

@test "a file of the team that both changed" {
	contact One
	synced alice bob
	contact Bob
	synced bob
	be alice
	contact Alice
	cvd ack "$one" --by phone >/dev/null
	assert_stays run_cvd sync
	assert_status 6
	assert_has "$talk" '1 file cannot be merged without a person'
	assert_has "$output" 'contacts/acme.yaml: '
	assert_has "$output" 'git merge refs/cvd/incoming/origin/main; edit contacts/acme.yaml'
	assert_stays run_cvd sync --json
	assert_status 6
	assert_equal "$(json '.conflicts[] | .path + " " + .trouble')" \
	    'contacts/acme.yaml both-changed'
	# as it says
	run git merge -q refs/cvd/incoming/origin/main
	[ "$status" -ne 0 ]
	git checkout -q --theirs contacts/acme.yaml
	sed -i 's/^name: .*/name: Alice and Bob/' contacts/acme.yaml
	sed -i 's/^role: .*/role: friend/' contacts/acme.yaml
	git add contacts
	GIT_AUTHOR_DATE=$CVD_NOW GIT_COMMITTER_DATE=$CVD_NOW \
	    git commit -qS -m 'Merge by hand'
	# it is looked at before it is sent, as if it had been committed alone
	before=$(at_server)
	run_cvd sync
	assert_status 2
	assert_has "$talk" 'contacts/acme.yaml:4:7: '
	assert_has "$talk" 'cvd commit contacts/acme.yaml'
	assert_equal "$(at_server)" "$before"
	sed -i 's/^role: .*/role: vendor/' contacts/acme.yaml
	cvd commit contacts/acme.yaml >/dev/null
	run_cvd sync
	assert_status 0
	synced bob
	assert_same alice bob
	assert_equal "$(sed -n 's/^name: //p' contacts/acme.yaml)" 'Alice and Bob'
}

# twin TITLE: a case by the same chance as any other twin.
twin() {
	CVD_SEED=twin "$CVD_BIN" new --title "$1" --incomplete --anonymous >/dev/null
}

# renamed: the event of the last commit has another id, as if it had been there
# from the beginning.
renamed() {
	local event path message hash
	event=$(git log -1 --format='%(trailers:key=Cvd-Event,valueonly)')
	event=${event%% *}
	path=$(git diff --name-only HEAD~)
	sed -i "s/$event/0${event:1}/" "$path"
	message=$(git log -1 --format=%B | sed "s/$event/0${event:1}/")
	hash=$({ printf '%s\0%s\0' "$path" "$(wc -c <"$path")" && cat "$path"; } |
		sha256sum | cut -d ' ' -f 1)
	GIT_AUTHOR_DATE=$CVD_NOW GIT_COMMITTER_DATE=$CVD_NOW git commit -qaS \
	    --amend --reset-author -F - <<<"${message%SHA256:*}SHA256: $hash"
}

@test "the roster that both changed" {
	cvd roster set-role bob lead >/dev/null
	synced alice bob
	cvd roster set-role carol lead >/dev/null
	synced bob
	be alice
	cvd roster set-role bob member >/dev/null
	assert_stays run_cvd sync
	assert_status 6
	assert_has "$output" 'roster.yaml: '
	assert_has "$output" 'in a work tree, a lead decides: git merge '
}

@test "who was retired meanwhile adds nothing" {
	cvd roster retire bob --reason left --good-until HEAD >/dev/null
	synced alice
	be bob
	cvd ack "$one" --by phone >/dev/null
	local mine
	mine=$(git rev-parse --short=12 main)
	run_cvd sync --no-push
	assert_status 5
	assert_has "$talk" "your commit $mine does not stand with what 'origin' has (signed-after-cutoff)"
	assert_has "$talk" "cvd sync origin --accept-fork $(at_server)"
	run_cvd sync --accept-fork "$(at_server)"
	assert_status 0
	assert_has "$output" "left behind: $mine  bob  $one: ack"
	assert_equal "$(git rev-parse main)" "$(at_server)"
}

@test "two cases with one id" {
	twin One
	be bob
	cp -a "$XDG_CONFIG_HOME/cvd/trust" ../trust
	twin Two
	renamed
	rm -r "$XDG_CONFIG_HOME/cvd/trust" && mv ../trust "$XDG_CONFIG_HOME/cvd/"
	synced bob
	be alice
	local twin
	twin=$(cvd list --json | jq -r '.cases[] | select(.title == "One") | .id')
	assert_stays run_cvd sync
	assert_status 6
	assert_has "$output" "$(file_of "$twin"): "
	assert_has "$output" "make yours again under a new id: cvd show $twin"
	# as it says
	run_cvd sync origin --accept-fork "$(at_server)"
	assert_status 0
	assert_has "$output" "alice  $twin: new"
	cvd new --title One --incomplete --anonymous >/dev/null
	synced alice bob
	assert_same alice bob
	assert_equal "$(cvd list --json | jq -r '.cases[].title' | sort | grep -v Login)" \
	    $'One\nTwo'
}

@test "a bad name is shown harmless" {
	hook_in ../server.git pre-receive <<-'SH'
		#!/bin/sh
		printf 'a\033]0;title\007b \342\200\256c\n' >&2
		exit 1
	SH
	cvd ack "$one" --by phone >/dev/null
	run_cvd sync
	assert_status 5
	[[ $talk != *$'\e'* && $talk != *$'\a'* && $talk != *$'\u202e'* ]]
}

@test "there is no git" {
	mkdir ../bin && local name
	for name in gpg gpg-agent gpgconf date sh cat wc; do
		ln -s "$(command -v "$name")" ../bin/
	done
	PATH=$WORLD/bin run_cvd sync
	assert_status 9
	assert_has "$talk" "there is no program 'git'"
}
