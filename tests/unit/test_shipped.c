/* SPDX-License-Identifier: EUPL-1.2 */

/* What is compiled in is what lies in policies/. */

#include "app/shipped.h"
#include "unit/suite.h"

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct {
	enum cvd_shipped_kind kind;
	const char *folder; /* with its slash; "" for the root */
	const char *pattern;
	const char *extension;
} kinds[] = {
	{ CVD_SHIPPED_POLICY, "", "*.yaml", ".yaml" },
	{ CVD_SHIPPED_CALENDAR, "calendars/", "*.yaml", ".yaml" },
	{ CVD_SHIPPED_CONTACT, "contacts/", "*.yaml", ".yaml" },
	{ CVD_SHIPPED_LETTER, "letters/", "*/*.txt", ".txt" },
};
#define KINDS ((int)(sizeof(kinds) / sizeof(kinds[0])))

/* The file equals the text, of which the NUL is the first byte beyond. */
static bool
file_equals(const char *path, const struct cvd_shipped *shipped)
{
	FILE *file = fopen(path, "rb");
	size_t i;
	bool equal = true;

	ck_assert_ptr_nonnull(file);
	for (i = 0; i < shipped->size && equal; i++)
		equal = fgetc(file) == (unsigned char)shipped->text[i];
	equal = equal && fgetc(file) == EOF && shipped->text[i] == '\0';
	ck_assert_int_eq(fclose(file), 0);
	return equal;
}

static void
check_file(int kind, const char *path)
{
	size_t skip = strlen(CVD_POLICIES "/") + strlen(kinds[kind].folder);
	size_t size = strlen(path) - skip - strlen(kinds[kind].extension);
	char name[100];
	const struct cvd_shipped *shipped;

	ck_assert_uint_lt(size, sizeof(name));
	memcpy(name, path + skip, size);
	name[size] = '\0';
	shipped = cvd_shipped_find(kinds[kind].kind, name);
	ck_assert_msg(shipped != NULL, "%s is not shipped", path);
	ck_assert_msg(file_equals(path, shipped), "%s differs", path);
}

static size_t
shipped_count(enum cvd_shipped_kind kind)
{
	const struct cvd_shipped *file = NULL;
	size_t count = 0;

	while ((file = cvd_shipped_next(kind, file)) != NULL)
		count++;
	return count;
}

START_TEST(every_file_on_disk_is_compiled_in_byte_for_byte)
{
	char pattern[1000];
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s/%s%s", CVD_POLICIES,
	    kinds[_i].folder, kinds[_i].pattern);
	ck_assert_int_eq(glob(pattern, 0, NULL, &found), 0);
	for (i = 0; i < found.gl_pathc; i++)
		check_file(_i, found.gl_pathv[i]);
	ck_assert_uint_eq(shipped_count(kinds[_i].kind), found.gl_pathc);
	globfree(&found);
}
END_TEST

START_TEST(files_of_a_kind_come_in_the_order_of_their_names)
{
	const struct cvd_shipped *last = NULL;
	const struct cvd_shipped *file;

	while ((file = cvd_shipped_next(kinds[_i].kind, last)) != NULL) {
		ck_assert_int_eq(file->kind, kinds[_i].kind);
		if (last != NULL)
			ck_assert_str_lt(last->name, file->name);
		last = file;
	}
	ck_assert_ptr_nonnull(last);
}
END_TEST

START_TEST(a_name_is_found_in_its_own_kind_alone)
{
	ck_assert_ptr_nonnull(
	    cvd_shipped_find(CVD_SHIPPED_CALENDAR, "be-federal"));
	ck_assert_ptr_null(cvd_shipped_find(CVD_SHIPPED_POLICY, "be-federal"));
	ck_assert_ptr_null(cvd_shipped_find(CVD_SHIPPED_POLICY, ""));
	ck_assert_ptr_null(
	    cvd_shipped_find(CVD_SHIPPED_POLICY, "nl-ncsc.yaml"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("shipped");
	TCase *tcase = tcase_create("shipped");

	tcase_add_loop_test(tcase,
	    every_file_on_disk_is_compiled_in_byte_for_byte, 0, KINDS);
	tcase_add_loop_test(tcase,
	    files_of_a_kind_come_in_the_order_of_their_names, 0, KINDS);
	tcase_add_test(tcase, a_name_is_found_in_its_own_kind_alone);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
