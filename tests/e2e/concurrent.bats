#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Several writers on one casebook: both land or one says so, no event is lost.

load lib
setup() {
	world_setup
	make_book
	id=$(make_case)
	# what a real run has, where each process draws chance of its own
	unset CVD_SEED
}
teardown() { world_teardown; }

events() {
	git show "HEAD:$(file_of "$id")" | grep -c '^    event: '
}

@test "a commit that came in between is not reverted" {
	git clone -q . ../other
	cp -r "$XDG_CONFIG_HOME" ../elsewhere
	(cd ../other && export XDG_CONFIG_HOME=$PWD/../elsewhere &&
	    cvd ack "$id" --by phone >/dev/null)
	# gpg is asked for the key after the case was read
	cat >../gpg-pulls <<-END
	#!/bin/sh
	case "\$*" in *list-secret-keys*)
		[ -e ../done ] || { : >../done; git pull -q --ff-only ../other main; }
	esac
	exec "$WORLD/gpg-then" "\$@"
	END
	chmod +x ../gpg-pulls
	git config gpg.program "$PWD/../gpg-pulls"
	run_cvd ack "$id" --by person
	assert_status 6
	[ -e ../done ]
	assert_equal "$(git rev-parse HEAD)" "$(git -C ../other rev-parse HEAD)"
	assert_equal "$(events)" 2
	assert_equal "$(git status --porcelain)" ''
}

@test "many writers at once lose nothing" {
	local before pids=() landed=0
	before=$(events)
	for n in 1 2 3 4 5 6; do
		(
			for _ in $(seq 40); do
				echo "note $n" | "$CVD_BIN" note "$id" --file - \
				    >/dev/null 2>>../talk.$n && exit 0
				[ $? -eq 75 ] || exit 1
				sleep 0.1
			done
			exit 1
		) &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid" && landed=$((landed + 1))
	done
	assert_equal "$landed" 6
	assert_equal "$(events)" $((before + 6))
	assert_equal "$(git status --porcelain)" ''
	git fsck --strict
	for commit in $(git rev-list main); do
		git verify-commit "$commit" 2>/dev/null
	done
}

# keep_writing NAME COMMAND...: until it lands; 75 is to try again.
keep_writing() {
	local name=$1 rc
	shift
	for _ in $(seq 200); do
		rc=0
		"$CVD_BIN" "$@" </dev/null >/dev/null 2>>"$WORLD/talk.$name" ||
			rc=$?
		[ "$rc" -eq 75 ] || return "$rc"
		sleep 0.05
	done
	return 75
}

# all_kinds: how many events of each kind there are in all cases.
all_kinds() {
	git grep -h '^    event: ' main -- cases | sort | uniq -c | tr -s ' '
}

@test "on different cases, with and without a work tree" {
	local pids n bare
	git clone -q --bare . ../bare.git
	git -C ../bare.git config user.signingkey \
	    "$(git config user.signingkey)"
	echo text >../text
	for bare in . ../bare.git; do
		pids=()
		(
			cd "$bare"
			# two histories, which one person does not trust
			cp -a "$XDG_CONFIG_HOME" "$XDG_CONFIG_HOME.$(basename "$bare")"
			export XDG_CONFIG_HOME=$XDG_CONFIG_HOME.$(basename "$bare")
			for n in 1 2 3 4; do
				keep_writing "$n" new --title "Case $n" \
				    --incomplete --anonymous &
				pids+=($!)
				keep_writing "$n" note "$id" --file "$WORLD/text" &
				pids+=($!)
			done
			for pid in "${pids[@]}"; do
				wait "$pid"
			done
		)
		cd "$bare"
		assert_equal "$(all_kinds)" ' 4 event: noted
 5 event: received'
		assert_equal "$(git rev-list --count main)" 10
		assert_equal "$(git fsck --strict --no-dangling 2>&1)" ''
		# shellcheck disable=SC2046 # ids have no blanks
		git verify-commit $(git rev-list main) 2>/dev/null
	done
}

@test "a person who stages and unstages meanwhile reverts nothing" {
	local pids=() n
	echo text >../text
	for n in 1 2 3 4 5 6; do
		keep_writing "$n" note "$id" --file ../text &
		pids+=($!)
	done
	# whatever the index was when git took it
	for n in $(seq 30); do
		echo "$n" >todo.txt
		git add todo.txt 2>/dev/null || continue
		git status >/dev/null
		[ $((n % 3)) -ne 0 ] || git reset -q 2>/dev/null || :
	done
	for pid in "${pids[@]}"; do
		wait "$pid"
	done
	assert_equal "$(events)" 7
	assert_equal "$(git rev-list --count main)" 8
	git add todo.txt
	assert_equal "$(git status --porcelain)" 'A  todo.txt'
	# the person's own commit has the person's own file alone
	git commit -q --no-gpg-sign -m mine
	assert_equal "$(git diff --name-only main~ main)" todo.txt
	git fsck --strict
}
