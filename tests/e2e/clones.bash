# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# A team on machines of their own, with a server that they share a casebook by.
# Load it behind lib:
#
#     setup_file() { crowd_setup; }
#     setup() { crowd_copy; }
#     teardown() { crowd_remove; }
#     teardown_file() { world_teardown; }
#
# The crowd is made once for a file of tests, each of which works on a copy.

# be NAME [CLONE]: from now on everything is done by NAME, in NAME's clone or
# in that other one.
be() {
	export HOME=$WORLD/home-$1 GNUPGHOME=$CROWD/gpg-$1
	export XDG_CONFIG_HOME=$HOME/.config
	cd "$WORLD/${2:-$1}" || return 1
}

# with NAME COMMAND...: the same for one command.
with() {
	local name=$1
	shift
	(be "$name" && "$@")
}

# person NAME: somebody with a home and a key.
person() {
	export HOME=$WORLD/home-$1 GNUPGHOME=$CROWD/gpg-$1
	export XDG_CONFIG_HOME=$HOME/.config
	mkdir -p "$HOME" && mkdir -m 700 "$GNUPGHOME"
	git config --global init.defaultBranch main
	git config --global user.name "${1^} Example"
	git config --global user.email "$1@example.org"
	git config --global gpg.program "$CROWD/gpg-then"
	make_key "$1@example.org" "${1^}" >/dev/null
	gpg --armor --export >"$WORLD/$1.asc"
}

# crowd_setup: alice, a lead, with a casebook, two cases $one and $two, and the
# members bob and carol in it; $WORLD/server.git, which they sync with. $intro
# is the first commit, $signer the key that it is signed with.
crowd_setup() {
	world_setup
	export CROWD=$WORLD intro signer one two
	person bob && person carol && person alice && mkdir "$WORLD/alice" &&
		be alice || return 1
	cvd init . --name 'Example Desk' --as alice --policy nl-ncsc \
	    --language en --from desk@example.org >/dev/null || return 1
	git config cvd.send manual
	cvd roster add bob --key ../bob.asc >/dev/null &&
		cvd roster add carol --key ../carol.asc >/dev/null || return 1
	one=$(make_case) && two=$(make_case) || return 1
	intro=$(git rev-list --max-parents=0 HEAD)
	signer=$(git log -1 --format=%GF "$intro")
	git init -q --bare ../server.git
	git remote add origin "file://$WORLD/server.git"
	cvd sync >/dev/null || return 1
	join bob && join carol
}

# join NAME: a clone, and trust in it.
join() {
	git clone -q "file://$WORLD/server.git" "$WORLD/$1" && be "$1" &&
		git config cvd.send manual &&
		cvd verify --introduction "$intro" --signer "$signer" >/dev/null
}

# crowd_copy: a copy of all in $WORLD, as alice.
crowd_copy() {
	local name
	WORLD=$CROWD/$BATS_TEST_NUMBER
	mkdir "$WORLD" && cp -a "$CROWD"/home* "$CROWD"/{alice,bob,carol} \
	    "$CROWD"/*.asc "$CROWD/server.git" "$CROWD/runs" "$WORLD" || return 1
	for name in alice bob carol; do
		git -C "$WORLD/$name" remote set-url origin \
		    "file://$WORLD/server.git"
	done
	be alice
}

crowd_remove() { cd / && rm -rf "$WORLD"; }

# synced NAME...: each syncs, in this order, and that goes well.
synced() {
	local name
	for name; do
		be "$name"
		run_cvd sync
		assert_status 0
	done
}

# assert_same NAME...: they have the same files as the server, and all of it is
# proven.
assert_same() {
	local name tree
	tree=$(git -C "$WORLD/server.git" rev-parse 'main^{tree}')
	for name; do
		be "$name"
		assert_equal "$(git rev-parse 'main^{tree}')" "$tree"
		assert_equal "$(git status --porcelain)" ''
		assert_proven_here
	done
}
assert_proven_here() {
	run_cvd verify --full
	assert_status 0
	assert_equal "$(git fsck --strict --no-dangling 2>&1)" ''
}

# at_server [NAME]: the commit that main, or another ref, is there.
at_server() { git -C "$WORLD/server.git" rev-parse -q --verify "${1:-main}"; }

# hook_in REPOSITORY NAME: a hook there, from standard input.
hook_in() {
	mkdir -p "$1/hooks"
	cat >"$1/hooks/$2" && chmod +x "$1/hooks/$2"
}

# here: all that a sync may move, but what is fetched.
here() {
	git for-each-ref | grep -v -e refs/cvd/incoming/ -e refs/remotes/ || :
	git status --porcelain
	find "$XDG_CONFIG_HOME/cvd/trust" -type f -exec cat {} +
}

# assert_stays COMMAND...: whatever becomes of it, it moves nothing.
assert_stays() {
	local before
	before=$(here)
	"$@"
	assert_equal "$(here)" "$before"
}

# refs NAME: what the clone keeps of its remote.
kept() { git rev-parse -q --verify "refs/cvd/$1/origin/main"; }

# keep: remembers casebook, trust and server. back: puts them in place again.
keep() {
	mkdir "$WORLD/kept"
	cp -a "$PWD" "$XDG_CONFIG_HOME" "$WORLD/server.git" "$WORLD/kept"
}
back() {
	local book=$PWD
	cd / && rm -rf "$book" "$XDG_CONFIG_HOME" "$WORLD/server.git"
	cp -a "$WORLD/kept/$(basename "$book")" "$book" &&
		cp -a "$WORLD/kept/.config" "$XDG_CONFIG_HOME" &&
		cp -a "$WORLD/kept/server.git" "$WORLD" && cd "$book" || return 1
}

# With faults loaded, too.
# ended POINT ARGUMENT...: given again the sync comes to its end: $tree here,
# and at the server, unless it is to be left alone.
ended() {
	local point=$1
	shift
	run_cvd "$@"
	[ "$status" -eq 0 ] || fail "again after $point"
	assert_equal "$(git rev-parse 'main^{tree}')" "$tree"
	[ -n "${alone:-}" ] || assert_equal "$(at_server)" "$(git rev-parse main)"
	tidy || fail "after $point"
	# one merge at the most
	[ "$(git rev-list --count --merges main)" -le 1 ] || fail "after $point"
	run_cvd verify
	[ "$status" -eq 0 ] || fail "not proven after $point"
}
