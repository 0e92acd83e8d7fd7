#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# diff-splitter.sh [--seed S] [--count N]: over N commit objects that are not
# as they were signed, cvd never calls a signature good that git calls bad.
#
# cvd's side is its splitter, its look at the packet and its batch of gpg
# (tests/tools/sigcheck.c, $SIGCHECK or that of the dev preset); git's is
# `git verify-commit`. Both know the same keys. The other way round they may
# differ: what cvd refuses and git does not is counted by reason. The same seed
# makes the same objects; one of them can be made again by its number.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sigcheck=${SIGCHECK:-$here/../build/dev/tests/sigcheck}
seed=1
count=2000
while [ $# -gt 0 ]; do
	case $1 in
	--seed) seed=$2 ;;
	--count) count=$2 ;;
	*) echo 'usage: diff-splitter.sh [--seed S] [--count N]' >&2; exit 2 ;;
	esac
	shift 2
done
command -v python3 >/dev/null || {
	echo 'skipped: not installed: python3'
	exit 77
}

world=$(mktemp -d /tmp/cvd.XXXXXX)
trap 'rm -rf "$world"' EXIT
trap 'exit 1' HUP INT TERM
export HOME="$world" GNUPGHOME="$world/gpg" GIT_CONFIG_NOSYSTEM=1
export LC_ALL=C.UTF-8 TZ=UTC
unset GIT_DIR GIT_WORK_TREE GIT_OBJECT_DIRECTORY GIT_CONFIG_GLOBAL
keys=$here/data/insecure.asc

# No agent is started, so none has to be ended.
mkdir -m 700 "$GNUPGHOME"
printf '%s\n' no-autostart 'trust-model always' >"$GNUPGHOME/gpg.conf"
gpg --batch --quiet --import "$keys" 2>"$world/log" || {
	cat "$world/log" >&2
	exit 1
}
git init --quiet --bare "$world/git"

mkdir "$world/objects"
"$here/tools/mutate_commit.py" --seed "$seed" --count "$count" \
    --out "$world/objects" "$here"/fuzz/corpora/commit/* >"$world/made"
cd "$world/objects"
"$sigcheck" "$world/ours" "$keys" ./* >"$world/cvd"
for object in ./*; do
	id=$(git -C "$world/git" hash-object -t commit -w --stdin --literally \
	    <"$object")
	if git -C "$world/git" verify-commit "$id" 2>/dev/null; then
		echo good
	else
		echo bad
	fi
done >"$world/theirs"

# made: number, original, changes; cvd: path, verdict, message; theirs: a word
paste "$world/made" "$world/cvd" "$world/theirs" |
	awk -F '\t' -v seed="$seed" '
	$4 != "./" $1 { print "out of step at " $1; wrong = 1; exit }
	{ objects++ }
	$5 == "good" { ours++ }
	$7 == "good" { theirs++ }
	$5 == "good" && $7 != "good" {
		alone++
		print "good to cvd alone: " $1 ", " $2 ": " $3
	}
	$5 != "good" && $7 == "good" { refused[$5]++ }
	END {
		print "seed " seed ": " objects + 0 " objects, good to git " \
		    theirs + 0 ", good to cvd " ours + 0 \
		    ", good to cvd alone " alone + 0
		for (flaw in refused)
			print "good to git alone, " flaw " to cvd: " refused[flaw]
		if (wrong || alone > 0)
			exit 1
		# where nothing is good, nothing was compared
		if (ours < 5 || theirs <= ours) {
			print "too few are good to show anything"
			exit 1
		}
	}'
