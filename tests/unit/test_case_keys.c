/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/case_keys.h"
#include "core/ident.h"
#include "core/limits.h"

#include "repo.h"
#include "suite.h"
#include "wrapped.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#define A            "CVD-2026-4K7Q9XV"
#define REF          CVD_CASE_KEYS_REF
#define OF(id, name) "2026/4K/" id "/" name

/*
 * A casebook of alice, who leads, and bob; carol may only sign, and the bot is
 * one. Who runs it is alice, unless told otherwise.
 */

static struct cvd_world world;
static struct cvd_casebook *book;
static struct cvd_case_keys *keys;
static struct cvd_case_readers readers;
static char others[3][CVD_CASE_ID_TEXT];

static cvd_instant
read_clock(void *context)
{
	(void)context;
	return time(NULL);
}

static enum cvd_status
by_chance(void *context, void *bytes, size_t size, struct cvd_err *why)
{
	(void)context;
	return cvd_fs_random(bytes, size, why);
}

static void
put_key(const char *name)
{
	struct cvd_buf bytes = sealed_read(name, "asc");
	char path[64];

	(void)snprintf(path, sizeof path, "keys/%s.asc",
	    sealed_fingerprint(name));
	assert_ok(put(path, bytes.data));
	cvd_buf_clear(&bytes);
}

/* roster.yaml: words are NAME:ROLE:KEY; a line is added behind. */
static void
put_roster(const char *people, const char *line)
{
	struct cvd_buf text = CVD_BUF_INIT(10000);
	char copy[300];
	char *rest = NULL;

	cvd_buf_addz(&text, "schema: cvd-roster/1\nserial: 1\nmembers:\n");
	(void)snprintf(copy, sizeof copy, "%s", people);
	for (char *w = strtok_r(copy, " ", &rest); w != NULL;
	     w = strtok_r(NULL, " ", &rest)) {
		char *more = NULL;
		const char *name = strtok_r(w, ":", &more);
		const char *role = strtok_r(NULL, ":", &more);
		const char *key = sealed_fingerprint(more);

		cvd_buf_addf(&text,
		    "  - name: %s\n    role: %s\n    primary: \"%s\"\n"
		    "    signing:\n      - \"%s\"\n",
		    name, role, key, key);
	}
	cvd_buf_addz(&text, line);
	assert_ok(put("roster.yaml", text.data));
	cvd_buf_clear(&text);
}

static void
close_book(void)
{
	cvd_case_keys_close(keys);
	cvd_casebook_close(book);
	keys = NULL;
	book = NULL;
}

/* Opens the casebook anew, as the next command does, with who signs. */
static void
open_as(const char *name)
{
	char line[200];

	close_book();
	cvd_store_close(store);
	store = NULL;
	(void)snprintf(line, sizeof line, "git config user.signingkey %s",
	    sealed_fingerprint(name));
	(void)sh(line);
	world.now = time(NULL);
	assert_ok(cvd_casebook_open(in_folder("book"), &world,
	    CVD_CASEBOOK_WRITE, &book, &err));
	assert_ok(cvd_case_keys_open(book, &keys, &err));
}

static void
open_readers(void)
{
	assert_ok(cvd_case_keys_readers(keys, arena, &readers, &err));
}

/* Changes files of the team while the casebook is closed. */
static void
begin_change(void)
{
	close_book();
	repo_again();
}

static void
set_up(void)
{
	repo_env();
	for (unsigned i = 0; i < 3; i++) {
		const unsigned char random[CVD_CASE_ID_RANDOM] = { 7, 1,
			(unsigned char)i, 3 };

		cvd_case_id_make(2026, random, others[i]);
	}
	world = (struct cvd_world){
		.home = in_folder("home"),
		.path = getenv("PATH"),
		.gnupghome = getenv("GNUPGHOME"),
		.read_now = read_clock,
		.random = by_chance,
		.gpg_seconds = 30,
	};
	assert_ok(cvd_store_init(in_folder("book"), false, NULL, &store, &err));
	assert_ok(cvd_store_lock(store, 0, &err));
	assert_ok(put("cvd.yaml", "schema: cvd-casebook/1\n"
	                          "id: 5T3ZK0V9QX7M2D8HJ4N6B1CRWY\n"
	                          "name: Team\ndesk: team\nrole: desk\n"
	                          "policies:\n  - nl-ncsc\nlanguages:\n  - en\n"
	                          "timezone: Europe/Amsterdam\n"));
	put_roster("alice:lead:alice bob:member:bob robot:bot:rsa", "");
	put_key("alice");
	put_key("bob");
	put_key("rsa");
	open_as("alice");
	open_readers();
}

static void
tear_down(void)
{
	close_book();
	repo_clear();
}

static enum cvd_status
make(const char *case_id)
{
	return cvd_case_keys_make(keys, &case_id, NULL, 1, &readers, &err);
}

static const char *
key_of(const char *case_id, enum cvd_case_key_kind kind, unsigned number)
{
	const char *key = NULL;

	assert_ok(cvd_case_keys_get(keys, case_id, kind, number, &key, &err));
	ck_assert_uint_eq(strlen(key), CVD_CASE_KEY_TEXT - 1);
	return key;
}

/* "2 1" */
static const char *
numbers_of(const char *case_id, enum cvd_case_key_kind kind)
{
	static char text[100];
	unsigned *numbers = NULL;
	size_t count = 0;

	assert_ok(cvd_case_keys_numbers(keys, case_id, kind, arena, &numbers,
	    &count, &err));
	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		(void)snprintf(text + strlen(text), sizeof text - strlen(text),
		    "%s%u", i == 0 ? "" : " ", numbers[i]);
	return text;
}

static void
assert_refused(enum cvd_status status, const char *message, const char *hint)
{
	ck_assert_int_eq(status, CVD_E_CRYPTO);
	ck_assert_msg(strstr(err.message, message) != NULL, "%s", err.message);
	ck_assert_msg(strstr(err.hint, hint) != NULL, "%s", err.hint);
}

static const char *
ref_now(void)
{
	return repo_id("git rev-parse " REF);
}

static const char *
tree_now(void)
{
	return sh("git ls-tree -r --name-only " REF);
}

START_TEST(a_case_gets_a_pair_of_keys)
{
	char person[CVD_CASE_KEY_TEXT];

	ck_assert_str_eq(numbers_of(A, CVD_CASE_KEY_PERSON), "");
	assert_ok(make(A));
	ck_assert_str_eq(tree_now(),
	    OF(A, "1.matter.asc") "\n" OF(A, "1.person.asc") "\n");
	(void)snprintf(person, sizeof person, "%s",
	    key_of(A, CVD_CASE_KEY_PERSON, 1));
	ck_assert_str_ne(person, key_of(A, CVD_CASE_KEY_MATTER, 1));
	/* opened, it is what was made */
	open_as("alice");
	ck_assert_str_eq(key_of(A, CVD_CASE_KEY_PERSON, 1), person);
	open_as("bob");
	ck_assert_str_eq(key_of(A, CVD_CASE_KEY_PERSON, 1), person);
	ck_assert_str_eq(sh("git log -1 --format=%B " REF),
	    "keys: make\n\nCvd-Actor: alice\n\n");
	ck_assert_str_eq(sh("git rev-list --count " REF), "1\n");
	ck_assert_str_eq(sh("git status --porcelain"), "");
}
END_TEST

START_TEST(the_next_pair_has_the_next_number)
{
	assert_ok(make(A));
	assert_ok(make(A));
	assert_ok(make(others[0]));
	ck_assert_str_eq(numbers_of(A, CVD_CASE_KEY_PERSON), "2 1");
	ck_assert_str_eq(numbers_of(A, CVD_CASE_KEY_MATTER), "2 1");
	ck_assert_str_eq(numbers_of(others[0], CVD_CASE_KEY_MATTER), "1");
	ck_assert_str_ne(key_of(A, CVD_CASE_KEY_PERSON, 1),
	    key_of(A, CVD_CASE_KEY_PERSON, 2));
}
END_TEST

START_TEST(many_cases_get_theirs_in_one_replacement)
{
	const char *const ids[] = { A, others[0], others[1] };
	const char *key;

	assert_ok(cvd_case_keys_make(keys, ids, NULL, 3, &readers, &err));
	for (int i = 0; i < 3; i++)
		(void)key_of(ids[i], CVD_CASE_KEY_MATTER, 1);
	ck_assert_str_eq(sh("git ls-tree -r " REF " | wc -l"), "6\n");
	ck_assert_int_eq(cvd_case_keys_get(keys, others[2], CVD_CASE_KEY_PERSON,
	                     1, &key, &err),
	    CVD_E_NOT_FOUND);
	ck_assert_int_eq(cvd_case_keys_get(keys, A, CVD_CASE_KEY_PERSON, 2,
	                     &key, &err),
	    CVD_E_NOT_FOUND);
}
END_TEST

START_TEST(leads_and_members_read_and_bots_do_not)
{
	ck_assert_uint_eq(readers.count, 2);
	ck_assert_str_eq(readers.fingerprints[0], sealed_fingerprint("alice"));
	ck_assert_str_eq(readers.fingerprints[1], sealed_fingerprint("bob"));
}
END_TEST

static const struct {
	const char *name;
	const char *message;
} unfit[] = {
	{ "sign", "is not made for encryption" },
	{ "old", "has expired on 2024-06-01" },
	{ "late", "has expired on 2024-06-01" },
	{ "revoked", "is revoked" },
	{ "away", "is not in the casebook" },
};

START_TEST(a_member_who_cannot_read_is_named)
{
	char people[100];

	begin_change();
	(void)snprintf(people, sizeof people,
	    "alice:lead:alice carol:member:%s", unfit[_i].name);
	put_roster(people, "");
	if (strcmp(unfit[_i].name, "away") != 0)
		put_key(unfit[_i].name);
	open_as("alice");
	assert_refused(cvd_case_keys_readers(keys, arena, &readers, &err),
	    unfit[_i].message, "");
	ck_assert_ptr_eq(strstr(err.message, "carol: "), err.message);
}
END_TEST

START_TEST(a_failure_leaves_the_ref_as_it_was)
{
	const char *const people[] = { sealed_fingerprint("alice"),
		"0123456789ABCDEF0123456789ABCDEF01234567" };
	const struct cvd_case_readers bad = { people, 2 };
	const char *const ids[] = { A, "no id" };
	char before[CVD_STORE_ID_TEXT];

	assert_ok(make(A));
	(void)snprintf(before, sizeof before, "%s", ref_now());
	ck_assert_int_eq(cvd_case_keys_make(keys, ids, NULL, 1, &bad, &err),
	    CVD_E_CRYPTO);
	ck_assert_int_eq(cvd_case_keys_make(keys, ids, NULL, 2, &readers, &err),
	    CVD_E_INVALID);
	assert_refused(cvd_case_keys_rewrap(keys, ids, 1, &bad, NULL, NULL,
	                   &err),
	    "is not in the casebook", "");
	ck_assert_str_eq(ref_now(), before);
	/* no key that is wrapped nowhere is remembered */
	ck_assert_str_eq(numbers_of(A, CVD_CASE_KEY_PERSON), "1");
}
END_TEST

START_TEST(who_is_no_reader_is_told_who_is)
{
	const char *const alone[] = { sealed_fingerprint("away") };
	const struct cvd_case_readers away = { alone, 1 };
	const char *const ids[] = { A };
	const char *key = NULL;

	begin_change();
	put_roster("alice:lead:alice carol:member:away", "");
	put_key("away");
	open_as("alice");
	assert_ok(cvd_case_keys_make(keys, ids, NULL, 1, &away, &err));
	/* who made it has it until the end of the process */
	(void)key_of(A, CVD_CASE_KEY_PERSON, 1);
	open_as("alice");
	assert_refused(cvd_case_keys_get(keys, A, CVD_CASE_KEY_PERSON, 1, &key,
	                   &err),
	    "the person key of " A " can be opened by carol alone",
	    "ask one of them");
	ck_assert_ptr_null(key);
}
END_TEST

static void
count_told(void *context, size_t done, size_t all)
{
	size_t *told = context;

	ck_assert_uint_eq(done, *told + 1);
	ck_assert_uint_eq(all, 2);
	*told = done;
}

START_TEST(keys_are_wrapped_for_others)
{
	const char *const alone[] = { sealed_fingerprint("alice") };
	const struct cvd_case_readers one = { alone, 1 };
	const char *const ids[] = { A, others[0] };
	char person[CVD_CASE_KEY_TEXT];
	char before[CVD_STORE_ID_TEXT];
	size_t told = 0;

	assert_ok(cvd_case_keys_make(keys, ids, NULL, 2, &one, &err));
	assert_ok(make(A));
	(void)snprintf(person, sizeof person, "%s",
	    key_of(A, CVD_CASE_KEY_PERSON, 1));
	open_as("alice");
	assert_ok(cvd_case_keys_rewrap(keys, ids, 2, &readers, count_told,
	    &told, &err));
	ck_assert_uint_eq(told, 2);
	ck_assert_str_eq(numbers_of(A, CVD_CASE_KEY_PERSON), "2 1");
	open_as("bob");
	ck_assert_str_eq(key_of(A, CVD_CASE_KEY_PERSON, 1), person);
	/* what is so already stays so, and needs no key */
	(void)snprintf(before, sizeof before, "%s", ref_now());
	assert_ok(
	    cvd_case_keys_rewrap(keys, ids, 2, &readers, NULL, NULL, &err));
	ck_assert_str_eq(ref_now(), before);
	/* and back */
	assert_ok(cvd_case_keys_rewrap(keys, ids, 2, &one, NULL, NULL, &err));
	ck_assert_str_ne(ref_now(), before);
	open_as("alice");
	ck_assert_str_eq(key_of(A, CVD_CASE_KEY_PERSON, 1), person);
}
END_TEST

START_TEST(what_cannot_be_opened_is_not_wrapped)
{
	const char *const alone[] = { sealed_fingerprint("rsa"),
		sealed_fingerprint("away") };
	const struct cvd_case_readers away = { alone + 1, 1 };
	const char *const ids[] = { A, others[0] };
	char before[CVD_STORE_ID_TEXT];

	begin_change();
	put_key("away");
	open_as("alice");
	assert_ok(cvd_case_keys_make(keys, ids + 1, NULL, 1, &away, &err));
	assert_ok(cvd_case_keys_make(keys, ids, NULL, 1, &away, &err));
	(void)snprintf(before, sizeof before, "%s", ref_now());
	open_as("alice");
	assert_refused(cvd_case_keys_rewrap(keys, ids, 2, &readers, NULL, NULL,
	                   &err),
	    "none of their secret keys is here", "");
	ck_assert_str_eq(ref_now(), before);
}
END_TEST

START_TEST(what_is_forgotten_is_dropped)
{
	const char *const ids[] = { A };
	const unsigned above[] = { 2 };
	const struct cvd_case_forgotten person = { A, 2, false };
	const struct cvd_case_forgotten all = { A, CVD_CASE_KEY_MOST, true };
	const char *key;

	assert_ok(make(A));
	assert_ok(make(A));
	assert_ok(make(others[0]));
	(void)key_of(A, CVD_CASE_KEY_PERSON, 1);
	assert_ok(cvd_case_keys_drop(keys, &person, 1, &err));
	ck_assert_str_eq(numbers_of(A, CVD_CASE_KEY_PERSON), "");
	ck_assert_str_eq(numbers_of(A, CVD_CASE_KEY_MATTER), "2 1");
	ck_assert_str_eq(numbers_of(others[0], CVD_CASE_KEY_PERSON), "1");
	/* not even from memory */
	ck_assert_int_eq(cvd_case_keys_get(keys, A, CVD_CASE_KEY_PERSON, 1,
	                     &key, &err),
	    CVD_E_NOT_FOUND);
	(void)key_of(A, CVD_CASE_KEY_MATTER, 1);
	assert_ok(cvd_case_keys_drop(keys, &all, 1, &err));
	assert_ok(cvd_case_keys_drop(keys, &all, 1, &err));
	ck_assert_str_eq(sh("git ls-tree -r " REF " | wc -l"), "2\n");
	/* the next pair does not take the number of one that was there */
	assert_ok(cvd_case_keys_make(keys, ids, above, 1, &readers, &err));
	ck_assert_str_eq(numbers_of(A, CVD_CASE_KEY_PERSON), "3");
	assert_ok(cvd_case_keys_drop(keys, &person, 1, &err));
	ck_assert_str_eq(numbers_of(A, CVD_CASE_KEY_PERSON), "3");
}
END_TEST

/* A commit of keys that somebody makes by hand, of the tree of the ref. */
static const char *
forge(const char *name, const char *more)
{
	char line[400];

	(void)snprintf(line, sizeof line,
	    "GIT_COMMITTER_DATE=\"$(date +%%s) +0000\" "
	    "git -c user.signingkey=%s commit-tree %s -m x %s^{tree}",
	    sealed_fingerprint(name), more, REF);
	return repo_id(line);
}

static const struct {
	const char *name;
	const char *more;
	const char *message;
} forged[] = {
	{ "rsa", "-S", "" }, /* a bot is of the team */
	{ "bob", "-S", "" },
	{ "sign", "-S", "the key that signed it is not in the casebook" },
	{ "alice", "", "it is not signed" },
	{ "alice", "-S -p HEAD", "it has a parent" },
};

START_TEST(a_ref_that_no_member_made_is_refused)
{
	const char *key = NULL;
	char line[200];

	assert_ok(make(A));
	(void)snprintf(line, sizeof line, "git update-ref " REF " %s",
	    forge(forged[_i].name, forged[_i].more));
	(void)sh(line);
	open_as("alice");
	if (forged[_i].message[0] == '\0') {
		(void)key_of(A, CVD_CASE_KEY_PERSON, 1);
		return;
	}
	assert_refused(cvd_case_keys_get(keys, A, CVD_CASE_KEY_PERSON, 1, &key,
	                   &err),
	    forged[_i].message, "git update-ref -d " REF);
	/* nor is anything built on it */
	assert_refused(make(A), "are not proven", "");
	assert_refused(cvd_case_keys_drop(keys,
	                   &(struct cvd_case_forgotten){ A, CVD_CASE_KEY_MOST,
	                       true },
	                   1, &err),
	    "are not proven", "");
}
END_TEST

/* A commit whose signature is another one's. */
START_TEST(a_ref_that_was_changed_is_refused)
{
	const char *key = NULL;

	assert_ok(make(A));
	(void)sh("git update-ref " REF " $(git cat-file commit " REF
	         " | sed 's/^keys: make/keys: fake/' | "
	         "git hash-object -t commit -w --stdin)");
	open_as("alice");
	assert_refused(cvd_case_keys_get(keys, A, CVD_CASE_KEY_PERSON, 1, &key,
	                   &err),
	    "its signature is not one over it", "ask who wrote it");
}
END_TEST

static void
retire_bob(const char *reason)
{
	char line[300];

	begin_change();
	(void)snprintf(line, sizeof line,
	    "retired:\n  - key: \"%s\"\n    reason: %s\n"
	    "    good_until: \"%s\"\n",
	    sealed_fingerprint("bob"), reason, cvd_store_head(store));
	put_roster("alice:lead:alice", line);
	open_as("alice");
	open_readers();
}

START_TEST(what_a_member_made_who_left_is_good_here_alone)
{
	struct cvd_case_keys_union result;
	char theirs[CVD_STORE_ID_TEXT];

	open_as("bob");
	assert_ok(make(A));
	(void)snprintf(theirs, sizeof theirs, "%s", ref_now());
	retire_bob("left");
	(void)key_of(A, CVD_CASE_KEY_PERSON, 1);
	(void)sh("git update-ref -d " REF);
	open_as("alice");
	assert_refused(cvd_case_keys_unite(keys, theirs, NULL, 0, &result,
	                   &err),
	    "was retired", "");
	(void)sh("! git rev-parse -q --verify " REF);
}
END_TEST

START_TEST(what_a_stolen_key_made_is_good_nowhere)
{
	const char *key = NULL;

	open_as("bob");
	assert_ok(make(A));
	retire_bob("compromised");
	assert_refused(cvd_case_keys_get(keys, A, CVD_CASE_KEY_PERSON, 1, &key,
	                   &err),
	    "was retired", "");
}
END_TEST

/* Two versions: here A and the first other, there A anew and the second. */
static void
part(char theirs[CVD_STORE_ID_TEXT], const char *common)
{
	char line[100];

	if (common != NULL)
		assert_ok(make(common));
	else
		(void)sh("git update-ref " REF " HEAD");
	(void)sh("git update-ref refs/cvd/was " REF);
	if (common == NULL)
		(void)sh("git update-ref -d " REF);
	open_as("bob");
	assert_ok(make(others[1]));
	(void)snprintf(theirs, CVD_STORE_ID_TEXT, "%s", ref_now());
	(void)snprintf(line, sizeof line, "%s",
	    common != NULL ? "git update-ref " REF " refs/cvd/was"
	                   : "git update-ref -d " REF);
	(void)sh(line);
	open_as("alice");
}

START_TEST(two_versions_become_one)
{
	struct cvd_case_keys_union result;
	char theirs[CVD_STORE_ID_TEXT], united[CVD_STORE_ID_TEXT];
	char ours[CVD_STORE_ID_TEXT];
	char line[100];

	part(theirs, A);
	assert_ok(make(others[0]));
	(void)snprintf(ours, sizeof ours, "%s", ref_now());
	assert_ok(cvd_case_keys_unite(keys, theirs, NULL, 0, &result, &err));
	ck_assert(result.has_changed && result.is_ahead);
	ck_assert_str_eq(sh("git ls-tree -r " REF " | wc -l"), "6\n");
	ck_assert_str_eq(sh("git log -1 --format=%s " REF), "keys: unite\n");
	(void)key_of(others[1], CVD_CASE_KEY_MATTER, 1);
	(void)snprintf(united, sizeof united, "%s", ref_now());
	/* the other side takes it as it is, and then both have all */
	(void)snprintf(line, sizeof line, "git update-ref " REF " %s", theirs);
	(void)sh(line);
	open_as("bob");
	assert_ok(cvd_case_keys_unite(keys, united, NULL, 0, &result, &err));
	ck_assert(result.has_changed && !result.is_ahead);
	ck_assert_str_eq(ref_now(), united);
	assert_ok(cvd_case_keys_unite(keys, united, NULL, 0, &result, &err));
	ck_assert(!result.has_changed && !result.is_ahead);
	/* what is behind changes nothing here, and is told so */
	assert_ok(cvd_case_keys_unite(keys, ours, NULL, 0, &result, &err));
	ck_assert(!result.has_changed && result.is_ahead);
	ck_assert_str_eq(ref_now(), united);
}
END_TEST

START_TEST(where_there_was_none_theirs_is_taken)
{
	struct cvd_case_keys_union result;
	char theirs[CVD_STORE_ID_TEXT];

	part(theirs, NULL);
	assert_ok(cvd_case_keys_unite(keys, theirs, NULL, 0, &result, &err));
	ck_assert(result.has_changed && !result.is_ahead);
	ck_assert_str_eq(ref_now(), theirs);
	(void)key_of(others[1], CVD_CASE_KEY_PERSON, 1);
}
END_TEST

START_TEST(of_two_wraps_the_newer_one_stays_on_both_sides)
{
	struct cvd_case_keys_union result;
	char older[CVD_STORE_ID_TEXT], newer[CVD_STORE_ID_TEXT];
	char line[100];

	assert_ok(make(A));
	(void)snprintf(older, sizeof older, "%s", ref_now());
	(void)sh("git update-ref -d " REF);
	open_as("bob");
	/* a second is what commits count by */
	(void)sh("sleep 1.1");
	assert_ok(make(A));
	(void)snprintf(newer, sizeof newer, "%s", ref_now());
	assert_ok(cvd_case_keys_unite(keys, older, NULL, 0, &result, &err));
	ck_assert(!result.has_changed && result.is_ahead);
	ck_assert_str_eq(ref_now(), newer);
	(void)snprintf(line, sizeof line, "git update-ref " REF " %s", older);
	(void)sh(line);
	open_as("alice");
	assert_ok(cvd_case_keys_unite(keys, newer, NULL, 0, &result, &err));
	ck_assert(result.has_changed && !result.is_ahead);
	ck_assert_str_eq(ref_now(), newer);
}
END_TEST

START_TEST(what_is_forgotten_comes_back_from_nowhere)
{
	const struct cvd_case_forgotten gone[] = {
		{ A, CVD_CASE_KEY_MOST, true }, { others[1], 1, false }
	};
	struct cvd_case_keys_union result;
	char theirs[CVD_STORE_ID_TEXT];

	part(theirs, A);
	assert_ok(cvd_case_keys_drop(keys, gone, 1, &err));
	assert_ok(cvd_case_keys_unite(keys, theirs, gone, 2, &result, &err));
	ck_assert(result.has_changed && result.is_ahead);
	ck_assert_str_eq(numbers_of(A, CVD_CASE_KEY_PERSON), "");
	ck_assert_str_eq(numbers_of(A, CVD_CASE_KEY_MATTER), "");
	ck_assert_str_eq(numbers_of(others[1], CVD_CASE_KEY_PERSON), "");
	ck_assert_str_eq(numbers_of(others[1], CVD_CASE_KEY_MATTER), "1");
	/* nor from here: a clone that missed it */
	(void)sh("git update-ref " REF " refs/cvd/was");
	open_as("alice");
	assert_ok(cvd_case_keys_unite(keys, theirs, gone, 2, &result, &err));
	ck_assert_str_eq(sh("git ls-tree -r " REF " | wc -l"), "1\n");
	assert_ok(cvd_case_keys_unite(keys, ref_now(), gone, 2, &result, &err));
	ck_assert(!result.has_changed && !result.is_ahead);
	(void)sh("git update-ref " REF " refs/cvd/was");
	open_as("alice");
	assert_ok(cvd_case_keys_unite(keys, ref_now(), gone, 2, &result, &err));
	ck_assert(result.has_changed && result.is_ahead);
	ck_assert_str_eq(sh("git ls-tree -r " REF " | wc -l"), "0\n");
}
END_TEST

static const char *const strange_paths[] = { "README", "2026/4K/" A "/x.asc",
	"2026/9Z/" A "/1.person.asc", "2026/4K/" A "/01.person.asc",
	"2026/4K/" A "/0.person.asc", "2026/4K/" A "/1.person.asc.asc",
	"2026/4K/CVD-2026-4K7Q9XW/1.person.asc", "1.person.asc",
	"2026/4K/" A "/12345.matter.asc" };

START_TEST(theirs_holds_keys_and_nothing_else)
{
	struct cvd_case_keys_union result;
	char before[CVD_STORE_ID_TEXT], theirs[CVD_STORE_ID_TEXT];
	char line[600];

	assert_ok(make(A));
	(void)snprintf(before, sizeof before, "%s", ref_now());
	(void)snprintf(line, sizeof line,
	    "export GIT_INDEX_FILE=$PWD/.git/odd; git read-tree %s; "
	    "git update-index --add --cacheinfo 100644,%s,%s; "
	    "git -c user.signingkey=%s commit-tree -S -m x "
	    "$(git write-tree)",
	    REF, repo_id("git rev-parse HEAD:cvd.yaml"), strange_paths[_i],
	    sealed_fingerprint("bob"));
	(void)snprintf(theirs, sizeof theirs, "%s", repo_id(line));
	assert_refused(cvd_case_keys_unite(keys, theirs, NULL, 0, &result,
	                   &err),
	    strange_paths[_i], "update this one");
	ck_assert_str_eq(ref_now(), before);
}
END_TEST

START_TEST(theirs_from_the_future_is_refused)
{
	struct cvd_case_keys_union result;
	char theirs[CVD_STORE_ID_TEXT];
	char line[300];

	assert_ok(make(A));
	(void)snprintf(line, sizeof line,
	    "GIT_COMMITTER_DATE='4000000000 +0000' git -c user.signingkey=%s "
	    "commit-tree -S -m x " REF "^{tree}",
	    sealed_fingerprint("bob"));
	(void)snprintf(theirs, sizeof theirs, "%s", repo_id(line));
	assert_refused(cvd_case_keys_unite(keys, theirs, NULL, 0, &result,
	                   &err),
	    "a time that cannot be", "");
	ck_assert_int_eq(cvd_case_keys_unite(keys,
	                     "1234567890123456789012345678901234567890", NULL,
	                     0, &result, &err),
	    CVD_E_NOT_FOUND);
}
END_TEST

static const char *const damages[] = { "echo no key", "cat cvd.yaml",
	"git cat-file blob " REF ":" OF(A, "1.person.asc") " | head -c 300",
	"printf 'not a key' | gpg --armor --no-emit-version --trust-model "
	"always --no-encrypt-to --no-throw-keyids -r alice@example.org "
	"--encrypt" };

START_TEST(a_wrap_that_is_damaged_is_named)
{
	const char *key = NULL;
	char line[800];

	assert_ok(make(A));
	(void)snprintf(line, sizeof line,
	    "blob=$({ %s; } | git hash-object -w --stdin); "
	    "export GIT_INDEX_FILE=$PWD/.git/odd; git read-tree %s; "
	    "git update-index --add --cacheinfo 100644,$blob,%s; "
	    "git update-ref %s $(git -c user.signingkey=%s commit-tree -S "
	    "-m x $(git write-tree))",
	    damages[_i], REF, OF(A, "1.person.asc"), REF,
	    sealed_fingerprint("bob"));
	(void)sh(line);
	open_as("alice");
	assert_refused(cvd_case_keys_get(keys, A, CVD_CASE_KEY_PERSON, 1, &key,
	                   &err),
	    OF(A, "1.person.asc"), "");
	ck_assert_ptr_null(key);
	(void)key_of(A, CVD_CASE_KEY_MATTER, 1);
}
END_TEST

/* Signs as a program that kills us in the middle, or has no disk. */
START_TEST(killed_in_the_middle_nothing_is_half)
{
	const char *const alone[] = { sealed_fingerprint("alice") };
	const struct cvd_case_readers one = { alone, 1 };
	const char *const ids[] = { A, others[0] };
	char before[CVD_STORE_ID_TEXT];
	int state = 0;
	pid_t child;

	assert_ok(cvd_case_keys_make(keys, ids, NULL, 2, &one, &err));
	(void)snprintf(before, sizeof before, "%s", ref_now());
	folder_write("gpg",
	    "#!/bin/sh\ncase \"$*\" in *--detach*) "
	    "kill -9 \"$VICTIM\"; exit 1 ;; esac\nexec gpg \"$@\"\n");
	ck_assert_int_eq(chmod(in_folder("gpg"), 0700), 0);
	close_book();
	(void)sh("git config gpg.program \"$PWD/../gpg\"");
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		char victim[20];

		(void)snprintf(victim, sizeof victim, "%d", (int)getpid());
		ck_assert_int_eq(setenv("VICTIM", victim, 1), 0);
		open_as("alice");
		(void)!cvd_case_keys_rewrap(keys, ids, 2, &readers, NULL, NULL,
		    &err);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &state, 0), child);
	ck_assert(WIFSIGNALED(state));
	(void)sh("git config --unset gpg.program");
	ck_assert_str_eq(ref_now(), before);
	open_as("alice");
	assert_ok(
	    cvd_case_keys_rewrap(keys, ids, 2, &readers, NULL, NULL, &err));
	open_as("bob");
	(void)key_of(A, CVD_CASE_KEY_PERSON, 1);
	(void)key_of(others[0], CVD_CASE_KEY_MATTER, 1);
}
END_TEST

START_TEST(a_gpg_that_hangs_is_given_up)
{
	assert_ok(make(A));
	folder_write("gpg", "#!/bin/sh\ncase \"$*\" in *--encrypt*) "
	                    "exec sleep 20 ;; esac\nexec gpg \"$@\"\n");
	ck_assert_int_eq(chmod(in_folder("gpg"), 0700), 0);
	(void)sh("git config gpg.program \"$PWD/../gpg\"");
	world.gpg_seconds = 1;
	open_as("alice");
	assert_refused(make(A), "no answer within 1 seconds", "");
	ck_assert_str_eq(numbers_of(A, CVD_CASE_KEY_PERSON), "1");
}
END_TEST

static enum cvd_status
no_chance(void *context, void *bytes, size_t size, struct cvd_err *why)
{
	(void)context;
	(void)bytes;
	(void)size;
	return cvd_fail(why, CVD_E_IO, "no randomness");
}

/* As a disk that is full: no file may grow. */
START_TEST(a_full_disk_leaves_the_ref_as_it_was)
{
	const struct rlimit none = { 0, RLIM_INFINITY };
	struct rlimit was;
	char before[CVD_STORE_ID_TEXT];

	assert_ok(make(A));
	(void)key_of(A, CVD_CASE_KEY_PERSON, 1);
	(void)snprintf(before, sizeof before, "%s", ref_now());
	ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &was), 0);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	ck_assert_int_ne(make(others[0]), CVD_OK);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &was), 0);
	ck_assert_str_eq(ref_now(), before);
	ck_assert_str_eq(numbers_of(others[0], CVD_CASE_KEY_PERSON), "");
	assert_ok(make(others[0]));
}
END_TEST

START_TEST(memory_that_runs_out_is_said)
{
	enum cvd_status status = CVD_E_NO_MEMORY;
	unsigned long n;

	/* a step that is not 1: each try runs gpg several times */
	for (n = 1; status != CVD_OK; n += 9) {
		cvd_memory_fail_at(n);
		status = make(A);
		cvd_memory_fail_at(0);
		ck_assert_msg(status == CVD_OK || status == CVD_E_NO_MEMORY,
		    "%lu: %s", n, err.message);
		if (status != CVD_OK)
			open_as("alice");
	}
	ck_assert_uint_gt(n, 10);
	(void)key_of(A, CVD_CASE_KEY_PERSON, 1);
}
END_TEST

START_TEST(without_chance_there_is_no_key)
{
	world.random = no_chance;
	assert_fails(make(A), CVD_E_IO, "no randomness");
	(void)sh("! git rev-parse -q --verify " REF);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("case_keys");
	TCase *tc = tcase_create("case_keys");

	tcase_add_unchecked_fixture(tc, sealed_make, sealed_remove);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_case_gets_a_pair_of_keys);
	tcase_add_test(tc, the_next_pair_has_the_next_number);
	tcase_add_test(tc, many_cases_get_theirs_in_one_replacement);
	tcase_add_test(tc, leads_and_members_read_and_bots_do_not);
	tcase_add_loop_test(tc, a_member_who_cannot_read_is_named, 0, 5);
	tcase_add_test(tc, a_failure_leaves_the_ref_as_it_was);
	tcase_add_test(tc, who_is_no_reader_is_told_who_is);
	tcase_add_test(tc, keys_are_wrapped_for_others);
	tcase_add_test(tc, what_cannot_be_opened_is_not_wrapped);
	tcase_add_test(tc, what_is_forgotten_is_dropped);
	tcase_add_loop_test(tc, a_ref_that_no_member_made_is_refused, 0, 5);
	tcase_add_test(tc, a_ref_that_was_changed_is_refused);
	tcase_add_test(tc, what_a_member_made_who_left_is_good_here_alone);
	tcase_add_test(tc, what_a_stolen_key_made_is_good_nowhere);
	tcase_add_test(tc, two_versions_become_one);
	tcase_add_test(tc, where_there_was_none_theirs_is_taken);
	tcase_add_test(tc, of_two_wraps_the_newer_one_stays_on_both_sides);
	tcase_add_test(tc, what_is_forgotten_comes_back_from_nowhere);
	tcase_add_loop_test(tc, theirs_holds_keys_and_nothing_else, 0, 9);
	tcase_add_test(tc, theirs_from_the_future_is_refused);
	tcase_add_loop_test(tc, a_wrap_that_is_damaged_is_named, 0, 4);
	tcase_add_test(tc, killed_in_the_middle_nothing_is_half);
	tcase_add_test(tc, a_gpg_that_hangs_is_given_up);
	tcase_add_test(tc, a_full_disk_leaves_the_ref_as_it_was);
	tcase_add_test(tc, memory_that_runs_out_is_said);
	tcase_add_test(tc, without_chance_there_is_no_key);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
