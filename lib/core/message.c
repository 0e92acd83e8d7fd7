/* SPDX-License-Identifier: EUPL-1.2 */

/* The subject and the trailers of a commit, both ways. */

#include "core/message.h"

#include "core/ident.h"
#include "core/limits.h"
#include "core/scan.h"

#include <stdbool.h>
#include <string.h>

#define SUBJECT_MOST 72
#define TEAM         "casebook"
#define LOWER        "abcdefghijklmnopqrstuvwxyz"

/* A lower-case letter, then characters of the set, at most a slug long. */
static bool
is_name(const char *text, const char *set)
{
	size_t n = strspn(text, set);

	return text[n] == '\0' && n >= 1 && n <= CVD_MAX_SLUG &&
	       strchr(LOWER, text[0]) != NULL;
}

static bool
is_word(const char *text)
{
	return text != NULL && is_name(text, LOWER "0123456789-");
}

static bool
has_good_events(const struct cvd_message *m)
{
	if (m->events == NULL)
		return false;
	for (size_t i = 0; i < m->event_count; i++) {
		const struct cvd_message_event *event = &m->events[i];

		if (cvd_event_id_check(event->id, NULL) != CVD_OK ||
		    !is_name(event->name, LOWER "_"))
			return false;
	}
	return m->event_count > 0;
}

static bool
is_case_message(const struct cvd_message *m)
{
	bool moves = m->before != NULL && m->after != NULL;

	if (cvd_case_id_check(m->case_id, NULL) != CVD_OK ||
	    !has_good_events(m))
		return false;
	if (m->policy != NULL &&
	    cvd_policy_ref_check(m->policy, NULL) != CVD_OK)
		return false;
	if (!moves)
		return m->before == NULL && m->after == NULL;
	return is_word(m->before) && is_word(m->after) &&
	       strcmp(m->before, m->after) != 0;
}

static bool
is_team_message(const struct cvd_message *m)
{
	return m->event_count == 0 && m->before == NULL && m->after == NULL &&
	       m->policy == NULL;
}

static bool
is_good(const struct cvd_message *m)
{
	if (!is_word(m->verb) || m->actor == NULL || m->sha256 == NULL ||
	    cvd_slug_check(m->actor, NULL) != CVD_OK ||
	    cvd_sha256_check(m->sha256, NULL) != CVD_OK)
		return false;
	return m->case_id == NULL ? is_team_message(m) : is_case_message(m);
}

static void
write_subject(struct cvd_buf *out, const struct cvd_message *m)
{
	const char *topic = m->case_id == NULL ? TEAM : m->case_id;
	size_t width = strlen(topic) + strlen(": ") + strlen(m->verb);

	cvd_buf_addf(out, "%s: %s", topic, m->verb);
	if (m->before != NULL && m->after != NULL) {
		width += strlen(",  -> ") + strlen(m->before) +
		         strlen(m->after);
		if (width <= SUBJECT_MOST)
			cvd_buf_addf(out, ", %s -> %s", m->before, m->after);
	}
	cvd_buf_addz(out, "\n\n");
}

enum cvd_status
cvd_message_write(struct cvd_buf *out, const struct cvd_message *message,
    struct cvd_err *err)
{
	const struct cvd_message *m = message;

	if (!is_good(m))
		return cvd_fail(err, CVD_E_INTERNAL,
		    "a commit message is made of parts that are not allowed");
	write_subject(out, m);
	if (m->case_id != NULL)
		cvd_buf_addf(out, "Cvd-Case: %s\n", m->case_id);
	for (size_t i = 0; m->events != NULL && i < m->event_count; i++)
		cvd_buf_addf(out, "Cvd-Event: %s %s\n", m->events[i].id,
		    m->events[i].name);
	if (m->before != NULL)
		cvd_buf_addf(out, "Cvd-State: %s -> %s\n", m->before, m->after);
	if (m->policy != NULL)
		cvd_buf_addf(out, "Cvd-Policy: %s\n", m->policy);
	cvd_buf_addf(out, "Cvd-Actor: %s\n", m->actor);
	cvd_buf_addf(out, "Cvd-Content-SHA256: %s\n", m->sha256);
	return CVD_OK;
}

/* A message being read: the cursor, and what came out so far. */
struct reading {
	struct cvd_scan scan;
	struct cvd_arena *arena;
	struct cvd_message found;
	unsigned line;
};

static const char *
copy(struct reading *r, struct cvd_bytes bytes)
{
	return cvd_arena_copy(r->arena, bytes.data, bytes.size);
}

/* The value of the next line if it is this trailer, or NULL. */
static const char *
trailer(struct reading *r, const char *name)
{
	struct cvd_scan at = r->scan;
	struct cvd_bytes value;

	if (!cvd_scan_literal(&at, name) || !cvd_scan_literal(&at, ": ") ||
	    !cvd_scan_until(&at, '\n', &value))
		return NULL;
	r->scan = at;
	r->line++;
	return copy(r, value);
}

/* Splits the text at the first separator; false where it has none. */
static bool
split(struct reading *r, const char *text, const char *separator,
    const char **left, const char **right)
{
	const char *at = strstr(text, separator);

	if (at == NULL)
		return false;
	*left = cvd_arena_copy(r->arena, text, (size_t)(at - text));
	*right = at + strlen(separator);
	return *left != NULL;
}

static bool
read_subject(struct reading *r)
{
	const char *topic;
	const char *rest;
	const char *states;
	const char *subject;
	struct cvd_bytes line;

	if (!cvd_scan_line(&r->scan, &line) ||
	    (subject = copy(r, line)) == NULL ||
	    !split(r, subject, ": ", &topic, &rest))
		return false;
	/* the states come again in their trailer, which every one has */
	if (!split(r, rest, ", ", &r->found.verb, &states))
		r->found.verb = rest;
	r->line = 2;
	if (!cvd_scan_char(&r->scan, '\n'))
		return false;
	r->line = 3;
	return true;
}

static bool
read_events(struct reading *r)
{
	struct cvd_message_event *events = NULL;
	const char *value;

	while ((value = trailer(r, "Cvd-Event")) != NULL) {
		struct cvd_message_event event;

		if (r->found.event_count == CVD_MAX_EVENTS ||
		    !split(r, value, " ", &event.id, &event.name))
			return false;
		events = cvd_arena_grow(r->arena, events, r->found.event_count,
		    sizeof *events);
		if (events == NULL)
			return false;
		events[r->found.event_count++] = event;
	}
	r->found.events = events;
	return true;
}

static bool
read_trailers(struct reading *r)
{
	const char *states;

	r->found.case_id = trailer(r, "Cvd-Case");
	if (!read_events(r))
		return false;
	states = trailer(r, "Cvd-State");
	if (states != NULL &&
	    !split(r, states, " -> ", &r->found.before, &r->found.after))
		return false;
	r->found.policy = trailer(r, "Cvd-Policy");
	r->found.actor = trailer(r, "Cvd-Actor");
	if (r->found.actor == NULL)
		return false;
	r->found.sha256 = trailer(r, "Cvd-Content-SHA256");
	return r->found.sha256 != NULL && cvd_scan_end(&r->scan);
}

/* Whether writing what was read gives the same bytes. */
static enum cvd_status
check_canonical(const struct cvd_message *message, const void *text,
    size_t size, struct cvd_err *err)
{
	struct cvd_buf again = CVD_BUF_INIT(CVD_MAX_COMMIT);
	bool allowed = cvd_message_write(&again, message, NULL) == CVD_OK;
	enum cvd_status status = cvd_buf_check(&again, err);

	if (status == CVD_OK && (!allowed || again.size != size ||
	                            memcmp(again.data, text, size) != 0))
		status = cvd_fail(err, CVD_E_SYNTAX,
		    "the commit message is not as cvd writes it");
	cvd_buf_clear(&again);
	return status;
}

enum cvd_status
cvd_message_parse(const void *text, size_t size, struct cvd_arena *arena,
    struct cvd_message *message, struct cvd_err *err)
{
	struct reading r = { .arena = arena, .line = 1 };
	enum cvd_status status;
	bool whole;

	if (size == 0 || size > CVD_MAX_COMMIT)
		return cvd_fail(err, CVD_E_SYNTAX,
		    "the commit message is empty or too long");
	r.scan = cvd_scan_bytes(text, size);
	whole = read_subject(&r) && read_trailers(&r);
	status = cvd_arena_check(arena, err);
	if (status != CVD_OK)
		return status;
	if (!whole)
		return cvd_fail_at(err, CVD_E_SYNTAX, r.line, 1,
		    "the commit message is not one of cvd");
	status = check_canonical(&r.found, text, size, err);
	if (status == CVD_OK)
		*message = r.found;
	return status;
}
