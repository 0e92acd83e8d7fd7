/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/keys_check.h"

#include "core/lines.h"

#include "document.h"
#include "suite.h"
#include "table.h"

#include <stdlib.h>

/* Keys as tests/data/key_findings.tsv writes them. */

#define NOW  ((cvd_instant)1795168800) /* 2026-11-20T10:00:00Z */
#define MADE ((cvd_instant)1600000000)

static struct table rows;

static long
number(const char **text)
{
	char *end;
	long n = strtol(*text, &end, 10);

	*text = end;
	return n;
}

static struct cvd_key_part
part_of(const char *text)
{
	struct cvd_key_part part = { .created = MADE };

	part.fingerprint = cvd_arena_copy(arena, text, 1);
	text += 2;
	while (*text != '\0') {
		switch (*text++) {
		case 's':
			part.can_sign = true;
			break;
		case 'e':
			part.can_encrypt = true;
			break;
		case '!':
			part.is_revoked = true;
			break;
		case '+':
			part.created += number(&text);
			break;
		case '@':
			part.expires = NOW + number(&text) * CVD_SECONDS_A_DAY;
			break;
		default:
			ck_abort_msg("part '%s'", text - 1);
		}
	}
	return part;
}

/* Words of a cell, which is changed. */
static struct cvd_lines
words_of(const char *cell, const char *between)
{
	struct cvd_lines words = { 0 };
	char *rest = NULL;
	char *text = cvd_arena_text(arena, cell);

	for (char *w = strtok_r(text, between, &rest); w != NULL;
	     w = strtok_r(NULL, between, &rest))
		ck_assert_int_eq(cvd_lines_add(&words, w, arena, NULL), CVD_OK);
	return words;
}

static struct cvd_team_key
key_of(const char *cell)
{
	struct cvd_lines words = words_of(cell, " ");
	struct cvd_key_part *parts = cvd_arena_alloc(arena, words.count,
	    sizeof *parts);
	struct cvd_team_key key = { .fingerprint = "P", .name = "acme" };

	for (size_t i = 0; i < words.count; i++)
		parts[i] = part_of(words.item[i]);
	key.key.parts = parts;
	key.key.part_count = words.count;
	key.key.is_revoked = parts[0].is_revoked;
	return key;
}

/* "expires:P/60 no-encryption:P", or "-". */
static const char *
text_of(const struct cvd_key_findings *found)
{
	const char *text = "";

	for (size_t i = 0; i < found->count; i++) {
		const struct cvd_key_finding *f = &found->item[i];

		ck_assert_str_eq(f->key, "P");
		text = cvd_arena_textf(arena, "%s%s%s:%s", text,
		    i == 0 ? "" : " ", cvd_key_rule_names[f->rule], f->part);
		if (f->within != 0)
			text = cvd_arena_textf(arena, "%s/%u", text, f->within);
	}
	return found->count == 0 ? "-" : text;
}

START_TEST(a_key_is_looked_at_as_the_table_says)
{
	const char *role = table_cell(&rows, _i, "role");
	struct cvd_team_key key = key_of(table_cell(&rows, _i, "parts"));
	struct cvd_member member = {
		.name = "alice",
		.role = cvd_names_find(cvd_member_role_names, role),
		.primary = "P",
		.signing = words_of(table_cell(&rows, _i, "signing"), ","),
	};
	struct cvd_key_findings found = { .arena = arena };
	bool is_member = member.role != CVD_MEMBER_NONE;

	cvd_keys_check_one(&key, is_member ? &member : NULL, NOW, &found);
	ck_assert_str_eq(text_of(&found), table_cell(&rows, _i, "found"));
	for (size_t i = 0; i < found.count; i++)
		ck_assert_str_eq(found.item[i].name,
		    is_member ? "alice" : "acme");
}
END_TEST

START_TEST(a_file_that_is_no_key_is_told_with_the_reason)
{
	const struct cvd_team_key key = { .fingerprint = "P", .why = "odd" };
	const struct cvd_member member = { .name = "alice", .primary = "P" };
	struct cvd_key_findings found = { .arena = arena };

	cvd_keys_check_one(&key, &member, NOW, &found);
	ck_assert_str_eq(text_of(&found), "unreadable:P");
	ck_assert_str_eq(found.item[0].why, "odd");
}
END_TEST

START_TEST(what_stops_somebody_is_an_error)
{
	const bool errors[] = {
		[CVD_KEY_UNREADABLE] = true,
		[CVD_KEY_REVOKED] = true,
		[CVD_KEY_EXPIRED] = true,
		[CVD_KEY_EXPIRES] = false,
		[CVD_KEY_MISSING] = true,
		[CVD_KEY_NO_ENCRYPTION] = false,
		[CVD_KEY_UNLISTED] = false,
	};

	for (int i = 0; i < CVD_KEY_RULES; i++)
		ck_assert(
		    cvd_key_rule_is_error((enum cvd_key_rule)i) == errors[i]);
}
END_TEST

static const struct {
	const char *typed;
	const char *fingerprint; /* NULL: it is none */
} typed[] = {
	{ "0123456789ABCDEF0123456789ABCDEF01234567",
	    "0123456789ABCDEF0123456789ABCDEF01234567" },
	{ "0123456789abcdef0123456789abcdef01234567",
	    "0123456789ABCDEF0123456789ABCDEF01234567" },
	{ "0x0123456789abcdef0123456789ABCDEF01234567",
	    "0123456789ABCDEF0123456789ABCDEF01234567" },
	{ "0X0123456789ABCDEF0123456789ABCDEF01234567",
	    "0123456789ABCDEF0123456789ABCDEF01234567" },
	{ " 0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567 ",
	    "0123456789ABCDEF0123456789ABCDEF01234567" },
	{ "0123456789ABCDEF0123456789ABCDEF0123456", NULL },
	{ "0123456789ABCDEF0123456789ABCDEF012345678", NULL },
	{ "0123456789ABCDEG0123456789ABCDEF01234567", NULL },
	{ "0123456789ABCDEF0123456789ABCDEF01234567!", NULL },
	{ "89ABCDEF01234567", NULL },
	{ "01234567", NULL },
	{ "alice@example.org", NULL },
	{ "0x", NULL },
	{ "", NULL },
};

START_TEST(only_a_whole_fingerprint_is_one)
{
	const char *found = cvd_keys_fingerprint(typed[_i].typed, arena);

	if (typed[_i].fingerprint == NULL)
		ck_assert_ptr_null(found);
	else
		ck_assert_str_eq(found, typed[_i].fingerprint);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("keys_check");
	TCase *tcase = tcase_create("keys_check");

	rows = table_load("key_findings.tsv");
	tcase_add_checked_fixture(tcase, document_setup, document_teardown);
	tcase_add_loop_test(tcase, a_key_is_looked_at_as_the_table_says, 0,
	    rows.rows);
	tcase_add_test(tcase, a_file_that_is_no_key_is_told_with_the_reason);
	tcase_add_test(tcase, what_stops_somebody_is_an_error);
	tcase_add_loop_test(tcase, only_a_whole_fingerprint_is_one, 0,
	    (int)(sizeof typed / sizeof typed[0]));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
