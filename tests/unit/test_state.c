/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/state.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

/* Pairs of state and symbol that are a move, of all pairs. */
static unsigned
count_rm(const char *symbols)
{
	unsigned n = 0;

	for (int s = 0; s < CVD_RM_STATES; s++)
		for (const char *m = symbols; *m != '\0'; m++) {
			enum cvd_rm to;

			n += cvd_rm_move((enum cvd_rm)s, *m, &to);
		}
	return n;
}

START_TEST(the_machines_have_as_many_moves_as_published)
{
	unsigned em = 0;
	unsigned pec = 0;

	ck_assert_uint_eq(count_rm("rviadc"), 11);
	for (int s = 0; s < CVD_EM_STATES; s++)
		for (const char *m = "part"; *m != '\0'; m++) {
			enum cvd_em to;

			em += cvd_em_move((enum cvd_em)s, *m, &to);
		}
	for (int s = 0; s < CVD_PEC_STATES; s++)
		for (const char *m = "IADR0"; *m != '\0'; m++) {
			enum cvd_pec to;

			pec += cvd_pec_move((enum cvd_pec)s, *m, &to);
		}
	ck_assert_uint_eq(em, 10);
	ck_assert_uint_eq(pec, 15);
}
END_TEST

START_TEST(a_valid_report_is_not_closed_nor_called_invalid)
{
	enum cvd_rm to;

	ck_assert(!cvd_rm_move(CVD_RM_VALID, 'c', &to));
	ck_assert(!cvd_rm_move(CVD_RM_VALID, 'i', &to));
	ck_assert(!cvd_rm_move(CVD_RM_CLOSED, 'r', &to));
}
END_TEST

static unsigned
state_of(const char *text)
{
	static const char symbols[] = "VFDPXA";
	unsigned state = 0;

	for (unsigned i = 0; i < 6; i++)
		if (text[i] == symbols[i])
			state |= 1u << i;
	return state;
}

START_TEST(the_case_state_moves_as_the_published_table)
{
	FILE *file = fopen(CVD_TEST_DATA "/cs.tsv", "r");
	char line[200];
	unsigned rows = 0;
	unsigned moves = 0;

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof line, file) != NULL) {
		const char *next = strchr(line, '\t');

		if (line[0] == '#')
			continue;
		ck_assert_ptr_nonnull(next);
		rows++;
		for (const char *m = "VFDPXA"; *m != '\0'; m++) {
			unsigned to = 0;
			bool legal = cvd_cs_move(state_of(line), *m, &to);

			ck_assert_msg(legal == (strchr(next, *m) != NULL),
			    "%.6s and %c", line, *m);
			moves += legal;
		}
	}
	(void)fclose(file);
	ck_assert_uint_eq(rows, 32);
	ck_assert_uint_eq(moves, 58);
}
END_TEST

/* Counts the complete histories that begin with this state. */
static unsigned
histories(unsigned state, unsigned length)
{
	unsigned n = 0;

	if (length == 6)
		return 1;
	for (const char *m = "VFDPXA"; *m != '\0'; m++) {
		unsigned to;

		if (cvd_cs_move(state, *m, &to))
			n += histories(to, length + 1);
	}
	return n;
}

START_TEST(seventy_histories_of_720_are_legal)
{
	ck_assert_uint_eq(histories(0, 0), 70);
}
END_TEST

START_TEST(the_label_is_the_furthest_milestone)
{
	ck_assert_int_eq(cvd_label_after(CVD_LABEL_ACCEPTED,
	                     CVD_LABEL_ACKNOWLEDGED),
	    CVD_LABEL_ACCEPTED);
	ck_assert_int_eq(cvd_label_after(CVD_LABEL_REJECTED,
	                     CVD_LABEL_ACCEPTED),
	    CVD_LABEL_ACCEPTED);
	ck_assert_int_eq(cvd_label_after(CVD_LABEL_NOTIFIED,
	                     CVD_LABEL_DEFERRED),
	    CVD_LABEL_NOTIFIED);
	ck_assert_int_eq(cvd_label_after(CVD_LABEL_CLOSED, CVD_LABEL_PUBLISHED),
	    CVD_LABEL_CLOSED);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("state");
	TCase *tc = tcase_create("state");

	tcase_add_test(tc, the_machines_have_as_many_moves_as_published);
	tcase_add_test(tc, a_valid_report_is_not_closed_nor_called_invalid);
	tcase_add_test(tc, the_case_state_moves_as_the_published_table);
	tcase_add_test(tc, seventy_histories_of_720_are_legal);
	tcase_add_test(tc, the_label_is_the_furthest_milestone);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
