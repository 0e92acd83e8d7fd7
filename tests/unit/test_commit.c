/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/commit.h"
#include "core/limits.h"

#include "suite.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

enum {
	WHAT,
	MESSAGE,
	FOUND,
	OBJECT
};

/* Rows of the table: a real commit with one parent, and one unsigned. */
#define ROW_CHILD    1
#define ROW_UNSIGNED 4

static struct table table;

struct result {
	struct cvd_arena *arena;
	char *bytes; /* of its own size: a sanitizer sees what goes too far */
	struct cvd_commit commit;
	struct cvd_flaw flaw;
	struct cvd_err err;
	enum cvd_status status;
};

static struct result
split(const char *bytes, size_t size)
{
	struct result r = { .arena = cvd_arena_new() };

	r.bytes = malloc(size > 0 ? size : 1);
	if (size > 0)
		(void)memcpy(r.bytes, bytes, size);
	r.status = cvd_commit_split(r.bytes, size, r.arena, &r.commit, &r.flaw,
	    &r.err);
	return r;
}

static void
done(struct result *r)
{
	cvd_arena_free(r->arena);
	free(r->bytes);
}

static void
assert_malformed(const struct result *r, const char *what, const char *message)
{
	ck_assert_msg(r->status == CVD_E_FINDINGS, "%s: split", what);
	ck_assert_int_eq(r->flaw.kind, CVD_FLAW_MALFORMED);
	ck_assert_msg(strstr(r->flaw.message, message) != NULL, "%s: %s", what,
	    r->flaw.message);
	ck_assert_str_eq(r->flaw.case_id, "");
	ck_assert_ptr_null(r->commit.signed_bytes.data);
	ck_assert_str_eq(r->commit.tree, "");
}

/* The signature, put back where it was, gives the object again. */
static void
assert_whole(const struct result *r, size_t size)
{
	const struct cvd_commit *c = &r->commit;
	size_t headers = c->signed_bytes.size - c->message.size - 1;
	char *again = malloc(2 * size + sizeof "gpgsig ");
	char *p = again;

	(void)memcpy(p, c->signed_bytes.data, headers);
	p += headers;
	if (c->signature.data != NULL)
		p += sprintf(p, "gpgsig ");
	for (size_t i = 0; i < c->signature.size; i++) {
		*p++ = c->signature.data[i];
		if (p[-1] == '\n' && i + 1 < c->signature.size)
			*p++ = ' ';
	}
	*p++ = '\n';
	(void)memcpy(p, c->message.data, c->message.size);
	p += c->message.size;
	ck_assert_uint_eq((size_t)(p - again), size);
	ck_assert_mem_eq(again, r->bytes, size);
	free(again);
}

static void
assert_found(const struct result *r, const char *found)
{
	const struct cvd_commit *c = &r->commit;
	const char *end = memchr(c->message.data, '\n', c->message.size);
	char line[512];

	(void)snprintf(line, sizeof line, "%zu %.*s <%.*s> %lld %s %.*s",
	    c->parent_count, (int)c->author.name.size, c->author.name.data,
	    (int)c->author.email.size, c->author.email.data,
	    (long long)c->author.at,
	    c->signature.data != NULL ? "signed" : "unsigned",
	    (int)(end != NULL ? (size_t)(end - c->message.data)
	                      : c->message.size),
	    c->message.data);
	ck_assert_str_eq(line, found);
}

START_TEST(a_commit_is_split_or_odd)
{
	char **row = table.row[_i];
	const char *object = table_unescape(row[OBJECT]);
	struct result r = split(object, strlen(object));

	if (row[MESSAGE][0] == '\0') {
		ck_assert_msg(r.status == CVD_OK, "%s: %s", row[WHAT],
		    r.flaw.message);
		assert_found(&r, table_unescape(row[FOUND]));
		assert_whole(&r, strlen(object));
	} else {
		assert_malformed(&r, row[WHAT], row[MESSAGE]);
	}
	done(&r);
}
END_TEST

START_TEST(every_part_is_where_it_belongs)
{
	const char *object = table_unescape(table.row[ROW_CHILD][OBJECT]);
	struct result r = split(object, strlen(object));
	const struct cvd_commit *c = &r.commit;

	ck_assert_int_eq(r.status, CVD_OK);
	ck_assert_str_eq(c->tree, "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
	ck_assert_uint_eq(c->parent_count, 1);
	ck_assert_mem_eq(object + strlen("tree ") + 41, "parent ", 7);
	ck_assert_mem_eq(object + strlen("tree ") + 41 + 7, c->parents[0], 40);
	ck_assert_str_eq(c->parents[1], "");
	ck_assert(cvd_bytes_is(c->author.name, "INSECURE Zo\xc3\xab"));
	ck_assert(cvd_bytes_is(c->author.email, "ed25519@example.org"));
	ck_assert_int_eq(c->author.at, 1591001940);
	ck_assert(cvd_bytes_is(c->committer.name, "INSECURE"));
	ck_assert(cvd_bytes_is(c->committer.email, "ed25519@example.org"));
	ck_assert_int_eq(c->committer.at, 1591002000);
	ck_assert(cvd_bytes_is(c->message, "one\n\nmore text\n"));
	ck_assert_mem_eq(c->signature.data,
	    "-----BEGIN PGP SIGNATURE-----\n\niHU", 34);
	ck_assert_mem_eq(c->signature.data + c->signature.size - 29,
	    "\n-----END PGP SIGNATURE-----\n", 29);
	done(&r);
}
END_TEST

START_TEST(what_is_signed_has_no_signature_in_it)
{
	const char *object = table_unescape(table.row[ROW_CHILD][OBJECT]);
	struct result r = split(object, strlen(object));
	struct result again;

	again = split(r.commit.signed_bytes.data, r.commit.signed_bytes.size);
	ck_assert_int_eq(again.status, CVD_OK);
	ck_assert_ptr_null(again.commit.signature.data);
	ck_assert_uint_eq(again.commit.signed_bytes.size,
	    r.commit.signed_bytes.size);
	ck_assert_ptr_eq(again.commit.signed_bytes.data, again.bytes);
	done(&again);
	done(&r);
}
END_TEST

START_TEST(a_nul_byte_is_found_wherever_it_is)
{
	char *object = strdup(table_unescape(table.row[ROW_CHILD][OBJECT]));
	size_t size = strlen(object);
	char message[100];

	for (size_t i = 0; i < size; i++) {
		char was = object[i];
		struct result r;

		object[i] = '\0';
		r = split(object, size);
		(void)snprintf(message, sizeof message,
		    "there is a NUL byte in the commit, behind %zu others", i);
		assert_malformed(&r, "NUL", message);
		done(&r);
		object[i] = was;
	}
	/* what libgit2 and gpgme together call a good signature */
	object = realloc(object, size + 10);
	(void)memcpy(object + size, "\0anything", 10);
	struct result r = split(object, size + 10);

	assert_malformed(&r, "NUL", "NUL byte");
	done(&r);
	free(object);
}
END_TEST

START_TEST(no_beginning_of_the_headers_is_a_commit)
{
	const char *object = table_unescape(table.row[ROW_CHILD][OBJECT]);
	size_t size = strlen(object);
	size_t headers = (size_t)(strstr(object, "\n\n") + 2 - object);

	for (size_t n = 0; n <= size; n++) {
		struct result r = split(object, n);

		if (n < headers) {
			assert_malformed(&r, "cut off", "");
		} else {
			ck_assert_int_eq(r.status, CVD_OK);
			assert_whole(&r, n);
		}
		done(&r);
	}
}
END_TEST

START_TEST(a_commit_with_a_flipped_bit_is_whole_or_odd)
{
	char *object = strdup(table_unescape(table.row[ROW_CHILD][OBJECT]));
	size_t size = strlen(object);

	for (size_t bit = 0; bit < size * 8; bit++) {
		struct result r;

		object[bit / 8] ^= (char)(1 << bit % 8);
		r = split(object, size);
		if (r.status == CVD_OK)
			assert_whole(&r, size);
		else
			assert_malformed(&r, "flipped", "");
		done(&r);
		object[bit / 8] ^= (char)(1 << bit % 8);
	}
	free(object);
}
END_TEST

START_TEST(a_commit_has_a_largest_size)
{
	const char *small = table_unescape(table.row[ROW_UNSIGNED][OBJECT]);
	char *object = malloc(CVD_MAX_COMMIT + 1);
	size_t size = strlen(small);
	struct result r;

	(void)memcpy(object, small, size);
	(void)memset(object + size, 'x', CVD_MAX_COMMIT + 1 - size);
	r = split(object, CVD_MAX_COMMIT);
	ck_assert_int_eq(r.status, CVD_OK);
	done(&r);
	r = split(object, CVD_MAX_COMMIT + 1);
	assert_malformed(&r, "large", "larger than the limit of 1048576 bytes");
	done(&r);
	free(object);
}
END_TEST

/* The signature and what it signs, each in one piece. */
START_TEST(two_pieces_of_memory_are_enough)
{
	const char *object = table_unescape(table.row[ROW_CHILD][OBJECT]);
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_commit commit = { .parent_count = 77 };
	struct cvd_flaw flaw = { 0 };
	struct cvd_err err;

	for (unsigned long nth = 1; nth <= 2; nth++) {
		cvd_memory_fail_at(nth);
		/* a block of the arena holds both, but not in a sanitizer */
		enum cvd_status status = cvd_commit_split(object,
		    strlen(object), arena, &commit, &flaw, &err);

		cvd_memory_fail_at(0);
		if (status == CVD_OK)
			break;
		ck_assert_int_eq(status, CVD_E_NO_MEMORY);
		ck_assert_int_eq(flaw.kind, CVD_FLAW_NONE);
		ck_assert_uint_eq(commit.parent_count, 77);
		cvd_arena_free(arena);
		arena = cvd_arena_new();
	}
	cvd_memory_fail_at(3);
	ck_assert_int_eq(cvd_commit_split(object, strlen(object), arena,
	                     &commit, &flaw, &err),
	    CVD_OK);
	cvd_memory_fail_at(0);
	cvd_arena_free(arena);
}
END_TEST

#define TREE   "tree 1111111111111111111111111111111111111111\n"
#define ONE    "2222222222222222222222222222222222222222"
#define TWO    "3333333333333333333333333333333333333333"
#define THREE  "4444444444444444444444444444444444444444"
#define PARENT "parent "

/* Objects that are no commits of ours, and what they stand on all the same. */
static const struct {
	const char *object;
	size_t count;
	const char *parents[2];
} odd[] = {
	{ "", 0, { NULL, NULL } },
	{ "tree", 0, { NULL, NULL } },
	{ PARENT ONE "\n", 0, { NULL, NULL } },
	{ TREE "author a <> 0 +0000\n", 0, { NULL, NULL } },
	{ TREE PARENT ONE "\nauthor\n", 1, { ONE, NULL } },
	{ TREE PARENT ONE "\n" PARENT TWO "\nodd\n", 2, { ONE, TWO } },
	{ TREE PARENT ONE "\n" PARENT ONE "\nodd\n", 2, { ONE, ONE } },
	{ TREE PARENT ONE "\n" PARENT TWO "\n" PARENT THREE "\n", 2,
	    { ONE, TWO } },
	{ "tree x\n" PARENT ONE "\n", 1, { ONE, NULL } },
	{ TREE PARENT ONE "\n\n" PARENT TWO "\n", 1, { ONE, NULL } },
	{ TREE PARENT ONE, 0, { NULL, NULL } },
	{ TREE PARENT "main\n", 0, { NULL, NULL } },
	{ TREE PARENT ONE "2\n", 0, { NULL, NULL } },
	{ TREE "parent  " ONE "\n", 0, { NULL, NULL } },
};

START_TEST(an_odd_object_still_stands_on_its_parents)
{
	char parents[2][CVD_OBJECT_ID_TEXT];
	size_t size = strlen(odd[_i].object);
	/* of its own size: a sanitizer sees what goes too far */
	char *bytes = malloc(size > 0 ? size : 1);

	(void)memcpy(bytes, odd[_i].object, size);
	ck_assert_uint_eq(cvd_commit_parents(bytes, size, parents),
	    odd[_i].count);
	for (size_t i = 0; i < odd[_i].count; i++)
		ck_assert_str_eq(parents[i], odd[_i].parents[i]);
	free(bytes);
}
END_TEST

START_TEST(a_whole_commit_stands_on_the_same_parents)
{
	const char *object = table_unescape(table.row[ROW_CHILD][OBJECT]);
	struct result r = split(object, strlen(object));
	char parents[2][CVD_OBJECT_ID_TEXT];

	ck_assert_int_eq(r.status, CVD_OK);
	ck_assert_uint_eq(cvd_commit_parents(object, strlen(object), parents),
	    r.commit.parent_count);
	ck_assert_str_eq(parents[0], r.commit.parents[0]);
	done(&r);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("commit");
	TCase *tc = tcase_create("commit");

	table = table_load("commits.tsv");
	tcase_add_loop_test(tc, a_commit_is_split_or_odd, 0, table.rows);
	tcase_add_test(tc, every_part_is_where_it_belongs);
	tcase_add_test(tc, what_is_signed_has_no_signature_in_it);
	tcase_add_test(tc, a_nul_byte_is_found_wherever_it_is);
	tcase_add_test(tc, no_beginning_of_the_headers_is_a_commit);
	tcase_add_test(tc, a_commit_with_a_flipped_bit_is_whole_or_odd);
	tcase_add_test(tc, a_commit_has_a_largest_size);
	tcase_add_test(tc, two_pieces_of_memory_are_enough);
	tcase_add_loop_test(tc, an_odd_object_still_stands_on_its_parents, 0,
	    (int)(sizeof odd / sizeof *odd));
	tcase_add_test(tc, a_whole_commit_stands_on_the_same_parents);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
