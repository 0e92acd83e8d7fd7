#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# gnupg_sealed.sh make DIR: a GnuPG home, DIR/gnupg, of somebody who has secret
# keys in every condition that a reader may meet, and the public ones
# (DIR/NAME.asc) with their fingerprints (DIR/NAME.fpr). DIR is short, since
# the agent's socket lies in it.
# gnupg_sealed.sh kill DIR: ends its agent and removes it.
set -eu
verb=$1 dir=$2
export GNUPGHOME="$dir/gnupg"

# Whoever is asked for a passphrase declines.
# shellcheck disable=SC2016 # the text of a script
decline='#!/bin/sh
echo OK ready
while read -r verb rest; do
	case $verb in
	GETPIN) echo ERR 83886179 Operation cancelled ;;
	BYE) echo OK; exit ;;
	*) echo OK ;;
	esac
done'

# new NAME ALGORITHM USAGE EXPIRY [GPG OPTION...]: a key, without passphrase.
new() {
	name=$1 algorithm=$2 usage=$3 expiry=$4
	shift 4
	gpg --batch --quiet --pinentry-mode loopback --passphrase '' "$@" \
	    --quick-generate-key "$name <$name@example.org>" \
	    "$algorithm" "$usage" "$expiry"
	gpg --batch --with-colons --list-keys "=$name <$name@example.org>" |
	    awk -F: '$1 == "fpr" { print $10; exit }' >"$dir/$name.fpr"
}

# drop KIND NAME: takes that part of a key away.
drop() {
	gpg --batch --yes "--delete-$1" "$(cat "$dir/$2.fpr")"
}

make() {
	mkdir -m 700 "$GNUPGHOME"
	printf '%s\n' "$decline" >"$GNUPGHOME/pinentry"
	chmod +x "$GNUPGHOME/pinentry"
	echo "pinentry-program $GNUPGHOME/pinentry" >"$GNUPGHOME/gpg-agent.conf"
	new alice future-default default never
	new bob future-default default never
	new sign ed25519 sign never
	past=20240101T000000!
	new old future-default default 20240601T000000 --faked-system-time $past
	new late ed25519 sign never --faked-system-time $past
	gpg --batch --quiet --pinentry-mode loopback --passphrase '' \
	    --faked-system-time $past --quick-add-key \
	    "$(cat "$dir/late.fpr")" cv25519 encrypt 20240601T000000
	new revoked future-default default never
	sed 's/^:---/---/' "$GNUPGHOME/openpgp-revocs.d/$(
		cat "$dir/revoked.fpr"
	).rev" | gpg --batch --quiet --import
	new away future-default default never
	new rsa rsa3072 sign,encrypt never
	new locked future-default default never --passphrase secret
	for key in alice bob sign old late revoked away rsa locked; do
		gpg --batch --armor --export "$key@example.org" >"$dir/$key.asc"
	done
	drop secret-keys away
	# what a person sets must add nobody
	cat >"$GNUPGHOME/gpg.conf" <<-EOF
	encrypt-to $(cat "$dir/bob.fpr")
	throw-keyids
	EOF
	# so that no passphrase is remembered
	gpgconf --kill gpg-agent
}

case $verb in
make) make 2>"$dir/log" || {
	cat "$dir/log" >&2
	gpgconf --kill all
	exit 1
} ;;
kill)
	gpgconf --kill all
	rm -rf "$dir"
	;;
esac
