/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/arena.h"
#include "core/limits.h"
#include "edge/keyring.h"

#include "suite.h"

#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))
#define SCRIPT   CVD_TEST_DATA "/../gnupg_home.sh"

extern char **environ;

/* A folder of the whole suite, and the GnuPG home in it. */
static char folder[] = "/tmp/cvd.XXXXXX";
static char home[sizeof folder + 8];

static int
run(const char *program, const char *first, const char *second,
    const char *third)
{
	char *argv[] = { (char *)(size_t)program, (char *)(size_t)first,
		(char *)(size_t)second, (char *)(size_t)third, NULL };
	int state;
	pid_t pid;

	ck_assert_int_eq(posix_spawnp(&pid, program, NULL, NULL, argv, environ),
	    0);
	ck_assert_int_eq(waitpid(pid, &state, 0), pid);
	return WIFEXITED(state) ? WEXITSTATUS(state) : -1;
}

static void
make_home(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	(void)snprintf(home, sizeof home, "%s/gnupg", folder);
	ck_assert_int_eq(setenv("GNUPGHOME", home, 1), 0);
	ck_assert_int_eq(run("sh", SCRIPT, "make", home), 0);
}

static void
remove_home(void)
{
	ck_assert_int_eq(run("sh", SCRIPT, "kill", home), 0);
	ck_assert_int_eq(run("rm", "-rf", folder, NULL), 0);
}

static const char *
path_of(const char *name)
{
	static char path[PATH_MAX];

	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void
write_file(const char *name, const void *bytes, size_t size)
{
	FILE *file = fopen(path_of(name), "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}

static const char *
write_script(const char *name, const char *text)
{
	write_file(name, text, strlen(text));
	ck_assert_int_eq(chmod(path_of(name), 0700), 0);
	return path_of(name);
}

/* The fingerprint that the script noted under that name. */
static const char *
fingerprint_of(const char *name)
{
	static char text[CVD_FINGERPRINT_TEXT];
	char path[PATH_MAX];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/%s.fpr", home, name);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(text, sizeof text, file));
	ck_assert_int_eq(fclose(file), 0);
	return text;
}

static struct cvd_keyring_setup
setup_of(const char *signing_key)
{
	return (struct cvd_keyring_setup){
		.path = getenv("PATH"),
		.signing_key = signing_key,
		.committer = "alice <alice@example.org>",
		.limit_seconds = 60,
	};
}

/* Signs "payload" and answers the status; what was made lies in the globals. */
static struct cvd_signature signature;
static struct cvd_buf armored = CVD_BUF_INIT(CVD_MAX_KEY_FILE);

static enum cvd_status
sign(const struct cvd_keyring_setup *setup, struct cvd_err *err)
{
	struct cvd_keyring *keyring;
	enum cvd_status status;

	ck_assert_int_eq(cvd_keyring_open(setup, &keyring, err), CVD_OK);
	cvd_buf_clear(&armored);
	signature = (struct cvd_signature){ .at = 0 };
	status = cvd_keyring_sign(keyring, "payload", 7, &armored, &signature,
	    err);
	cvd_keyring_close(keyring);
	return status;
}

static void
assert_refused(const struct cvd_keyring_setup *setup, const char *message,
    const char *hint)
{
	struct cvd_err err;

	ck_assert_int_eq(sign(setup, &err), CVD_E_CRYPTO);
	ck_assert_msg(strstr(err.message, message) != NULL, "%s", err.message);
	ck_assert_msg(strstr(err.hint, hint) != NULL, "%s", err.hint);
	ck_assert_uint_eq(armored.size, 0);
	ck_assert_str_eq(signature.fingerprint, "");
}

START_TEST(gpg_verifies_what_was_signed)
{
	struct cvd_keyring_setup setup = setup_of(NULL);
	char signed_file[PATH_MAX];
	struct cvd_err err;

	ck_assert_msg(sign(&setup, &err) == CVD_OK, "%s", err.message);
	ck_assert_str_eq(signature.fingerprint, fingerprint_of("alice"));
	ck_assert_str_eq(signature.primary, fingerprint_of("alice"));
	ck_assert(signature.at > 1700000000);
	ck_assert_ptr_eq(strstr(armored.data, "-----BEGIN PGP SIGNATURE-----"),
	    armored.data);
	write_file("payload", "payload", 7);
	(void)snprintf(signed_file, sizeof signed_file, "%s",
	    path_of("payload"));
	write_file("payload.asc", armored.data, armored.size);
	ck_assert_int_eq(run("gpg", "--verify", path_of("payload.asc"),
	                     signed_file),
	    0);
	write_file("payload", "Payload", 7);
	ck_assert_int_ne(run("gpg", "--verify", path_of("payload.asc"),
	                     signed_file),
	    0);
	cvd_buf_clear(&armored);
}
END_TEST

START_TEST(one_keyring_signs_many_times)
{
	struct cvd_keyring_setup setup = setup_of("alice@example.org");
	char primary[CVD_FINGERPRINT_TEXT];
	struct cvd_keyring *keyring;
	struct cvd_err err;

	ck_assert_int_eq(cvd_keyring_open(&setup, &keyring, &err), CVD_OK);
	ck_assert_int_eq(cvd_keyring_find_signer(keyring, primary, &err),
	    CVD_OK);
	ck_assert_str_eq(primary, fingerprint_of("alice"));
	for (int i = 0; i < 3; i++) {
		cvd_buf_clear(&armored);
		ck_assert_int_eq(cvd_keyring_sign(keyring, "again", 5, &armored,
		                     &signature, &err),
		    CVD_OK);
	}
	cvd_keyring_close(keyring);
	cvd_buf_clear(&armored);
}
END_TEST

/* How the fingerprint of alice is spelled; %s is it, %L its last 16 digits. */
static const char *const spellings[] = { "%s", "0x%s", "%s!", "0x%s!", "%L",
	"0x%L", "%L!", "alice@example.org", "ALICE@example.ORG",
	"<alice@example.org>", "Whoever <alice@example.org>" };

START_TEST(a_key_is_found_however_it_is_spelled)
{
	const char *fingerprint = fingerprint_of("alice");
	const char *spelling = spellings[_i];
	struct cvd_keyring_setup setup;
	struct cvd_err err;
	char text[100] = "";
	size_t n = 0;

	for (const char *p = spelling; *p != '\0'; p++) {
		if (*p != '%') {
			text[n++] = *p;
			continue;
		}
		p++;
		n += (size_t)snprintf(text + n, sizeof text - n, "%s",
		    *p == 's' ? fingerprint : fingerprint + 24);
	}
	setup = setup_of(text);
	ck_assert_msg(sign(&setup, &err) == CVD_OK, "%s: %s", text,
	    err.message);
	ck_assert_str_eq(signature.primary, fingerprint);
	cvd_buf_clear(&armored);
}
END_TEST

START_TEST(a_fingerprint_may_be_printed_in_groups)
{
	const char *f = fingerprint_of("alice");
	struct cvd_keyring_setup setup;
	struct cvd_err err;
	char text[100];

	(void)snprintf(text, sizeof text, "%.8s %.8s  %.8s %.8s %.8s", f, f + 8,
	    f + 16, f + 24, f + 32);
	setup = setup_of(text);
	ck_assert_msg(sign(&setup, &err) == CVD_OK, "%s", err.message);
	ck_assert_str_eq(signature.primary, f);
	cvd_buf_clear(&armored);
}
END_TEST

static const struct {
	const char *signing_key;
	const char *message;
	const char *hint;
} refused[] = {
	{ "DEADBEEF", "signing key 'DEADBEEF' is no whole key id",
	    "user.signingkey FINGERPRINT" },
	{ "0x1234567", "is no whole key id", "FINGERPRINT" },
	{ "0123456789ABCDEF0", "is no whole key id", "FINGERPRINT" },
	{ "alice", "signing key 'alice' is neither a fingerprint nor a mail",
	    "FINGERPRINT" },
	{ "ssh-ed25519 AAAA me@host", "is neither a fingerprint nor",
	    "FINGERPRINT" },
	{ "nobody@example.org", "gpg has no key for 'nobody@example.org'",
	    "gpg --quick-generate-key 'nobody@example.org'" },
	{ "lice@example.org", "gpg has no key for", "make one" },
	{ "0123456789ABCDEF", "gpg has no key for '0123456789ABCDEF'",
	    "gpg --quick-generate-key 'Name <mail>'" },
	{ "old@example.org", " has expired on 2024-01-02",
	    "gpg --quick-set-expire" },
	{ "late@example.org", "signing subkey", "2y '*'" },
	{ "revoked@example.org", " is revoked", "name another key" },
	{ "disabled@example.org", " is disabled", "gpg --edit-key" },
	{ "cert@example.org", " is not made for signing",
	    "gpg --quick-add-key" },
	{ "public@example.org", "the secret part of key", "token" },
	{ "twin@example.org",
	    "2 keys could sign for 'twin@example.org': ", "name one of them" },
	{ "locked@example.org",
	    "the key needs its passphrase, and nobody can be asked for it",
	    "a key that has no passphrase" },
};

START_TEST(a_key_that_cannot_sign_is_explained)
{
	struct cvd_keyring_setup setup = setup_of(refused[_i].signing_key);

	assert_refused(&setup, refused[_i].message, refused[_i].hint);
}
END_TEST

START_TEST(without_a_name_there_is_no_key)
{
	struct cvd_keyring_setup setup = setup_of(NULL);

	setup.committer = NULL;
	assert_refused(&setup,
	    "git knows neither user.signingkey nor user.email",
	    "git config user.email");
	setup.committer = "alice";
	assert_refused(&setup, "neither a fingerprint nor a mail", "");
}
END_TEST

START_TEST(a_person_may_decline_to_give_the_passphrase)
{
	struct cvd_keyring_setup setup = setup_of("locked@example.org");

	setup.interactive = true;
	assert_refused(&setup, "the passphrase was not given", "try again");
}
END_TEST

START_TEST(a_subkey_that_was_named_must_be_the_one_that_signs)
{
	struct cvd_keyring_setup setup = setup_of("many@example.org");
	char wanted[CVD_FINGERPRINT_TEXT + 1];
	struct cvd_err err;

	ck_assert_msg(sign(&setup, &err) == CVD_OK, "%s", err.message);
	ck_assert_str_eq(signature.fingerprint, fingerprint_of("many-sub"));
	ck_assert_str_eq(signature.primary, fingerprint_of("many"));
	(void)snprintf(wanted, sizeof wanted, "%s!",
	    fingerprint_of("many-sub"));
	setup = setup_of(wanted);
	ck_assert_msg(sign(&setup, &err) == CVD_OK, "%s", err.message);
	cvd_buf_clear(&armored);
	(void)snprintf(wanted, sizeof wanted, "%s!", fingerprint_of("many"));
	setup = setup_of(wanted);
	assert_refused(&setup, "as user.signingkey says",
	    "gpgme cannot choose a subkey");
}
END_TEST

static const struct {
	const char *program;
	const char *path;
	const char *message;
	const char *hint;
} programs[] = {
	{ NULL, "/nonexistent", "there is no program 'gpg'", "install GnuPG" },
	{ NULL, NULL, "there is no program 'gpg'", "install GnuPG" },
	{ "no-such-gpg", "/usr/bin:/bin", "there is no program 'no-such-gpg'",
	    "correct git's gpg.program" },
	{ "/nonexistent/gpg", "/usr/bin", "no program '/nonexistent/gpg'",
	    "gpg.program" },
	{ "./no-such-gpg", "/usr/bin", "no program './no-such-gpg'",
	    "gpg.program" },
	{ "/tmp", "/usr/bin", "there is no program '/tmp'", "gpg.program" },
};

START_TEST(a_program_that_is_not_gpg_is_named)
{
	struct cvd_keyring_setup setup = setup_of(NULL);

	setup.program = programs[_i].program;
	setup.path = programs[_i].path;
	assert_refused(&setup, programs[_i].message, programs[_i].hint);
}
END_TEST

START_TEST(a_program_that_says_no_version_is_not_taken)
{
	struct cvd_keyring_setup setup = setup_of(NULL);

	setup.program = write_script("mute", "#!/bin/sh\n");
	assert_refused(&setup, "/mute' is not gpg 2", "gpg.program");
}
END_TEST

START_TEST(only_openpgp_signs_a_casebook)
{
	struct cvd_keyring_setup setup = setup_of(NULL);
	struct cvd_err err;

	setup.format = "ssh";
	assert_refused(&setup, "git's gpg.format is 'ssh'",
	    "git config gpg.format openpgp");
	setup.format = "openpgp";
	ck_assert_int_eq(sign(&setup, &err), CVD_OK);
	cvd_buf_clear(&armored);
}
END_TEST

START_TEST(a_wrapper_around_gpg_is_honoured)
{
	struct cvd_keyring_setup setup = setup_of(NULL);
	char path[PATH_MAX];
	struct cvd_err err;

	(void)write_script("wrapper",
	    "#!/bin/sh\necho used >\"$0.log\"\nexec gpg \"$@\"\n");
	setup.program = path_of("wrapper");
	ck_assert_msg(sign(&setup, &err) == CVD_OK, "%s", err.message);
	ck_assert_int_eq(access(path_of("wrapper.log"), F_OK), 0);
	/* found by its bare name too */
	ck_assert_int_eq(unlink(path_of("wrapper.log")), 0);
	(void)snprintf(path, sizeof path, "relative::%s:%s", folder,
	    getenv("PATH"));
	setup.program = "wrapper";
	setup.path = path;
	ck_assert_msg(sign(&setup, &err) == CVD_OK, "%s", err.message);
	ck_assert_int_eq(access(path_of("wrapper.log"), F_OK), 0);
	cvd_buf_clear(&armored);
}
END_TEST

START_TEST(a_gpg_that_hangs_is_given_up)
{
	struct cvd_keyring_setup setup = setup_of(NULL);

	setup.limit_seconds = 1;
	setup.program = write_script("sleeper",
	    "#!/bin/sh\ncase \"$*\" in\n"
	    "*--detach*) exec sleep 20 >&- 2>&- ;;\nesac\nexec gpg \"$@\"\n");
	assert_refused(&setup, "gpg gave no answer within 1 seconds",
	    "gpgconf --kill gpg-agent");
	setup.program = write_script("sleeper",
	    "#!/bin/sh\ncase \"$*\" in\n"
	    "*--list-secret*) exec sleep 20 >&- 2>&- ;;\nesac\nexec gpg \"$@\"\n");
	assert_refused(&setup, "gpg gave no answer within 1 seconds", "");
	setup.program = write_script("sleeper",
	    "#!/bin/sh\ncase \"$*\" in\n"
	    "--version) exec sleep 20 ;;\nesac\nexec gpg \"$@\"\n");
	assert_refused(&setup, "/sleeper' gave no answer within 1 seconds",
	    "correct git's gpg.program");
}
END_TEST

START_TEST(a_program_that_cannot_be_run_is_named)
{
	struct cvd_keyring_setup setup = setup_of(NULL);

	setup.program = write_script("lost", "#!/nonexistent/interpreter\n");
	assert_refused(&setup, "lost", "correct git's gpg.program");
}
END_TEST

START_TEST(gpg_alone_is_started)
{
	static const char *const others[] = { "gpgconf", "gpgsm" };
	struct cvd_keyring_setup setup = setup_of(NULL);
	char path[PATH_MAX];
	struct cvd_err err;

	for (size_t i = 0; i < 2; i++)
		(void)write_script(others[i],
		    "#!/bin/sh\necho \"$@\" >>\"$0.log\"\n");
	/* gpgme looks for them by itself, and not in what it is told */
	(void)snprintf(path, sizeof path, "%s:%s", folder, getenv("PATH"));
	ck_assert_int_eq(setenv("PATH", path, 1), 0);
	setup.path = path;
	ck_assert_msg(sign(&setup, &err) == CVD_OK, "%s", err.message);
	ck_assert_int_ne(access(path_of("gpgconf.log"), F_OK), 0);
	ck_assert_int_ne(access(path_of("gpgsm.log"), F_OK), 0);
	cvd_buf_clear(&armored);
}
END_TEST

static const char *const liars[] = {
	"#!/bin/sh\necho hello\nexec gpg \"$@\"\n",
	"#!/bin/sh\ngpg \"$@\"\nrc=$?\necho bye\nexit $rc\n",
	"#!/bin/sh\ngpg \"$@\" && case \"$*\" in *--detach*) "
	"echo again | gpg --no-tty --batch -bao - ;; esac\n",
	"#!/bin/sh\ncase \"$*\" in *--detach*) gpg \"$@\" | tr A-Z a-z ;;\n"
	"*) exec gpg \"$@\" ;; esac\n",
	"#!/bin/sh\ncase \"$*\" in *--detach*) gpg \"$@\" >&2 ;;\n"
	"*) exec gpg \"$@\" ;; esac\n",
	"#!/bin/sh\ncase \"$*\" in *--detach*) echo rubbish ;;\n"
	"*) exec gpg \"$@\" ;; esac\n",
	"#!/bin/sh\ncase \"$*\" in *--detach*) exit 0 ;;\n"
	"*) exec gpg \"$@\" ;; esac\n",
	"#!/bin/sh\ncase \"$*\" in *--list*) echo rubbish ;;\n"
	"*) exec gpg \"$@\" ;; esac\n",
};

START_TEST(a_gpg_that_says_something_else_is_not_believed)
{
	struct cvd_keyring_setup setup = setup_of(NULL);

	setup.program = write_script("liar", liars[_i]);
	assert_refused(&setup, "", "");
}
END_TEST

START_TEST(a_gpg_that_dies_is_said_to)
{
	struct cvd_keyring_setup setup = setup_of(NULL);

	setup.program = write_script("dying",
	    "#!/bin/sh\ncase \"$*\" in\n"
	    "*--detach*) kill -9 $$ ;;\nesac\nexec gpg \"$@\"\n");
	assert_refused(&setup, "gpg", "");
}
END_TEST

START_TEST(a_weak_hash_is_refused)
{
	struct cvd_keyring_setup setup = setup_of(NULL);

	setup.program = write_script("weak",
	    "#!/bin/sh\nexec gpg --digest-algo SHA1 \"$@\"\n");
	assert_refused(&setup, "gpg signed with SHA1", "take digest-algo out");
}
END_TEST

START_TEST(a_key_is_exported_and_read_without_import)
{
	struct cvd_keyring_setup setup = setup_of(NULL);
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_keyring *keyring;
	struct cvd_key key;
	struct cvd_err err;

	ck_assert_int_eq(cvd_keyring_open(&setup, &keyring, &err), CVD_OK);
	cvd_buf_clear(&armored);
	ck_assert_int_eq(cvd_keyring_export(keyring, fingerprint_of("many"),
	                     &armored, &err),
	    CVD_OK);
	ck_assert_ptr_nonnull(strstr(armored.data, "PGP PUBLIC KEY BLOCK"));
	ck_assert_int_eq(cvd_keyring_read_key(keyring, armored.data,
	                     armored.size, arena, &key, &err),
	    CVD_OK);
	ck_assert_uint_eq(key.part_count, 3);
	ck_assert_str_eq(key.parts[0].fingerprint, fingerprint_of("many"));
	ck_assert(key.parts[0].can_sign && !key.parts[0].can_encrypt);
	ck_assert(!key.parts[1].can_sign && key.parts[1].can_encrypt);
	ck_assert_str_eq(key.parts[2].fingerprint, fingerprint_of("many-sub"));
	ck_assert(key.parts[2].can_sign);
	ck_assert_int_eq(key.parts[2].expires, 0);
	ck_assert(!key.is_expired && !key.is_revoked);
	ck_assert_uint_eq(key.user_id_count, 1);
	ck_assert_str_eq(key.user_ids[0], "many <many@example.org>");
	ck_assert_str_eq(key.mails[0], "many@example.org");
	cvd_keyring_close(keyring);
	cvd_buf_clear(&armored);
	cvd_arena_free(arena);
}
END_TEST

START_TEST(a_stranger_s_key_stays_out_of_the_person_s_keyring)
{
	struct cvd_keyring_setup setup = setup_of(NULL);
	struct cvd_arena *arena = cvd_arena_new();
	char other[PATH_MAX];
	struct cvd_keyring *keyring;
	struct cvd_key key;
	struct cvd_err err;

	ck_assert_int_eq(cvd_keyring_open(&setup, &keyring, &err), CVD_OK);
	cvd_buf_clear(&armored);
	ck_assert_int_eq(cvd_keyring_export(keyring, fingerprint_of("old"),
	                     &armored, &err),
	    CVD_OK);
	cvd_keyring_close(keyring);

	(void)snprintf(other, sizeof other, "%s/empty", folder);
	ck_assert_int_eq(mkdir(other, 0700), 0);
	setup.home = other;
	ck_assert_int_eq(cvd_keyring_open(&setup, &keyring, &err), CVD_OK);
	ck_assert_int_eq(cvd_keyring_read_key(keyring, armored.data,
	                     armored.size, arena, &key, &err),
	    CVD_OK);
	ck_assert(key.is_expired && key.parts[0].is_expired);
	ck_assert_int_eq(key.parts[0].expires - key.parts[0].created,
	    24 * 60 * 60);
	cvd_buf_clear(&armored);
	ck_assert_int_eq(cvd_keyring_export(keyring, key.parts[0].fingerprint,
	                     &armored, &err),
	    CVD_E_CRYPTO);
	ck_assert_msg(strstr(err.message, "gpg has no such public key") != NULL,
	    "%s", err.message);
	cvd_keyring_close(keyring);
	cvd_buf_clear(&armored);
	cvd_arena_free(arena);
}
END_TEST

/* What gpg writes, into the buffer. */
static void
capture(const char *command)
{
	char script[1000];
	char block[4096];
	FILE *file;
	size_t n;

	(void)snprintf(script, sizeof script, "%s >%s", command,
	    path_of("captured"));
	ck_assert_int_eq(run("sh", "-c", script, NULL), 0);
	file = fopen(path_of("captured"), "r");
	ck_assert_ptr_nonnull(file);
	cvd_buf_clear(&armored);
	while ((n = fread(block, 1, sizeof block, file)) > 0)
		cvd_buf_add(&armored, block, n);
	ck_assert_int_eq(fclose(file), 0);
}

/* Of each key and subkey of kinds@example.org, in their order. */
static const struct {
	const char *algorithm;
	unsigned bits;
} kinds[] = {
	{ "ed25519", 255 },
	{ "cv25519", 255 },
	{ "rsa3072", 3072 },
	{ "nistp256", 256 },
	{ "nistp521", 521 },
	{ "brainpoolP256r1", 256 },
};

START_TEST(algorithms_have_the_names_that_people_know)
{
	struct cvd_keyring_setup setup = setup_of(NULL);
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_keyring *keyring;
	struct cvd_key key;
	struct cvd_err err;

	capture(
	    "{ gpg() { command gpg --batch --quiet --passphrase '' \"$@\";"
	    "}; gpg --quick-generate-key 'kinds <kinds@example.org>'"
	    " future-default default never;"
	    "f=$(gpg --with-colons --list-keys kinds@example.org |"
	    " sed -n '/^fpr/{s/[^0-9A-F]//g;p;q}');"
	    "for a in rsa3072 nistp256/ecdsa nistp521/ecdsa brainpoolP256r1/ecdsa; do"
	    " gpg --quick-add-key \"$f\" $a sign never; done;"
	    "gpg --export kinds@example.org; } 2>/dev/null");
	ck_assert_int_eq(cvd_keyring_open(&setup, &keyring, &err), CVD_OK);
	ck_assert_msg(cvd_keyring_read_key(keyring, armored.data, armored.size,
	                  arena, &key, &err) == CVD_OK,
	    "%s", err.message);
	ck_assert_uint_eq(key.part_count, sizeof kinds / sizeof *kinds);
	for (size_t i = 0; i < key.part_count; i++) {
		ck_assert_str_eq(key.parts[i].algorithm, kinds[i].algorithm);
		ck_assert_uint_eq(key.parts[i].bits, kinds[i].bits);
	}
	cvd_keyring_close(keyring);
	cvd_buf_clear(&armored);
	cvd_arena_free(arena);
}
END_TEST

static const struct {
	const char *command; /* its output is no key */
	const char *message;
} not_keys[] = {
	{ "gpg --export -a alice@example.org many@example.org",
	    "this is more than one key" },
	{ "gpg --export-secret-keys -a alice@example.org",
	    "this is a secret key, which nobody else may ever see" },
	{ "echo hello", "this is no OpenPGP key" },
	{ "true", "this is no OpenPGP key" },
	{ "echo hello | gpg -u alice@example.org --sign -a",
	    "this is no OpenPGP key" },
	{ "head -c 1048577 /dev/zero", "this key is larger than 1048576" },
};

START_TEST(what_is_not_one_public_key_is_refused)
{
	struct cvd_keyring_setup setup = setup_of(NULL);
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_keyring *keyring;
	struct cvd_key key = { .part_count = 7 };
	struct cvd_err err;

	ck_assert_int_eq(cvd_keyring_open(&setup, &keyring, &err), CVD_OK);
	armored = (struct cvd_buf)CVD_BUF_INIT(2 * CVD_MAX_KEY_FILE);
	capture(not_keys[_i].command);
	ck_assert_int_eq(cvd_keyring_read_key(keyring, armored.data,
	                     armored.size, arena, &key, &err),
	    CVD_E_INVALID);
	ck_assert_msg(strstr(err.message, not_keys[_i].message) != NULL, "%s",
	    err.message);
	ck_assert_uint_eq(key.part_count, 7);
	cvd_keyring_close(keyring);
	cvd_buf_clear(&armored);
	cvd_arena_free(arena);
}
END_TEST

/* What `gpg` finds in the buffer, a line each. */
static const char *
packets_of(const struct cvd_buf *key, const char *kind)
{
	static char out[4096];
	char line[400];
	FILE *file;
	size_t n;

	write_file("key", key->data, key->size);
	(void)snprintf(line, sizeof line,
	    "gpg --list-packets %s/key | grep '^:%s packet' >%s/packets || :",
	    folder, kind, folder);
	ck_assert_int_eq(run("sh", "-c", line, NULL), 0);
	file = fopen(path_of("packets"), "r");
	ck_assert_ptr_nonnull(file);
	n = fread(out, 1, sizeof out - 1, file);
	out[n] = '\0';
	ck_assert_int_eq(fclose(file), 0);
	return out;
}

static struct cvd_buf cleaned = CVD_BUF_INIT(CVD_MAX_KEY_FILE);

static enum cvd_status
clean(const char *command, const struct cvd_keyring_setup *setup,
    struct cvd_err *err)
{
	struct cvd_keyring *keyring;
	enum cvd_status status;

	cvd_buf_clear(&armored);
	armored = (struct cvd_buf)CVD_BUF_INIT(2 * CVD_MAX_KEY_FILE);
	capture(command);
	cvd_buf_clear(&cleaned);
	ck_assert_int_eq(cvd_keyring_open(setup, &keyring, err), CVD_OK);
	status = cvd_keyring_clean(keyring, armored.data, armored.size,
	    &cleaned, err);
	cvd_keyring_close(keyring);
	return status;
}

START_TEST(a_key_is_kept_without_what_others_hung_on_it)
{
	struct cvd_keyring_setup setup = setup_of(NULL);
	char id[17];
	struct cvd_err err;

	(void)snprintf(id, sizeof id, "%s", fingerprint_of("alice") + 24);
	ck_assert_int_eq(run("sh", "-c",
	                     "gpg --batch --quiet -u alice@example.org "
	                     "--quick-sign-key $(cat \"$GNUPGHOME/many.fpr\")",
	                     NULL),
	    0);
	ck_assert_msg(clean("gpg --export many@example.org", &setup, &err) ==
	                  CVD_OK,
	    "%s", err.message);
	ck_assert_ptr_nonnull(strstr(packets_of(&armored, "signature"), id));
	ck_assert_ptr_null(strstr(packets_of(&cleaned, "signature"), id));
	ck_assert_ptr_nonnull(packets_of(&cleaned, "public sub key"));
	ck_assert_ptr_eq(strstr(cleaned.data,
	                     "-----BEGIN PGP PUBLIC KEY BLOCK-----\n"),
	    cleaned.data);
	cvd_buf_clear(&armored);
	cvd_buf_clear(&cleaned);
}
END_TEST

static const char *const kept[] = { "late", "revoked", "old", "alice" };

START_TEST(what_has_ended_stays_in_a_key)
{
	struct cvd_keyring_setup setup = setup_of(NULL);
	char command[200];
	char parts[4096];
	struct cvd_err err;

	(void)snprintf(command, sizeof command, "gpg --export %s@example.org",
	    kept[_i]);
	ck_assert_msg(clean(command, &setup, &err) == CVD_OK, "%s",
	    err.message);
	(void)snprintf(parts, sizeof parts, "%s",
	    packets_of(&armored, "public sub key"));
	ck_assert_str_eq(packets_of(&cleaned, "public sub key"), parts);
	(void)snprintf(parts, sizeof parts, "%s",
	    packets_of(&armored, "signature"));
	ck_assert_str_eq(packets_of(&cleaned, "signature"), parts);
	cvd_buf_clear(&armored);
	cvd_buf_clear(&cleaned);
}
END_TEST

START_TEST(what_is_cleaned_is_not_imported)
{
	struct cvd_keyring_setup setup = setup_of(NULL);
	char other[PATH_MAX];
	struct cvd_err err;

	(void)snprintf(other, sizeof other, "%s/none", folder);
	ck_assert_int_eq(mkdir(other, 0700), 0);
	setup.home = other;
	ck_assert_msg(clean("gpg --export many@example.org", &setup, &err) ==
	                  CVD_OK,
	    "%s", err.message);
	cvd_buf_clear(&cleaned);
	capture("gpg --homedir \"$GNUPGHOME/../none\" --list-keys");
	ck_assert_uint_eq(armored.size, 0);
}
END_TEST

/* A user ID that the key never signed, by one letter. */
#define FORGE "gpg --export alice@example.org | sed 's/alice@/alicf@/'"

START_TEST(a_key_whose_own_signatures_do_not_hold_is_refused)
{
	struct cvd_keyring_setup setup = setup_of(NULL);
	struct cvd_err err;

	ck_assert_int_eq(clean(FORGE, &setup, &err), CVD_E_INVALID);
	ck_assert_msg(strstr(err.message, "do not hold") != NULL, "%s",
	    err.message);
	ck_assert_int_eq(clean("gpg --batch --pinentry-mode loopback "
	                       "--passphrase '' --export-secret-keys "
	                       "alice@example.org",
	                     &setup, &err),
	    CVD_E_INVALID);
	ck_assert_msg(strstr(err.message, "secret key") != NULL, "%s",
	    err.message);
	ck_assert_uint_eq(cleaned.size, 0);
	cvd_buf_clear(&armored);
}
END_TEST

START_TEST(opening_starts_nothing)
{
	struct cvd_keyring_setup setup = setup_of(NULL);
	struct cvd_keyring *keyring;

	setup.program = write_script("noticed",
	    "#!/bin/sh\necho used >\"$0.log\"\nexec gpg \"$@\"\n");
	ck_assert_int_eq(cvd_keyring_open(&setup, &keyring, NULL), CVD_OK);
	cvd_keyring_close(keyring);
	ck_assert_int_ne(access(path_of("noticed.log"), F_OK), 0);
	cvd_keyring_close(NULL);
}
END_TEST

START_TEST(opening_says_that_memory_ran_out)
{
	struct cvd_keyring_setup setup = setup_of(NULL);
	struct cvd_keyring *keyring = NULL;
	struct cvd_err err;

	cvd_memory_fail_at(1);
	ck_assert_int_eq(cvd_keyring_open(&setup, &keyring, &err),
	    CVD_E_NO_MEMORY);
	cvd_memory_fail_at(0);
	ck_assert_ptr_null(keyring);
}
END_TEST

static void
add_signing(TCase *tc)
{
	tcase_add_test(tc, gpg_verifies_what_was_signed);
	tcase_add_test(tc, one_keyring_signs_many_times);
	tcase_add_loop_test(tc, a_key_is_found_however_it_is_spelled, 0,
	    COUNT(spellings));
	tcase_add_test(tc, a_fingerprint_may_be_printed_in_groups);
	tcase_add_loop_test(tc, a_key_that_cannot_sign_is_explained, 0,
	    COUNT(refused));
	tcase_add_test(tc, without_a_name_there_is_no_key);
	tcase_add_test(tc, a_person_may_decline_to_give_the_passphrase);
	tcase_add_test(tc, a_subkey_that_was_named_must_be_the_one_that_signs);
	tcase_add_test(tc, a_weak_hash_is_refused);
}

static void
add_programs(TCase *tc)
{
	tcase_add_loop_test(tc, a_program_that_is_not_gpg_is_named, 0,
	    COUNT(programs));
	tcase_add_test(tc, a_program_that_says_no_version_is_not_taken);
	tcase_add_test(tc, only_openpgp_signs_a_casebook);
	tcase_add_test(tc, a_wrapper_around_gpg_is_honoured);
	tcase_add_test(tc, a_gpg_that_hangs_is_given_up);
	tcase_add_loop_test(tc, a_gpg_that_says_something_else_is_not_believed,
	    0, COUNT(liars));
	tcase_add_test(tc, a_gpg_that_dies_is_said_to);
	tcase_add_test(tc, a_program_that_cannot_be_run_is_named);
	tcase_add_test(tc, gpg_alone_is_started);
	tcase_add_test(tc, opening_starts_nothing);
	tcase_add_test(tc, opening_says_that_memory_ran_out);
}

static void
add_keys(TCase *tc)
{
	tcase_add_test(tc, a_key_is_exported_and_read_without_import);
	tcase_add_test(tc, a_stranger_s_key_stays_out_of_the_person_s_keyring);
	tcase_add_test(tc, algorithms_have_the_names_that_people_know);
	tcase_add_loop_test(tc, what_is_not_one_public_key_is_refused, 0,
	    COUNT(not_keys));
	tcase_add_test(tc, a_key_is_kept_without_what_others_hung_on_it);
	tcase_add_loop_test(tc, what_has_ended_stays_in_a_key, 0, COUNT(kept));
	tcase_add_test(tc, what_is_cleaned_is_not_imported);
	tcase_add_test(tc, a_key_whose_own_signatures_do_not_hold_is_refused);
}

int
main(void)
{
	Suite *suite = suite_create("keyring");
	TCase *tc = tcase_create("keyring");

	tcase_add_unchecked_fixture(tc, make_home, remove_home);
	add_signing(tc);
	add_programs(tc);
	add_keys(tc);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
