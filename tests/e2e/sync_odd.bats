#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Machines that are not as they should be: a clock that is two years off, and
# no room on the disk. Nothing is lost, nobody else is held up unasked, and
# once it is mended the next sync ends as it would have.

load lib
load clones
load faults
setup_file() { crowd_setup; }
setup() { crowd_copy; }
teardown() {
	cd /
	[ ! -d "$WORLD/small" ] || umount "$WORLD/small" || :
	crowd_remove
}
teardown_file() { world_teardown; }

AHEAD=2028-11-20T09:00:00Z
BEHIND=2024-11-20T09:00:00Z

@test "a clock that was ahead: what it made is not sent, and made again" {
	synced bob
	at "$AHEAD" cvd ack "$one" --by phone >/dev/null
	cvd note "$two" --file - <<<'Seen.' >/dev/null
	with carol cvd note "$two" --file - <<<'Heard.' >/dev/null
	with carol cvd sync >/dev/null
	tip=$(at_server)
	# not even the merge that what came in asks for
	for option in '' --dry-run --no-push; do
		# shellcheck disable=SC2086 # none, where it is empty
		assert_stays run_cvd sync $option
		assert_status 5
		assert_has "$talk" "your commit $(git log -1 --format=%h \
		    --abbrev=12 main~) was made at $AHEAD, and it is $CVD_NOW here"
		assert_has "$talk" "cvd sync origin --accept-fork $tip"
	done
	assert_equal "$(at_server)" "$tip"
	run_cvd sync --accept-fork "$tip"
	assert_status 0
	assert_has "$output" "bob  $one: ack"
	assert_has "$output" "bob  $two: note"
	cvd ack "$one" --by phone >/dev/null
	cvd note "$two" --file - <<<'Seen.' >/dev/null
	synced bob alice carol
	assert_same alice bob carol
	assert_equal "$(git grep -h '^    event: ack' main -- cases | wc -l)" 1
	assert_equal "$(git grep -h '^    event: noted' main -- cases | wc -l)" 2
}

@test "a clock that is ahead, and a server that does not look" {
	local good
	good=$(at_server)
	be bob
	at "$AHEAD" cvd ack "$one" --by phone >/dev/null
	at "$AHEAD" cvd sync >/dev/null
	bad=$(git rev-parse --short=12 main)
	# nobody takes it, and the hint does not say whose clock it is
	be alice
	cvd note "$two" --file - <<<'Seen.' >/dev/null
	assert_stays run_cvd sync
	assert_status 5
	assert_has "$talk" "commit $bad"
	assert_has "$talk" 'bob (future)'
	assert_has "$talk" "it is $CVD_NOW here: if that is wrong, set the clock"
	# who made it hears it, too, once the clock is right
	be bob
	assert_stays run_cvd sync
	assert_status 5
	assert_has "$talk" "your commit $bad was made at $AHEAD"
	assert_has "$talk" 'cvd-sync(1) says how to make it again'
	# as it says there
	git push -q --force-with-lease origin "$good:main"
	synced alice
	be bob
	run_cvd sync
	assert_status 6
	run_cvd sync --accept-fork "$(at_server)"
	assert_status 0
	assert_has "$output" "bob  $one: ack"
	cvd ack "$one" --by phone >/dev/null
	synced bob alice carol
	assert_same alice bob carol
}

@test "a clock that is ahead, and a server that proves what it gets" {
	hook_in ../server.git pre-receive <"$CVD_SOURCE/examples/hooks/pre-receive"
	mkdir ../bin && ln -s "$CVD_BIN" ../bin/cvd
	export PATH=$WORLD/bin:$PATH
	XDG_CONFIG_HOME=$WORLD/server cvd -C ../server.git verify \
	    --introduction "$intro" --signer "$signer" >/dev/null
	be bob
	git config remote.origin.receivepack \
	    "env XDG_CONFIG_HOME=$WORLD/server CVD_NOW=$CVD_NOW git-receive-pack"
	at "$AHEAD" cvd ack "$one" --by phone >/dev/null
	CVD_NOW=$AHEAD run_cvd sync
	assert_status 5
	assert_has "$talk" future
	assert_has "$talk" "'origin' declined the push"
	synced carol
}

@test "a clock that is behind takes nothing in, and sends nothing" {
	synced bob alice
	cvd ack "$two" --by phone >/dev/null
	synced alice
	be bob
	CVD_NOW=$BEHIND assert_stays run_cvd sync
	assert_status 5
	assert_has "$talk" 'alice (future)'
	assert_has "$talk" "it is $BEHIND here: if that is wrong, set the clock"
	# a case is never older than its receipt
	CVD_NOW=$BEHIND assert_unchanged run_cvd ack "$one" --by phone
	assert_status 5
	assert_has "$talk" 'it happens before the receipt'
	# one of its own can be made, and is not sent as long as that lasts
	three=$(CVD_NOW=$BEHIND make_case)
	CVD_NOW=$BEHIND assert_stays run_cvd sync
	assert_status 5
	run_cvd sync
	assert_status 0
	assert_has "$output" "alice acknowledged $two: acknowledged"
	assert_equal "$(at_server)" "$(git rev-parse main)"
	be alice
	run_cvd sync
	assert_status 0
	assert_has "$output" "bob received $three: received"
	synced carol
	assert_same alice bob carol
}

# contact NAME: alice's, bob's or carol's idea of a vendor's address.
contact() {
	mkdir -p contacts
	contact_text acme 'Example Ltd' "$1@example.com" >contacts/acme.yaml
}

# settle NAME: merges what came in by hand, and so settles it.
settle() {
	git merge -q refs/cvd/incoming/origin/main 2>/dev/null && return 1
	contact "$1" && git add contacts &&
		GIT_AUTHOR_DATE=$CVD_NOW GIT_COMMITTER_DATE=$CVD_NOW \
		    git commit -qS --no-edit
}

@test "a commit that was taken back accuses nobody once its key is retired" {
	cvd roster set-role bob lead >/dev/null
	contact first && cvd commit . >/dev/null
	synced alice bob
	contact bob && cvd commit . >/dev/null
	synced bob
	be alice
	contact alice && cvd commit . >/dev/null
	run_cvd sync
	assert_status 6
	settle both
	synced alice bob
	contact last && cvd commit . >/dev/null
	synced bob
	# she settles it once more, and finds that this is done
	be alice
	git reset -q --keep HEAD~
	settle other
	run_cvd sync
	assert_status 6
	git reset -q --keep HEAD~ && git merge -q refs/cvd/incoming/origin/main
	synced alice
	person new
	gpg --armor --export >"$WORLD/new.asc"
	be bob
	cvd roster rotate alice --key ../new.asc >/dev/null
	synced bob alice
	assert_same alice bob
}

# Where no room is needed; the folders of mkdir are there already.
NO_SPACE='unlink|unlinkat|fsync|fdatasync|syncfs|chmod|fchmod|ftruncate|mkdir'

# fill_sync FIRST ARGUMENT...: there is no room at each point that is tried.
fill_sync() {
	local i=-$1 name number tried=0 missed=0 tip
	local stride=$(((CVD_FAULT_STRIDE + 2) / 3))
	shift
	keep
	tip=$(git rev-parse main)
	points "$NO_SPACE" "$@" | grep ' disk$' >"$WORLD/points" || return 1
	# an answer goes to whoever reads it, and to no disk
	sed -i '$!b; /^write /d' "$WORLD/points"
	[ "$(wc -l <"$WORLD/points")" -gt 10 ] || fail 'few points'
	tree=$(git rev-parse 'main^{tree}')
	while read -r name number _; do
		i=$((i + 1))
		[ $((i % stride)) -eq 0 ] || continue
		back
		status=0
		strace_cvd -o "$WORLD/trace" -e "trace=$name" \
		    -e "inject=$name:error=ENOSPC:when=$number" -- "$@" ||
			status=$?
		talk=$(cat "$WORLD/talk") output=$(cat "$WORLD/said")
		tried=$((tried + 1))
		grep -q INJECTED "$WORLD/trace" || missed=$((missed + 1))
		[[ $status =~ ^(0|9)$ ]] || fail "at $name $number"
		[ "$status" -eq 0 ] || assert_has "$talk" 'cvd: '
		[ "$(git rev-parse main)" != "$tip" ] || tidy ||
			fail "at $name $number"
		ended "$name $number" "$@"
	done <"$WORLD/points"
	[ "$missed" -le $((1 + tried / 10)) ] || fail "$missed of $tried missed"
}

@test "no room on the way forward" {
	with bob cvd ack "$two" --by phone >/dev/null
	with bob cvd assess "$two" --accept >/dev/null
	with bob cvd sync >/dev/null
	fill_sync 2 sync
}

@test "no room on the way to a merge, and to the server" {
	cvd ack "$one" --by phone >/dev/null
	with bob cvd ack "$two" --by phone >/dev/null
	with bob cvd sync >/dev/null
	fill_sync 4 sync
}

@test "no room for what comes in" {
	local left tip went=0 stayed=0
	[ "$(id -u)" -eq 0 ] || skip 'only root makes file systems'
	mkdir "$WORLD/small"
	mount -t tmpfs -o size=3m cvd-small "$WORLD/small" 2>/dev/null ||
		skip 'no file system can be made here'
	cp -a "$WORLD/alice" "$WORLD/small/alice"
	cd "$WORLD/small/alice"
	for left in 0 1 2 3 4 6 8 12 32; do
		with bob cvd note "$two" --file - <<<"Seen, $left." >/dev/null
		with bob cvd sync >/dev/null
		cvd note "$one" --file - <<<"Heard, $left." >/dev/null
		tip=$(git rev-parse main)
		# all but so many pages
		head -c 9m /dev/zero >../filler 2>/dev/null || :
		truncate -s "-$((left * 4096))" ../filler
		run_cvd sync
		rm ../filler
		if [ "$status" -eq 0 ]; then
			went=$((went + 1))
		else
			stayed=$((stayed + 1))
			[[ $status =~ ^(9|75)$ ]] || fail "with $left"
			assert_has "$talk" 'cvd: '
		fi
		run_cvd sync
		assert_status 0
		assert_equal "$(git rev-parse main)" "$(at_server)"
		tidy
	done
	# else the sizes above prove nothing
	[ "$went" -gt 0 ]
	[ "$stayed" -gt 3 ]
	# nothing is lost, and nothing is there twice
	assert_equal "$(git grep -h '^    event: noted' main -- cases | wc -l)" 18
	assert_proven_here
}
