/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_DOCUMENT_H
#define CVD_TESTS_UNIT_DOCUMENT_H

#include "app/shipped.h"
#include "edge/yaml.h"

#include <check.h>
#include <string.h>

/* Documents for tests, in an arena of the test's own. */

static struct cvd_arena *arena;

static inline void
document_setup(void)
{
	arena = cvd_arena_new();
	ck_assert_ptr_nonnull(arena);
}

static inline void
document_teardown(void)
{
	cvd_arena_free(arena);
}

static inline const struct cvd_node *
document_read(const char *text)
{
	struct cvd_err err = { 0 };
	const struct cvd_node *root = NULL;

	ck_assert_msg(cvd_yaml_read(text, strlen(text), arena, &root, &err) ==
	                  CVD_OK,
	    "%u:%u: %s", err.line, err.column, err.message);
	return root;
}

static inline const struct cvd_node *
document_shipped(enum cvd_shipped_kind kind, const char *name)
{
	const struct cvd_shipped *file = cvd_shipped_find(kind, name);

	ck_assert_msg(file != NULL, "no shipped '%s'", name);
	return document_read(file->text);
}

#endif
