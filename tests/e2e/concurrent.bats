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
