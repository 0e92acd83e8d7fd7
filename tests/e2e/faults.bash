# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# Runs that are killed, or fail, at a chosen call of the system. Load it after
# lib. Each call that writes is a point; CVD_FAULT_STRIDE says that every so
# many points one is tried, which is enough to notice what breaks; 1 tries all
# of them (the target `torture`). Only cvd itself is traced, not gpg.

: "${CVD_FAULT_STRIDE:=13}"

WRITES=openat,write,pwrite64,fsync,fdatasync,syncfs,ftruncate,rename,renameat
WRITES+=,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,chmod,fchmod

# strace_cvd OPTION... -- ARGUMENT...: cvd below strace; silent. The leak check
# of sanitizers cannot work there.
strace_cvd() {
	local options=()
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	{
		ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 \
		    CVD_SEED=$CVD_SEED.fault strace "${options[@]}" \
		    "$CVD_BIN" "$@" </dev/null >"$WORLD/said" 2>"$WORLD/talk"
	} 2>/dev/null
}

# remember: keeps the casebook of the working folder as it is, and what is
# trusted of it. again: puts that back in place.
remember() {
	cp -a "$PWD" "$WORLD/kept"
	cp -a "$XDG_CONFIG_HOME" "$WORLD/trusted"
}
again() {
	local book=$PWD
	cd / && rm -rf "$book" "$XDG_CONFIG_HOME" &&
		cp -a "$WORLD/kept" "$book" &&
		cp -a "$WORLD/trusted" "$XDG_CONFIG_HOME" && cd "$book" ||
		return 1
}

# points SKIP ARGUMENT...: the calls of such a run that write, one a line as
# "NAME NUMBER", and "disk" behind it unless it is to a pipe or to memory;
# without those whose names match the extended expression. The run is a real
# one.
points() {
	local skip=$1
	shift
	strace_cvd -y -o "$WORLD/trace" -e "trace=$WRITES" -- "$@" || return 1
	awk -v skip="^($skip)$" '
	match($0, /^[a-z0-9]+\(/) {
		name = substr($0, 1, RLENGTH - 1)
		number[name]++
		if (name == "openat" && !/O_CREAT/)
			next
		if (name !~ skip)
			print name, number[name], \
			    /^write\([0-9]+<(pipe:|.memfd:)/ ? "" : "disk"
	}' "$WORLD/trace"
}

# picture: all that counts of a casebook: events, letters on their way and sent
# (a spool that has one twice has it under one name), and what else is there.
picture() {
	local folder
	folder=$(git rev-parse --git-common-dir)/cvd
	git grep -h '^    event: ' main -- cases | sort
	git ls-tree -r --name-only main | grep -v '^cases/' | sort
	for name in outbox sent spool; do
		echo "$name $(find "$folder/$name" -type f 2>/dev/null | wc -l)"
	done
	git grep -hc "^ *- message_id:" main -- cases | sort
}

# tidy: sound for git, nothing left over, and no difference to what is signed.
tidy() {
	local folder
	folder=$(git rev-parse --git-common-dir)
	assert_equal "$(git fsck --strict --no-dangling 2>&1)" ''
	if [ "$(git rev-parse --is-bare-repository)" = false ]; then
		assert_equal "$(git status --porcelain)" ''
	fi
	assert_equal "$(find "$folder" -name '*.lock' \
	    ! -path '*/cvd/keyring/*')" ''
	assert_equal "$(find "$folder/cvd" -type f ! -name lock \
	    ! -name verified ! -path '*/keyring/*' ! -path '*/sent/*' \
	    ! -path '*/spool/*')" ''
}

# recover POINT ARGUMENT...: the next command finds the casebook as before or as after,
# whose pictures are $before and $after, and the same one can be given again.
recover() {
	local point=$1 seen
	shift
	run_cvd list
	[ "$status" -eq 0 ] || fail "after $point"
	run_cvd send
	[ "$status" -eq 0 ] || fail "after $point"
	tidy || fail "after $point"
	git verify-commit main 2>/dev/null || fail "after $point"
	seen=$(picture)
	if [ "$seen" = "$before" ]; then
		run_cvd "$@"
		[ "$status" -eq 0 ] || fail "again after $point"
		cvd send >/dev/null
		seen=$(picture)
	fi
	[ "$seen" = "$after" ] || fail "after $point" "expected: $after" \
	    "actual: $seen"
	tidy || fail "again after $point"
	run_cvd verify
	[ "$status" -eq 0 ] || fail "verifying after $point"
}

# both_pictures ARGUMENT...: sets $before and $after.
both_pictures() {
	remember
	before=$(picture)
	cvd "$@" >/dev/null </dev/null
	cvd send >/dev/null
	after=$(picture)
	[ "$before" != "$after" ]
}

# kill_everywhere FIRST ARGUMENT...: the command is killed at each point, from
# the FIRST one on, and recovers.
kill_everywhere() {
	local i=-$1 name number tried=0 missed=0
	shift
	both_pictures "$@"
	again
	points nothing "$@" >"$WORLD/points"
	[ "$(wc -l <"$WORLD/points")" -gt 40 ] || fail 'few points'
	while read -r name number _; do
		i=$((i + 1))
		[ $((i % CVD_FAULT_STRIDE)) -eq 0 ] || continue
		again
		strace_cvd -o "$WORLD/trace" -e "trace=$name" \
		    -e "inject=$name:signal=KILL:when=$number" -- "$@" || :
		tried=$((tried + 1))
		grep -q 'killed by SIGKILL' "$WORLD/trace" ||
			missed=$((missed + 1))
		recover "$name $number" "$@"
	done <"$WORLD/points"
	# no two runs are quite the same, but nearly
	[ "$missed" -le $((1 + tried / 10)) ] || fail "$missed of $tried missed"
}

# fail_everywhere FIRST SKIP HOW ARGUMENT...: the command fails at each point
# but those of SKIP; HOW NAME NUMBER prints what strace is to inject there. The
# command says so, leaves the casebook as it was unless the commit is made, and
# recovers.
fail_everywhere() {
	local i=-$1 skip=$2 how=$3 name number tip tried=0 missed=0
	shift 3
	both_pictures "$@"
	again
	tip=$(git rev-parse main)
	points "$skip" "$@" | grep ' disk$' >"$WORLD/points"
	# an answer goes to whoever reads it, and to no disk
	sed -i '$!b; /^write /d' "$WORLD/points"
	[ "$(wc -l <"$WORLD/points")" -gt 10 ] || fail 'few points'
	while read -r name number _; do
		i=$((i + 1))
		[ $((i % CVD_FAULT_STRIDE)) -eq 0 ] || continue
		again
		status=0
		strace_cvd -o "$WORLD/trace" -e "trace=$name" \
		    -e "inject=$name:$("$how" "$name" "$number")" -- "$@" ||
			status=$?
		# shellcheck disable=SC2034 # fail() shows it
		talk=$(cat "$WORLD/talk") output=$(cat "$WORLD/said")
		tried=$((tried + 1))
		grep -q INJECTED "$WORLD/trace" || missed=$((missed + 1))
		# what is retried, or need not succeed, is no failure
		[[ $status =~ ^(0|9)$ ]] || fail "at $name $number"
		if [ "$status" -ne 0 ]; then
			assert_has "$talk" 'cvd: '
			if [ "$(git rev-parse main)" = "$tip" ]; then
				tidy || fail "at $name $number"
			else
				assert_has "$talk" 'the commit is made'
			fi
		fi
		recover "$name $number" "$@"
	done <"$WORLD/points"
	[ "$missed" -le $((1 + tried / 10)) ] || fail "$missed of $tried missed"
}
