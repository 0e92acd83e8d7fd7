#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Steps in a case that others touch too: by hand, or at the same time.

load lib
setup() {
	world_setup && make_book 2>/dev/null && id=$(make_case) &&
		file=cases/${id:4:4}/${id:9:2}/$id.yaml
}
teardown() { world_teardown; }

# note TEXT: a note on the case.
note() {
	echo "$1" >"$WORLD/note"
	run_cvd note "$id" --file "$WORLD/note"
}

# unchanged: the case stands as it was received.
unchanged() {
	assert_equal "$(git rev-list --count main)" 2
	git fsck --strict
}

@test "a case file that was changed by hand is a conflict" {
	sed -i 's/^title: .*/title: Mine/' "$file"
	note x
	assert_status 6
	assert_talk "cvd: '$file' was changed by hand and is not committed
hint: git diff shows it; git stash puts it aside; git restore '$file' drops it"
	unchanged
	git restore "$file"
	note x
	assert_status 0
}

@test "a case file that is staged, removed or a link is a conflict" {
	sed -i 's/^title: .*/title: Mine/' "$file"
	git add "$file"
	note x
	assert_status 6
	git restore --staged --worktree "$file"
	rm "$file"
	note x
	assert_status 6
	ln -s /etc/passwd "$file"
	note x
	assert_status 6
	unchanged
	rm "$file"
	rm -r cases
	ln -s "$WORLD" cases
	note x
	assert_status 6
	unchanged
}

@test "a merge that is under way comes first" {
	git switch -qc other
	git commit -q --no-gpg-sign --allow-empty -m other
	git switch -q main
	cvd note "$id" --file - <<<main >/dev/null
	git merge -q --no-commit --no-ff other
	note x
	assert_status 6
}

@test "a head that its events do not come to is not written on" {
	sed -i 's/^state: received/state: closed/' "$file"
	git commit -qam spoiled --no-gpg-sign
	note x
	assert_status 5
	assert_has "$talk" 'is not proven (unsigned)'
}

@test "while somebody writes others wait, or are told to try again" {
	exec 9>.git/cvd/lock
	flock 9
	note x
	assert_status 75
	assert_has "$talk" 'another cvd is writing'
	run_cvd note "$id" --file "$WORLD/note" --dry-run
	assert_status 0
	run_cvd show "$id"
	assert_status 0
	flock -u 9
	note x
	assert_status 0
}

@test "while git writes its index nothing is written" {
	touch .git/index.lock
	note x
	assert_status 75
	unchanged
	rm .git/index.lock
	note x
	assert_status 0
	assert_equal "$(git status --porcelain)" ''
}

@test "of several steps in one case none is lost" {
	local i done=0
	for i in {1..8}; do
		echo "Note $i" >"../text.$i"
		{
			rc=75 tries=0
			while [ "$rc" -eq 75 ] && [ $((tries += 1)) -lt 200 ]; do
				rc=0
				CVD_SEED=note.$i.$tries "$CVD_BIN" note "$id" \
				    --file "../text.$i" >"../out.$i" 2>&1 \
				    </dev/null || rc=$?
			done
			echo "$rc" >"../rc.$i"
		} &
	done
	wait
	for i in {1..8}; do
		assert_equal "$(cat "../rc.$i")" 0
		assert_equal "$(grep -c "Note $i\$" "$file")" 1
	done
	assert_equal "$(git rev-list --count main)" 10
	assert_equal "$(git status --porcelain)" ''
	assert_equal "$(grep -oE '^    lamport: .*' "$file" | sort -u | wc -l)" 9
	git fsck --strict
	git commit -q --no-gpg-sign --allow-empty -m mine
	assert_equal "$(git show main:"$file" | grep -c 'event: noted')" 8
}
