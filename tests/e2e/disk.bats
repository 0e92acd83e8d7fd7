#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Disks that are full, or broken: the command says so, the casebook is as
# before or, where the commit is made, as after, and no letter is lost.

load lib
load faults

setup() {
	world_setup
	echo 'They called.' >text
}
teardown() {
	cd /
	[ ! -d "$WORLD/small" ] || umount "$WORLD/small" || :
	world_teardown
}

# full NAME NUMBER: no space for this one call. broken NAME NUMBER: from this
# one on, nothing comes to rest on the disk.
full() {
	echo "error=ENOSPC:when=$2"
}
broken() {
	echo "error=EIO:when=$2+"
}

NO_SPACE='unlink|unlinkat|fsync|fdatasync|syncfs|chmod|fchmod|ftruncate'
NO_SYNC='open.*|write|pwrite64|rename.*|link.*|unlink.*|mkdir.*|f?chmod'
NO_SYNC+='|ftruncate'

@test "no space for one call of a note" {
	make_book
	id=$(make_case)
	fail_everywhere 1 "$NO_SPACE" full note "$id" --file ../text
}

@test "no space for one call of an acknowledgement and its letter" {
	make_book
	id=$(make_case)
	fail_everywhere 2 "$NO_SPACE" full ack "$id"
}

@test "no space for one call of a new case in a bare casebook" {
	make_book --bare
	fail_everywhere 3 "$NO_SPACE" full new --title 'Full' \
	    --description-file ../text --reporter-email rosa@example.net \
	    --target https://www.example.org
}

@test "a disk that keeps nothing from some instant on" {
	make_book
	id=$(make_case)
	CVD_FAULT_STRIDE=$(((CVD_FAULT_STRIDE + 2) / 3))
	fail_everywhere 4 "$NO_SYNC" broken ack "$id"
}

@test "where index and files cannot follow the branch, no letter is lost" {
	make_book
	id=$(make_case)
	both_pictures ack "$id"
	again
	status=0
	strace_cvd -o ../trace -e trace=renameat -P "$PWD/.git/cvd/index.new" \
	    -e inject=renameat:error=EIO -- ack "$id" || status=$?
	talk=$(cat ../talk)
	assert_status 9
	assert_has "$talk" 'the commit is made; the next cvd that writes finishes it'
	assert_equal "$(find .git/cvd/outbox -type f | wc -l)" 1
	recover 'index' ack "$id"
}

@test "a disk that fills up" {
	local left tip landed=0 refused=0
	[ "$(id -u)" -eq 0 ] || skip 'only root makes file systems'
	mkdir small
	mount -t tmpfs -o size=3m cvd-small small 2>/dev/null ||
		skip 'no file system can be made here'
	cd small
	make_book
	id=$(make_case)
	git config cvd.send manual
	for left in 0 1 2 3 4 5 6 7 8 10 12 14 16 20 24 28 32 40 48 60; do
		tip=$(git rev-parse main)
		rm -f ../filler
		# all but so many pages
		head -c 9m /dev/zero >../filler 2>/dev/null || :
		truncate -s "-$((left * 4096))" ../filler
		run_cvd note "$id" --file "$WORLD/text"
		if [ "$status" -eq 0 ]; then
			landed=$((landed + 1))
		else
			refused=$((refused + 1))
			assert_status 9
			assert_has "$talk" 'No space left on device'
			assert_equal "$(git rev-parse main)" "$tip"
		fi
		rm ../filler
		run_cvd send
		assert_status 0
		tidy
	done
	# else the sizes above prove nothing
	[ "$landed" -gt 0 ]
	[ "$refused" -gt 5 ]
	assert_equal "$(git show "main:$(file_of "$id")" |
		grep -c 'event: noted')" "$landed"
}
