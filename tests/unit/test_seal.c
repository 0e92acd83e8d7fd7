/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "core/seal.h"
#include "core/seal_block.h"
#include "edge/hash.h"
#include "edge/yaml.h"

#include "sealed.h"
#include "suite.h"
#include "table.h"

#include <string.h>

static struct table mixups;

static struct cvd_arena *arena;
static struct cvd_err err;
static struct cvd_buf plain;

/* Where sealed_plain belongs. */
static const struct cvd_seal_place home = {
	.casebook = "0T3ZK0V9QX7M2D8HJ4N6B1CRWY",
	.case_id = "CVD-2026-4K7Q9XV",
	.event_id = "5T3ZK0V9QX7M2D8HJ4N6B1CRWY",
	.group = CVD_GROUP_PERSON,
};

static void
setup(void)
{
	static const struct cvd_buf empty = CVD_BUF_INIT(CVD_MAX_GROUP);

	arena = cvd_arena_new();
	ck_assert_ptr_nonnull(arena);
	plain = empty;
	err = (struct cvd_err){ 0 };
}

static void
teardown(void)
{
	cvd_buf_clear(&plain);
	cvd_arena_free(arena);
}

static void
pad(void)
{
	while (plain.size % CVD_SEAL_PAD != 0)
		cvd_buf_addc(&plain, '\n');
}

/* All that opening does once the message is decrypted. */
static enum cvd_status
open_group(const struct cvd_seal_place *place, struct cvd_event *event)
{
	struct cvd_seal_parts parts = { 0 };
	const struct cvd_node *root = NULL;
	/* of its own size, so that a sanitizer sees what goes too far */
	char *copy = malloc(plain.size > 0 ? plain.size : 1);
	enum cvd_status rc;

	(void)memcpy(copy, plain.data, plain.size);
	rc = cvd_seal_take(place, copy, plain.size, &parts, &err);
	if (rc == CVD_OK)
		rc = cvd_yaml_read(parts.mapping.data, parts.mapping.size,
		    arena, &root, &err);
	if (rc == CVD_OK)
		rc = cvd_seal_load(place->group, parts.mapping, root, event,
		    arena, &err);
	free(copy);
	return rc;
}

static void
assert_refused(enum cvd_status status, const char *message)
{
	struct cvd_event e = { 0 };
	enum cvd_status rc = open_group(&home, &e);

	ck_assert_msg(rc == status && strstr(err.message, message) != NULL,
	    "%d: %s", (int)rc, err.message);
	ck_assert_ptr_null(e.person);
	ck_assert_ptr_null(e.matter);
}

static size_t
make(const struct cvd_seal_place *place, const struct cvd_event *e)
{
	size_t committed = 0;

	cvd_buf_cut(&plain, 0);
	ck_assert_msg(cvd_seal_make(place, e, &plain, &committed, &err) ==
	                  CVD_OK,
	    "%s", err.message);
	ck_assert_uint_eq(plain.size % CVD_SEAL_PAD, 0);
	ck_assert_uint_lt(plain.size - committed, CVD_SEAL_PAD);
	return committed;
}

START_TEST(a_person_is_sealed_as_the_manual_says)
{
	struct cvd_person rosa = {
		.salt = "5T3ZK0V9QX7M2D8HJ4N6B1CRWZ",
		.name = "Rosa Fictief",
		.email = "rosa@example.net",
	};
	const struct cvd_event e = { .id = home.event_id, .person = &rosa };
	char sha256[CVD_HASH_TEXT];
	size_t committed = make(&home, &e);

	ck_assert_uint_eq(committed, strlen(sealed_plain));
	ck_assert_mem_eq(plain.data, sealed_plain, committed);
	ck_assert_uint_eq(plain.size, 256);
	for (size_t i = committed; i < plain.size; i++)
		ck_assert_int_eq(plain.data[i], '\n');
	cvd_hash_bytes(plain.data, committed, sha256);
	ck_assert_str_eq(sha256, SEALED_SHA256);
}
END_TEST

START_TEST(what_was_sealed_is_opened)
{
	struct cvd_event e = { .person_sealed = sealed_block,
		.person_sha256 = SEALED_SHA256 };
	struct cvd_seal_parts parts;

	cvd_buf_addz(&plain, sealed_plain);
	pad();
	ck_assert(cvd_seal_is_shut(&e, CVD_GROUP_PERSON));
	ck_assert_msg(open_group(&home, &e) == CVD_OK, "%s", err.message);
	ck_assert(!cvd_seal_is_shut(&e, CVD_GROUP_PERSON));
	ck_assert_str_eq(e.person->name, "Rosa Fictief");
	ck_assert_str_eq(e.person->email, "rosa@example.net");
	ck_assert_ptr_eq(e.person_sealed, sealed_block);
	ck_assert_int_eq(cvd_seal_take(&home, plain.data, plain.size, &parts,
	                     &err),
	    CVD_OK);
	ck_assert_uint_eq(parts.committed.size, strlen(sealed_plain));
	ck_assert_ptr_eq(parts.committed.data, plain.data);
}
END_TEST

START_TEST(a_group_is_set_and_told)
{
	struct cvd_event e = { 0 };

	for (int g = 0; g < CVD_GROUPS; g++) {
		enum cvd_group group = (enum cvd_group)g;

		ck_assert_ptr_null(cvd_seal_block(&e, group));
		ck_assert(!cvd_seal_is_shut(&e, group));
		cvd_seal_set(&e, group, cvd_group_names[g], SEALED_SHA256);
		ck_assert_ptr_eq(cvd_seal_block(&e, group), cvd_group_names[g]);
		ck_assert_str_eq(cvd_seal_commitment(&e, group), SEALED_SHA256);
		ck_assert(cvd_seal_is_shut(&e, group));
	}
	ck_assert_str_eq(e.person_sealed, "person");
	ck_assert_str_eq(e.matter_sealed, "matter");
}
END_TEST

/* Of each length, so that each padding comes, also none. */
START_TEST(each_length_comes_back)
{
	char note[600];
	bool was_full = false;
	struct cvd_seal_place place = home;

	place.group = CVD_GROUP_MATTER;
	for (size_t n = 1; n < sizeof note; n++) {
		struct cvd_matter m = { .salt = home.event_id, .note = note };
		struct cvd_event e = { .id = home.event_id, .matter = &m };
		struct cvd_event opened = { 0 };
		size_t committed;

		(void)memset(note, n % 3 == 0 ? '.' : 'a', n);
		note[n - 1] = '\n';
		note[n] = '\0';
		committed = make(&place, &e);
		was_full = was_full || committed == plain.size;
		ck_assert_msg(open_group(&place, &opened) == CVD_OK, "%zu: %s",
		    n, err.message);
		ck_assert_str_eq(opened.matter->note, note);
	}
	ck_assert(was_full);
}
END_TEST

static const char *const notes[] = { "", "\n", "\n\n\n", "...", "...\n",
	"a\n...\n", "a\n...\n\n\n\n", "---\n", " a", "a\n\n\n", "\t",
	"cvd-seal 1 a b c d\n", "\x7f", "\xe2\x80\xae", "a: b\n", "null",
	"%YAML 1.1\n" };

START_TEST(whatever_the_words_they_come_back)
{
	struct cvd_target targets[] = { { .url = "https://example.org/" },
		{ .name = "..." } };
	struct cvd_matter m = {
		.salt = home.event_id,
		.targets = { targets, 2 },
		.note = notes[_i],
	};
	struct cvd_event e = { .id = home.event_id, .matter = &m };
	struct cvd_event opened = { 0 };
	struct cvd_seal_place place = home;

	place.group = CVD_GROUP_MATTER;
	(void)make(&place, &e);
	ck_assert_msg(open_group(&place, &opened) == CVD_OK, "%s", err.message);
	ck_assert_str_eq(opened.matter->note, notes[_i]);
	ck_assert_uint_eq(opened.matter->targets.count, 2);
}
END_TEST

/* One piece of what was sealed is another; then it is padded again. */
START_TEST(a_mixup_is_found)
{
	static const struct {
		const char *name;
		enum cvd_status status;
	} kinds[] = { { "invalid", CVD_E_INVALID }, { "syntax", CVD_E_SYNTAX },
		{ "too-new", CVD_E_TOO_NEW } };
	const char *old = table_unescape(mixups.row[_i][1]);
	const char *new = table_unescape(mixups.row[_i][2]);
	const char *at = strstr(sealed_plain, old);
	const char *kind = table_cell(&mixups, _i, "status");
	enum cvd_status status = CVD_OK;

	ck_assert_ptr_nonnull(at);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(kinds[i].name, kind) == 0)
			status = kinds[i].status;
	ck_assert_int_ne(status, CVD_OK);
	cvd_buf_add(&plain, sealed_plain, (size_t)(at - sealed_plain));
	cvd_buf_addz(&plain, new);
	cvd_buf_addz(&plain, at + strlen(old));
	pad();
	assert_refused(status, table_cell(&mixups, _i, "message"));
}
END_TEST

START_TEST(a_bit_of_it_is_not_all)
{
	struct cvd_matter m = { .salt = home.event_id };
	struct cvd_event e = { .id = home.event_id, .matter = &m };
	struct cvd_event opened = { 0 };
	struct cvd_seal_place place = home;
	char note[700];

	place.group = CVD_GROUP_MATTER;
	(void)memset(note, '\n', sizeof note);
	note[0] = 'a';
	note[sizeof note - 1] = '\0';
	m.note = note;
	(void)make(&place, &e);
	while (plain.size > 0) {
		cvd_buf_cut(&plain, plain.size - 1);
		ck_assert_int_ne(open_group(&place, &opened), CVD_OK);
		ck_assert_ptr_null(opened.matter);
	}
}
END_TEST

/* Behind the last line stands this, and nothing is added. */
static const struct {
	int newlines;
	const char *then;
} endings[] = {
	{ 0, "" },
	{ 1, "" },
	{ -1, "" },
	{ -256, "" },
	{ 255, "" },
	{ 256, "" },
	{ 512, "" },
	{ -1, " " },
	{ -1, "\r" },
	{ -1, "x" },
	{ -2, " \n" },
	{ -4, "...\n" },
	{ 252, "...\n" },
};

START_TEST(padding_is_what_it_must_be)
{
	int right = (int)(CVD_SEAL_PAD - strlen(sealed_plain) % CVD_SEAL_PAD);
	int newlines = endings[_i].newlines;

	/* 0 is none at all, and -1 one too few for what follows */
	newlines = newlines == 0 ? 0 : right + newlines;
	cvd_buf_addz(&plain, sealed_plain);
	for (; newlines > 0; newlines--)
		cvd_buf_addc(&plain, '\n');
	cvd_buf_addz(&plain, endings[_i].then);
	assert_refused(CVD_E_INVALID, "the sealed group ");
}
END_TEST

START_TEST(a_nul_ends_nothing)
{
	cvd_buf_addz(&plain, sealed_plain);
	pad();
	plain.data[plain.size - 1] = '\0';
	assert_refused(CVD_E_INVALID, "the sealed group is cut off");
	plain.data[plain.size - 1] = '\n';
	plain.data[strlen("cvd-seal 1")] = '\0';
	assert_refused(CVD_E_TOO_NEW, "later cvd");
}
END_TEST

START_TEST(nothing_is_no_group)
{
	assert_refused(CVD_E_INVALID, "nothing was sealed");
	cvd_buf_addc(&plain, '\n');
	assert_refused(CVD_E_INVALID, "no group of an event");
	pad();
	assert_refused(CVD_E_INVALID, "no group of an event");
}
END_TEST

START_TEST(a_group_has_a_limit)
{
	char *note = cvd_arena_alloc(arena, CVD_MAX_GROUP, 1);
	struct cvd_matter m = { .salt = home.event_id, .note = note };
	struct cvd_event e = { .id = home.event_id, .matter = &m };
	struct cvd_seal_place place = home;
	struct cvd_seal_parts parts;
	size_t committed = 0;

	place.group = CVD_GROUP_MATTER;
	/* a line for each byte but the last, and two blanks before each */
	(void)memset(note, 'a', CVD_MAX_DESCRIPTION);
	for (size_t i = 1; i < CVD_MAX_DESCRIPTION; i += 2)
		note[i] = '\n';
	ck_assert_int_eq(cvd_seal_make(&place, &e, &plain, &committed, &err),
	    CVD_E_INVALID);
	ck_assert_uint_eq(committed, 0);
	cvd_buf_cut(&plain, 0);
	(void)memset(note, 'a', CVD_MAX_DESCRIPTION);
	plain.too_big = false;
	(void)make(&place, &e);
	ck_assert_msg(open_group(&place, &e) == CVD_OK, "%s", err.message);
	note = cvd_arena_alloc(arena, CVD_MAX_GROUP + CVD_SEAL_PAD, 1);
	ck_assert_int_eq(cvd_seal_take(&home, note,
	                     CVD_MAX_GROUP + CVD_SEAL_PAD, &parts, &err),
	    CVD_E_INVALID);
	ck_assert_ptr_nonnull(strstr(err.message, "more than"));
}
END_TEST

START_TEST(what_is_no_group_is_not_sealed)
{
	struct cvd_person rosa = { .name = "Rosa Fictief" };
	struct cvd_event e = { .id = home.event_id };
	struct cvd_seal_place place = home;
	size_t committed = 0;

	ck_assert_int_eq(cvd_seal_make(&home, &e, &plain, &committed, &err),
	    CVD_E_INTERNAL);
	/* without salt */
	e.person = &rosa;
	ck_assert_int_eq(cvd_seal_make(&home, &e, &plain, &committed, &err),
	    CVD_E_INTERNAL);
	rosa.salt = home.event_id;
	place.event_id = home.casebook;
	ck_assert_int_eq(cvd_seal_make(&place, &e, &plain, &committed, &err),
	    CVD_E_INTERNAL);
	place = home;
	place.casebook = "a b";
	ck_assert_int_eq(cvd_seal_make(&place, &e, &plain, &committed, &err),
	    CVD_E_INTERNAL);
	ck_assert_uint_eq(plain.size, 0);
	(void)make(&home, &e);
}
END_TEST

/* The same as above, with memory that runs out at the nth allocation. */
static enum cvd_status
turn_until(unsigned long nth)
{
	struct cvd_person rosa = { .salt = home.event_id,
		.name = "Rosa Fictief" };
	struct cvd_event e = { .id = home.event_id, .person = &rosa };
	struct cvd_event opened = { 0 };
	size_t committed = 0;
	enum cvd_status rc;

	cvd_buf_clear(&plain);
	plain.no_memory = false;
	cvd_memory_fail_at(nth);
	rc = cvd_seal_make(&home, &e, &plain, &committed, &err);
	if (rc == CVD_OK)
		rc = open_group(&home, &opened);
	cvd_memory_fail_at(0);
	ck_assert_msg(rc == CVD_OK || rc == CVD_E_NO_MEMORY, "at %lu: %s", nth,
	    err.message);
	ck_assert((rc == CVD_OK) == (opened.person != NULL));
	return rc;
}

START_TEST(memory_may_run_out_anywhere)
{
	unsigned long nth = 1;

	for (; turn_until(nth) != CVD_OK; nth++) {
		/* an arena that has failed once fails for good */
		cvd_arena_free(arena);
		arena = cvd_arena_new();
	}
	ck_assert_uint_gt(nth, 5);
	for (nth = 1; nth < 3; nth++) {
		cvd_memory_fail_at(nth);
		ck_assert_int_eq(cvd_seal_block_check(sealed_block, &err),
		    CVD_E_NO_MEMORY);
		cvd_memory_fail_at(0);
		ck_assert_str_eq(err.message, "out of memory");
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("seal");
	TCase *tc = tcase_create("seal");

	mixups = table_load("seal_mixups.tsv");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_person_is_sealed_as_the_manual_says);
	tcase_add_test(tc, what_was_sealed_is_opened);
	tcase_add_test(tc, a_group_is_set_and_told);
	tcase_add_test(tc, each_length_comes_back);
	tcase_add_loop_test(tc, whatever_the_words_they_come_back, 0,
	    (int)(sizeof notes / sizeof notes[0]));
	tcase_add_loop_test(tc, a_mixup_is_found, 0, mixups.rows);
	tcase_add_test(tc, a_bit_of_it_is_not_all);
	tcase_add_loop_test(tc, padding_is_what_it_must_be, 0,
	    (int)(sizeof endings / sizeof endings[0]));
	tcase_add_test(tc, a_nul_ends_nothing);
	tcase_add_test(tc, nothing_is_no_group);
	tcase_add_test(tc, a_group_has_a_limit);
	tcase_add_test(tc, what_is_no_group_is_not_sealed);
	tcase_add_test(tc, memory_may_run_out_anywhere);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
