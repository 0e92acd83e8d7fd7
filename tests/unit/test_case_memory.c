/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/case.h"
#include "core/limits.h"
#include "core/replay.h"
#include "edge/yaml.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

/*
 * Memory that runs out at the nth allocation, for every n, while a case with
 * all kinds of events is read, judged, added to and written. In a build with
 * a sanitizer every single piece is an allocation.
 */

static char text[1 << 16];
static size_t size;

static void
read_text(const char *path)
{
	FILE *file = fopen(path, "rb");

	ck_assert_ptr_nonnull(file);
	size = fread(text, 1, sizeof text, file);
	ck_assert(size > 0 && size < sizeof text);
	ck_assert_int_eq(fclose(file), 0);
}

/* All that a command does with a case. */
static enum cvd_status
work(struct cvd_arena *arena, struct cvd_case **c, struct cvd_buf *out,
    struct cvd_err *err)
{
	const struct cvd_node *root;
	struct cvd_replay replay;
	struct cvd_event *note;
	enum cvd_status rc = cvd_yaml_read(text, size, arena, &root, err);

	if (rc == CVD_OK)
		rc = cvd_case_load(root, text, size, c, err);
	if (rc == CVD_OK)
		rc = cvd_case_is_canonical(*c, err);
	if (rc == CVD_OK)
		rc = cvd_case_add(*c, CVD_EVENT_CONSENT_WITHDRAWN,
		    "7ZZZK0V9QX7M2D8HJ4N6B1CRWY", 1795600000, 1795600000,
		    "alice", &note, err);
	if (rc == CVD_OK) {
		note->consent_kind = CVD_CONSENT_NAMING;
		note->medium = "mail";
		rc = cvd_replay_run(*c, arena, &replay, err);
	}
	if (rc == CVD_OK)
		rc = cvd_replay_may(*c, &replay, note, err);
	if (rc == CVD_OK)
		rc = cvd_case_write(*c, &replay.head, out, err);
	return rc;
}

static enum cvd_status
work_until(unsigned long nth, struct cvd_buf *out)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_case *c = NULL;
	struct cvd_err err = { 0 };
	enum cvd_status rc;

	cvd_memory_fail_at(nth);
	rc = work(arena, &c, out, &err);
	cvd_memory_fail_at(0);
	ck_assert_msg(rc == CVD_OK || rc == CVD_E_NO_MEMORY, "at %lu: %d, %s",
	    nth, (int)rc, err.message);
	ck_assert_int_eq(err.status, rc);
	if (rc != CVD_OK)
		ck_assert_str_eq(err.message, "out of memory");
	cvd_case_free(c);
	cvd_arena_free(arena);
	return rc;
}

START_TEST(memory_may_run_out_anywhere)
{
	struct cvd_buf whole = CVD_BUF_INIT(CVD_MAX_FILE);
	unsigned long nth = 0;
	enum cvd_status rc;

	read_text(_i == 0 ? CVD_TEST_DATA "/../fuzz/corpora/case/everything"
	                  : CVD_TEST_DATA "/../fuzz/corpora/case/sealed");
	ck_assert_int_eq(work_until(0, &whole), CVD_OK);
	ck_assert(whole.size > size);
	do {
		struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);

		rc = work_until(++nth, &out);
		if (rc == CVD_OK)
			ck_assert_str_eq(out.data, whole.data);
		cvd_buf_clear(&out);
	} while (rc != CVD_OK);
	ck_assert(nth > 10);
	cvd_buf_clear(&whole);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("case_memory");
	TCase *tc = tcase_create("case_memory");

	tcase_set_timeout(tc, 300);
	tcase_add_loop_test(tc, memory_may_run_out_anywhere, 0, 2);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
