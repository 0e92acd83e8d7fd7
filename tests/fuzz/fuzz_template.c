/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Whatever a template says, it ends, keeps to its ceiling, and in a header
 * stays on its line; and what a check let pass lacks no name afterwards.
 */

#include "core/letter.h"
#include "core/limits.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct cvd_value *
some_values(struct cvd_arena *arena)
{
	struct cvd_value *v = cvd_value_new(arena);
	struct cvd_value *item;

	cvd_value_set(v, "a", "text");
	cvd_value_set(v, "b.c", "two\nlines");
	cvd_value_set(v, "e", "");
	cvd_value_set_bool(v, "t", true);
	for (int i = 0; i < 3; i++) {
		item = cvd_value_add(v, "l");
		cvd_value_setf(item, "n", "%d", i);
		cvd_value_add_text(item, "l", "{{a}}");
	}
	return v;
}

static void
judge(const struct cvd_letter_template *letter, const struct cvd_value *values,
    struct cvd_arena *arena)
{
	bool known = cvd_letter_check(letter, values, NULL) == CVD_OK;
	struct cvd_err err;
	const char *subject;
	const char *body;

	if (cvd_letter_render(letter, values, arena, &subject, &body, &err) ==
	    CVD_OK) {
		if (strpbrk(subject, "\r\n") != NULL ||
		    strlen(body) > CVD_MAX_LETTER)
			abort();
	} else if (known && strstr(err.message, "is not known") != NULL) {
		abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_letter_template letter;
	struct cvd_value *values = some_values(arena);

	if (cvd_arena_check(arena, NULL) == CVD_OK &&
	    cvd_letter_parse((const char *)data, size, arena, &letter, NULL) ==
	        CVD_OK)
		judge(&letter, values, arena);
	cvd_arena_free(arena);
	return 0;
}
