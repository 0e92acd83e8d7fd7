/* SPDX-License-Identifier: EUPL-1.2 */

/* Values of the command line into an event. */

#include "app/fill.h"

/* What is filled: a struct and the shape of it. */
struct form {
	const struct cvd_shape *shape;
	uint64_t variant;
	void *out;
};

static enum cvd_status
fill(struct cvd_step *step, const struct form *form, const char *field,
    const char *value, struct cvd_err *err)
{
	enum cvd_status rc;

	if (value[0] == '\0')
		return cvd_fail(err, CVD_E_USAGE, "'%s' must not be empty",
		    field);
	rc = cvd_fields_set(form->shape, form->variant, form->out, field, value,
	    cvd_step_arena(step), err);
	if (rc != CVD_E_INVALID)
		return rc;
	/* Of a command line, there is no place in it to point at. */
	if (err != NULL)
		err->line = err->column = 0;
	return cvd_fail_as(err, CVD_E_USAGE);
}

enum cvd_status
cvd_fill_field(struct cvd_step *step, struct cvd_event *event,
    const char *field, const char *value, struct cvd_err *err)
{
	const struct form form = { &cvd_event_shape, CVD_EVENT_BIT(event->kind),
		event };

	return value == NULL ? CVD_OK : fill(step, &form, field, value, err);
}

enum cvd_status
cvd_fill_matter(struct cvd_step *step, struct cvd_event *event,
    const char *field, const char *value, struct cvd_err *err)
{
	struct form form = { .shape = &cvd_matter_shape };
	struct cvd_matter *matter;
	enum cvd_status rc;

	if (value == NULL)
		return CVD_OK;
	rc = cvd_step_matter(step, event, &matter, err);
	if (rc != CVD_OK)
		return rc;
	form.out = matter;
	return fill(step, &form, field, value, err);
}

enum cvd_status
cvd_fill_note(struct cvd_step *step, struct cvd_event *event, const char *text,
    struct cvd_err *err)
{
	return cvd_fill_matter(step, event, "note", text, err);
}
