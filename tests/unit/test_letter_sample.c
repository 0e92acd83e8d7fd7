/* SPDX-License-Identifier: EUPL-1.2 */

/* The variables that are checked are those that cvd-template(5) describes. */

#include "app/letter_sample.h"

#include "core/letter.h"

#include "document.h"
#include "suite.h"

#include <stdbool.h>
#include <stdio.h>

static const struct cvd_value *
find_path(const struct cvd_value *value, const char *path)
{
	while (value != NULL) {
		size_t size = strcspn(path, ".");

		value = cvd_value_find(value, (struct cvd_bytes){ path, size });
		if (path[size] == '\0')
			break;
		path += size + 1;
	}
	return value;
}

/* The texts and truths below a value, a list counting as one. */
static size_t
count_leaves(const struct cvd_value *value)
{
	size_t leaves = 0;

	if (value->kind != CVD_VALUE_MAP)
		return 1;
	for (value = value->first; value != NULL; value = value->next)
		leaves += count_leaves(value);
	return leaves;
}

#define NAME "abcdefghijklmnopqrstuvwxyz0123456789_."

/* Checks the names of one ".It Va" line, and says how many there are. */
static size_t
check_names(const struct cvd_value *sample, const char *line)
{
	struct cvd_scan scan = cvd_scan_text(line);
	struct cvd_bytes word;
	size_t names = 0;

	for (; !cvd_scan_end(&scan); scan.p++) {
		const char *name;

		if (cvd_scan_literal(&scan, ".It") ||
		    cvd_scan_literal(&scan, "Va") ||
		    !cvd_scan_word(&scan, NAME, &word))
			continue;
		name = cvd_arena_copy(arena, word.data, word.size);
		ck_assert_msg(find_path(sample, name) != NULL, "no '%s'", name);
		names++;
	}
	return names;
}

START_TEST(the_manual_and_the_sample_have_the_same_names)
{
	const struct cvd_value *sample = cvd_letter_sample(arena);
	FILE *page = fopen(CVD_MAN "/cvd-template.5", "re");
	char line[1000];
	size_t names = 0;

	ck_assert_ptr_nonnull(sample);
	ck_assert_ptr_nonnull(page);
	while (fgets(line, sizeof line, page) != NULL)
		if (strncmp(line, ".It Va ", 7) == 0)
			names += check_names(sample, line);
	(void)fclose(page);
	ck_assert_uint_eq(names, count_leaves(sample));
}
END_TEST

START_TEST(every_shipped_letter_speaks_of_them_alone)
{
	const struct cvd_value *sample = cvd_letter_sample(arena);
	const struct cvd_shipped *file = NULL;

	while ((file = cvd_shipped_next(CVD_SHIPPED_LETTER, file)) != NULL) {
		struct cvd_letter_template letter;
		struct cvd_err err = { 0 };

		ck_assert_int_eq(cvd_letter_parse(file->text, file->size, arena,
		                     &letter, &err),
		    CVD_OK);
		ck_assert_msg(cvd_letter_check(&letter, sample, &err) == CVD_OK,
		    "%s:%u:%u: %s", file->name, err.line, err.column,
		    err.message);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("letter_sample");
	TCase *tcase = tcase_create("letter_sample");

	tcase_add_checked_fixture(tcase, document_setup, document_teardown);
	tcase_add_test(tcase, the_manual_and_the_sample_have_the_same_names);
	tcase_add_test(tcase, every_shipped_letter_speaks_of_them_alone);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
