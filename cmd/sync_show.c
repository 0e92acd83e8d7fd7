/* SPDX-License-Identifier: EUPL-1.2 */

/* How a sync is answered. */

#include "sync_show.h"

#include "answer.h"
#include "core/limits.h"
#include "core/path.h"

#include <string.h>

static const char *const ways[] = {
	[CVD_SYNC_STAYED] = "stayed",
	[CVD_SYNC_FORWARD] = "forward",
	[CVD_SYNC_MERGED] = "merged",
	[CVD_SYNC_ANEW] = "anew",
};

static const char *const troubles[] = {
	[CVD_MERGE_BOTH_CHANGED] = "both-changed",
	[CVD_MERGE_TWO_CASES] = "two-cases",
	[CVD_MERGE_TAMPERED] = "tampered",
	[CVD_MERGE_TOO_LARGE] = "too-large",
};

static void
add_words(struct cvd_buf *text, const struct cvd_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		cvd_buf_add_word(text, lines->item[i]);
}

/* Letters go with steps; they are told where they are all there is. */
static bool
is_letter(const char *event)
{
	return strncmp(event, "letters_", 8) == 0;
}

/*
 * "acknowledged, assessed", as people read it; *plain: each is one word, which
 * can stand behind a name.
 */
static void
add_events(struct cvd_buf *text, const struct cvd_lines *events, bool *plain)
{
	bool only_letters = true;

	for (size_t i = 0; i < events->count; i++)
		only_letters = only_letters && is_letter(events->item[i]);
	*plain = true;
	for (size_t i = 0; i < events->count; i++) {
		size_t at = text->size;

		if (is_letter(events->item[i]) && !only_letters)
			continue;
		cvd_buf_add_word(text, events->item[i]);
		for (; at < text->size; at++)
			if (text->data[at] == '_') {
				text->data[at] = ' ';
				*plain = false;
			}
	}
}

/* "alice assessed CVD-…: accepted"; "alice, bob: fix released CVD-…" */
static void
draw_case(struct out *out, const struct cvd_sync_case *c)
{
	struct cvd_buf by = CVD_BUF_INIT(CVD_MAX_REASON);
	struct cvd_buf events = CVD_BUF_INIT(CVD_MAX_REASON);
	bool plain;

	add_words(&by, &c->by);
	add_events(&events, &c->events, &plain);
	out_line(out, "%s%s %s %s%s%s", by.data,
	    plain && c->by.count == 1 ? "" : ":", events.data, c->id,
	    c->has_moved && c->state != NULL ? ": " : "",
	    c->has_moved && c->state != NULL ? c->state : "");
	cvd_buf_clear(&by);
	cvd_buf_clear(&events);
}

static void
answer_cases(struct out *out, const struct cvd_sync_result *r)
{
	out_key(out, "cases");
	out_list(out);
	for (size_t i = 0; i < r->case_count; i++) {
		const struct cvd_sync_case *c = &r->cases[i];

		draw_case(out, c);
		out_map(out);
		out_key_text(out, "id", c->id);
		answer_lines(out, "by", &c->by);
		answer_lines(out, "events", &c->events);
		out_key_text(out, "state", c->state);
		out_key_bool(out, "moved", c->has_moved);
		out_key_bool(out, "needs_review", c->needs_review);
		out_map_end(out);
	}
	out_list_end(out);
}

static void
answer_files(struct out *out, const struct cvd_sync_result *r)
{
	struct cvd_buf by = CVD_BUF_INIT(CVD_MAX_REASON);

	out_key(out, "files");
	out_list(out);
	for (size_t i = 0; i < r->file_count; i++) {
		const struct cvd_sync_file *f = &r->files[i];

		add_words(&by, &f->by);
		out_line(out, "%s %s %s", by.data, f->change, f->path);
		cvd_buf_clear(&by);
		out_map(out);
		out_key_text(out, "path", f->path);
		answer_lines(out, "by", &f->by);
		out_key_text(out, "change", f->change);
		out_map_end(out);
	}
	out_list_end(out);
}

static void
draw_reviews(struct out *out, const struct cvd_sync_result *r)
{
	for (size_t i = 0; i < r->case_count; i++)
		if (r->cases[i].needs_review)
			out_line_as(out, OUT_WARN,
			    "%s needs review: cvd show %s", r->cases[i].id,
			    r->cases[i].id);
}

/* What a person does about it. */
static void
draw_way_out(struct out *out, const struct cvd_sync_result *r,
    const struct cvd_merge_conflict *c)
{
	const struct cvd_path path = cvd_path_parse(c->path);

	switch (c->trouble) {
	case CVD_MERGE_TWO_CASES:
		out_line(out,
		    "    make yours again under a new id: cvd show %s; cvd sync "
		    "%s --accept-fork %s; cvd new; then the other steps that "
		    "are left behind",
		    path.case_id, r->remote, r->incoming);
		break;
	case CVD_MERGE_TAMPERED:
		out_line(out,
		    "    somebody changed what was signed: ask the team by "
		    "another way, and build nothing on it");
		break;
	case CVD_MERGE_BOTH_CHANGED:
	case CVD_MERGE_TOO_LARGE:
		out_line(out,
		    "    in a work tree%s: git merge " CVD_INCOMING_REF "; "
		    "edit %s; git add %s; git commit -S; cvd sync",
		    path.kind == CVD_PATH_ROSTER ? ", a lead decides" : "",
		    r->remote, c->path, c->path);
		break;
	}
}

static void
answer_conflicts(struct out *out, const struct cvd_sync_result *r)
{
	out_key(out, "conflicts");
	out_list(out);
	for (size_t i = 0; i < r->conflict_count; i++) {
		const struct cvd_merge_conflict *c = &r->conflicts[i];

		out_line_as(out, OUT_BAD, "%s: %s", c->path, c->message);
		draw_way_out(out, r, c);
		out_map(out);
		out_key_text(out, "path", c->path);
		out_key_text(out, "trouble", troubles[c->trouble]);
		out_key_text(out, "message", c->message);
		out_map_end(out);
	}
	out_list_end(out);
}

static void
answer_left(struct out *out, const struct cvd_sync_result *r)
{
	out_key(out, "left");
	out_list(out);
	for (size_t i = r->left_count; i > 0; i--) {
		const struct cvd_sync_left *l = &r->left[i - 1];

		out_line(out, "left behind: %.12s  %s  %s", l->commit,
		    l->by == NULL ? "?" : l->by, l->subject);
		out_map(out);
		out_key_text(out, "commit", l->commit);
		out_key_text(out, "by", l->by);
		out_key_text(out, "subject", l->subject);
		out_map_end(out);
	}
	out_list_end(out);
}

static void
add_count(struct cvd_buf *text, size_t count, const char *what)
{
	if (text->size > 0)
		cvd_buf_addz(text, ", ");
	cvd_buf_addf(text, "%zu commit%s %s", count, count == 1 ? "" : "s",
	    what);
}

/* "origin: 12 commits came in, merged, 3 commits sent" */
static void
draw_done(struct out *out, const struct cvd_sync_result *r, bool would)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_REASON);

	if (r->came_in > 0)
		add_count(&text, r->came_in,
		    would ? "would come in" : "came in");
	if (r->way == CVD_SYNC_MERGED)
		cvd_buf_add_word(&text, would ? "would be merged" : "merged");
	if (r->way == CVD_SYNC_ANEW)
		cvd_buf_add_word(&text,
		    would ? "would be the history of this casebook"
		          : "now the history of this casebook");
	if (r->ahead > 0)
		add_count(&text, r->ahead,
		    r->is_pushed ? "sent"
		    : would      ? "would be sent"
		                 : "not sent");
	if (text.size == 0)
		cvd_buf_addz(&text, "up to date");
	out_line_as(out, OUT_GOOD, "%s: %s", r->remote, text.data);
	cvd_buf_clear(&text);
}

void
sync_answer(struct out *out, const struct cvd_sync_result *r, bool would,
    bool failed)
{
	bool is_told = !failed || r->came_in > 0 || r->ahead > 0;

	out_map(out);
	out_key_text(out, "remote", r->remote);
	out_key_text(out, "before", r->before);
	out_key_text(out, "tip", r->tip);
	out_key_text(out, "incoming",
	    r->incoming[0] != '\0' ? r->incoming : NULL);
	out_key_text(out, "way", ways[r->way]);
	out_key_integer(out, "came_in", (int64_t)r->came_in);
	out_key_integer(out, "ahead", (int64_t)r->ahead);
	out_key_bool(out, "pushed", r->is_pushed);
	answer_cases(out, r);
	answer_files(out, r);
	draw_reviews(out, r);
	answer_conflicts(out, r);
	answer_left(out, r);
	if (is_told)
		draw_done(out, r, would);
	out_map_end(out);
}
