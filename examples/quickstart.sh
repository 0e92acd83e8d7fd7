#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The README's first command, and a tour of cvd: installs what is missing,
# builds, and walks a case from report to closure in a new folder, with a key
# made for it. Each command is shown before it runs.
#
#	sh examples/quickstart.sh		on Debian 12
#	sh examples/quickstart.sh PROGRAM	with a cvd that is built already
#
# The case is CVE-2023-38039, as the curl project published it
# (https://curl.se/docs/CVE-2023-38039.html). Facts are the flaw, its class and
# severity, the versions, the name of the finder, and three dates of 2023:
#
#	July 17		the flaw is reported
#	September 6	the distributors of operating systems are told
#	September 13	curl 8.3.0 fixes it, and the flaw is published
#
# The desk is constructed, and so is all that it does, hears and is allowed: in
# truth the finder wrote to the curl project, which did the rest by itself. All
# hours are constructed, too, and every day but these three. Addresses lead
# nowhere, and nothing is sent: letters go to a folder.
set -eu
exec </dev/null
top=$(cd "$(dirname "$0")/.." && pwd)

if [ $# -gt 0 ]; then
	bin=$(cd "$(dirname "$1")" && pwd)
else
	# shellcheck source=tests/packages.sh
	. "$top/tests/packages.sh"
	install_missing
	# As it would be installed, and without the tests and what those need.
	cd "$top"
	cmake --preset release -B build/quickstart -D BUILD_TESTING=OFF
	cmake --build build/quickstart -j "$(nproc)"
	bin=$top/build/quickstart/cmd
fi

say() {
	printf '\n# %s' "$1"
	shift
	[ $# -eq 0 ] || printf '\n# %s' "$@"
	echo
}

# run COMMAND...: shows it as one would type it, and runs it.
run() {
	printf '$'
	for word; do
		case $word in
		'' | *[!A-Za-z0-9_/.:@=%+-]*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	echo
	"$@"
}

# refused COMMAND...: the same for what a policy is to refuse, exit code 5.
refused() {
	code=0
	run "$@" 2>&1 || code=$?
	echo "(exit code $code)"
	[ "$code" -eq 5 ]
}

# A world of its own: no key, setting or casebook of the caller's counts.
# shellcheck disable=SC2046 # names
unset $(env | sed -nE 's/^((GIT|CVD|XDG)_[A-Z0-9_]+)=.*/\1/p')
tour=$(cd "$(mktemp -d -t cvd.XXXXXX)" && pwd)
export HOME="$tour/home" GNUPGHOME="$tour/gpg" GIT_CONFIG_NOSYSTEM=1
export PAGER=cat PATH="$bin:$PATH"
mkdir -m 700 "$HOME" "$GNUPGHOME"
trap 'gpgconf --homedir "$GNUPGHOME" --kill all' EXIT
trap 'exit 130' INT TERM
cd "$tour"

say 'Who works here: a name, an address, and a key that signs.'
run git config --global user.name 'Sam Example'
run git config --global user.email sam@cert.example
run gpg --batch --quiet --passphrase '' --quick-generate-key \
    'Sam Example (throw-away key) <sam@cert.example>' future-default default never

say 'A casebook: a Git repository that works by a disclosure policy.'
run cvd init book --name 'CERT Example' --policy nl-ncsc --language en \
    --from cert@cert.example --as sam
cd book

say 'A report comes in. It is written down later, so --at says when it came.'
cat >../report.txt <<'END'
When libcurl reads an HTTP response it keeps the headers, so that a program
can ask for them afterwards. Nothing limits how many there are, or how large.
A hostile server can send headers without end, until the program that uses
libcurl has no memory left. I see this in libcurl 7.84.0 and in all later
versions.
END
run cat ../report.txt
run cvd new --at '2023-07-17 14:00' --title 'HTTP headers fill all memory' \
    --description-file ../report.txt --channel email \
    --reporter-email finder@example.net --target libcurl \
    --owner 'curl project' --owner-class private
id=$(cvd list | cut -d ' ' -f 1)

say 'The receipt goes out. It promises what the policy promises; "due" says by' \
    'when, here as it was seen on that afternoon.'
run cvd ack "$id" --at '2023-07-17 16:30'
run cvd due --at '2023-07-17 16:30'

say 'The report is right: memory without a limit is CWE-770.'
run cvd assess "$id" --accept --cwe CWE-770 --at '2023-07-19 11:00'

say 'A policy is more than text. The one of the NCSC-NL lets an intermediary be' \
    'called against silence, but wants to see an attempt to reach the vendor.'
refused cvd escalate "$id" --to nl-ncsc --reason no-response \
    --at '2023-07-19 11:15'

say 'So write to the vendor. The first letter gives no details away.'
run cvd vendor set "$id" vendor-1 --email security@curl.example \
    --status affected --at '2023-07-19 11:30'
run cvd notify "$id" --at '2023-07-19 11:30'

say 'The vendor answers: details please by our form. Unencrypted mail is no' \
    'place for them, so the letter is printed, to be pasted there.'
run cvd event "$id" vendor-acknowledged --source unsigned-reply \
    --at '2023-07-20 09:20'
run cvd notify "$id" --clear --by form --at '2023-07-20 09:40'

say 'The reporter hears how it stands. Who forgets that is reminded by "due".'
run cvd due --at '2023-08-01 09:00'
run cvd event "$id" status-update --at '2023-08-01 09:30'

say 'Many other products ship libcurl. Where there are many vendors the policy' \
    'asks for no evidence; the attempts are in the letter all the same.'
run cvd escalate "$id" --to nl-ncsc --reason multi-vendor \
    --at '2023-09-06 10:00'

say 'curl 8.3.0 is there. The reporter is told, and asked to try it.'
run cvd fix "$id" --released --version 8.3.0 --source observed \
    --reference https://curl.se/docs/CVE-2023-38039.html \
    --at '2023-09-13 09:00'

say 'Nobody is named without consent, and the policy wants the reporter to be' \
    'asked before anything is published.'
run cvd event "$id" reporter-consulted --at '2023-09-13 09:30'
run cvd consent "$id" naming pseudonym --pseudonym selmelc --medium email \
    --at '2023-09-13 10:30'

say 'The advisory says what the public needs to know, and no word of the report.'
cat >../summary.md <<'END'
CVE-2023-38039, severity medium. libcurl stored the headers of an HTTP response
without a limit on their number or size, so that a server could use up all
memory of its client. Concerned are versions 7.84.0 to 8.2.1, and programs that
use them. Update to 8.3.0, where there is a limit.
END
run cat ../summary.md
run cvd publish "$id" --summary-file ../summary.md --yes \
    --at '2023-09-13 14:00'

say 'All is said and done.'
run cvd close "$id" --reason resolved --at '2023-09-20 16:00'

say 'What came of it, and that nothing is due any more.'
run cvd show "$id"
run cvd due

say 'Nobody has to believe that: who did what can be proven, from the first' \
    'commit on.'
run cvd verify --full
run cvd verify "$id"

say 'The same without cvd: every step is a commit that Sam signed.'
run git log --show-signature --format='%h %s%n'
run git fsck --strict

say 'What the public reads, and the letters, which any mail program opens.'
run cat advisories/*/*.md
run find "$PWD/advisories" "$PWD/.git/cvd/spool" -type f

say 'All of it stays in this folder. To look around as Sam:' \
    "    cd $PWD" \
    "    HOME=$HOME GNUPGHOME=$GNUPGHOME PATH=$bin:\$PATH sh" \
    'and to remove it:' \
    "    rm -rf $tour"
