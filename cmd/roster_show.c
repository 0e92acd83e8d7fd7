/* SPDX-License-Identifier: EUPL-1.2 */

/* How the roster is shown: who may sign, and what a change of it means. */

#include "roster_show.h"

#include "answer.h"
#include "core/limits.h"
#include "newcomer.h"
#include "out.h"
#include "team.h"

#include <stdio.h>
#include <string.h>

/* "until 2027-01-19 09:00 +01:00", "never ends"; "" where it is not known. */
static const char *
end_text(const struct out *out, const struct cvd_key *key,
    const struct cvd_key_part *part, char *text, size_t size)
{
	char instant[OUT_INSTANT_TEXT];
	cvd_instant end;

	text[0] = '\0';
	if (part == NULL)
		return text;
	end = cvd_keys_end(key, part);
	if (end == 0)
		(void)snprintf(text, size, "never ends");
	else
		(void)snprintf(text, size, "until %s",
		    out_instant_text(out, end, instant));
	return text;
}

static void
show_part(struct out *out, const char *label, const struct cvd_key *key,
    const char *fingerprint)
{
	const struct cvd_key_part *part = cvd_keys_part(key, fingerprint);
	char text[OUT_INSTANT_TEXT + 8];

	out_line(out, "  %s %s  %s", label, fingerprint,
	    end_text(out, key, part, text, sizeof text));
}

static void
key_end(struct out *out, const struct cvd_key *key, const char *fingerprint)
{
	const struct cvd_key_part *part = cvd_keys_part(key, fingerprint);
	cvd_instant end = part == NULL ? 0 : cvd_keys_end(key, part);

	out_key(out, "expires");
	if (end == 0)
		out_null(out);
	else
		out_instant(out, end);
}

/* A member's object, without the ends of keys where `key` has no parts. */
static void
answer_member(struct out *out, const struct cvd_member *m,
    const struct cvd_key *key)
{
	out_map(out);
	out_key_text(out, "name", m->name);
	out_key_text(out, "role", cvd_member_role_names[m->role]);
	out_key_text(out, "primary", m->primary);
	if (key != NULL)
		key_end(out, key, m->primary);
	out_key(out, "signing");
	out_list(out);
	for (size_t i = 0; i < m->signing.count; i++) {
		out_map(out);
		out_key_text(out, "fingerprint", m->signing.item[i]);
		if (key != NULL)
			key_end(out, key, m->signing.item[i]);
		out_map_end(out);
	}
	out_list_end(out);
	out_map_end(out);
}

static void
answer_retired(struct out *out, const struct cvd_retired *r)
{
	out_map(out);
	out_key_text(out, "key", r->key);
	out_key_text(out, "reason", r->reason);
	out_key_text(out, "good_until", r->good_until);
	answer_lines(out, "void", &r->voids);
	out_map_end(out);
}

static void
draw_retired(struct out *out, const struct cvd_retired *r)
{
	out_line_as(out, OUT_STRONG, "retired: %s", r->key);
	out_line(out, "  %s, good until %s", r->reason, r->good_until);
	for (size_t i = 0; i < r->voids.count; i++)
		out_line(out, "  void: %s", r->voids.item[i]);
}

static enum cvd_status
list_member(struct context *ctx, const struct cvd_member *m,
    struct cvd_err *err)
{
	struct out *out = ctx->out;
	struct cvd_team_key key = { 0 };
	enum cvd_status rc = cvd_keys_read(ctx->book, m->primary,
	    cvd_casebook_arena(ctx->book), &key, err);

	/* A key that is missing is for 'keys check' to find. */
	if (rc != CVD_OK && rc != CVD_E_NOT_FOUND)
		return rc;
	out_line_as(out, OUT_STRONG, "%s, %s", m->name,
	    cvd_member_role_names[m->role]);
	show_part(out, "key  ", &key.key, m->primary);
	for (size_t i = 0; i < m->signing.count; i++)
		show_part(out, "signs", &key.key, m->signing.item[i]);
	answer_member(out, m, &key.key);
	return CVD_OK;
}

enum cvd_status
roster_show_list(struct context *ctx, struct cvd_err *err)
{
	const struct cvd_roster *roster = cvd_casebook_roster(ctx->book);
	const struct cvd_member *member = roster->members.item;
	const struct cvd_retired *retired = roster->retired.item;
	struct out *out = ctx->out;
	enum cvd_status rc = CVD_OK;

	out_map(out);
	out_key_integer(out, "serial", roster->serial);
	out_key(out, "members");
	out_list(out);
	for (size_t i = 0; i < roster->members.count && rc == CVD_OK; i++)
		rc = list_member(ctx, &member[i], err);
	out_list_end(out);
	out_key(out, "retired");
	out_list(out);
	for (size_t i = 0; i < roster->retired.count && rc == CVD_OK; i++) {
		draw_retired(out, &retired[i]);
		answer_retired(out, &retired[i]);
	}
	out_list_end(out);
	out_map_end(out);
	return rc;
}

static void
show_member(struct out *out, const struct cvd_roster_edit *edit)
{
	const struct cvd_member *m = edit->member;

	out_key_text(out, "left", edit->left);
	if (edit->left != NULL)
		out_line(out, "%s: no member any more", edit->left);
	out_key(out, "member");
	if (m == NULL) {
		out_null(out);
		return;
	}
	out_line(out, "%s: %s", m->name, cvd_member_role_names[m->role]);
	for (size_t i = 0; i < m->signing.count; i++)
		out_line(out, "  signs with %s", m->signing.item[i]);
	answer_member(out, m, NULL);
}

/* The keys that this change retired, as the roster has them now. */
static void
show_retired(struct out *out, const struct cvd_roster_edit *edit)
{
	const struct cvd_retired *r = edit->after.retired.item;

	out_key(out, "retired");
	out_list(out);
	for (size_t i = 0; i < edit->after.retired.count; i++)
		for (size_t k = 0; k < edit->retired.count; k++)
			if (strcmp(edit->retired.item[k], r[i].key) == 0) {
				draw_retired(out, &r[i]);
				answer_retired(out, &r[i]);
			}
	out_list_end(out);
}

/* Keys that the member still has to let go of, signing with the new one. */
static void
show_replaced(struct out *out, const struct cvd_roster_edit *edit)
{
	answer_lines(out, "replaced", &edit->replaced);
	if (edit->replaced.count == 0)
		return;
	out_line(out, "%s", "");
	out_line(out, "Sign with the new key from now on:");
	out_line(out, "  git config user.signingkey %s", edit->member->primary);
	out_line(out, "and then let the old one go:");
	for (size_t i = 0; i < edit->replaced.count; i++)
		out_line(out, "  cvd roster retire %s --reason superseded",
		    edit->replaced.item[i]);
}

/* The events of the commits that were declared void, case by case. */
static void
show_voided(struct out *out, const struct cvd_key_commits *voided)
{
	out_key(out, "voided");
	out_list(out);
	for (size_t i = 0; i < voided->count; i++) {
		const struct cvd_key_commit *c = &voided->item[i];

		out_map(out);
		out_key_text(out, "commit", c->id);
		out_key_text(out, "case", c->case_id);
		answer_lines(out, "events", &c->events);
		out_map_end(out);
	}
	out_list_end(out);
}

static bool
is_case(const struct cvd_key_commit *commit, const char *id)
{
	return commit->case_id != NULL && strcmp(commit->case_id, id) == 0;
}

/* All events of a case at once: what follows from one goes with it. */
static void
draw_case(struct out *out, const struct cvd_key_commits *voided, const char *id)
{
	struct cvd_buf line = CVD_BUF_INIT(CVD_MAX_COMMIT);

	cvd_buf_addf(&line, "  cvd void %s", id);
	for (size_t i = voided->count; i > 0; i--) {
		const struct cvd_key_commit *c = &voided->item[i - 1];

		for (size_t k = 0; is_case(c, id) && k < c->events.count; k++)
			cvd_buf_addf(&line, " %.10s", c->events.item[k]);
	}
	out_line(out, "%s --reason 'not signed by its owner'", line.data);
	cvd_buf_clear(&line);
}

/* Whether a commit that was signed before it is about the same case. */
static bool
is_said(const struct cvd_key_commits *voided, size_t i)
{
	for (size_t k = i + 1; k < voided->count; k++)
		if (is_case(&voided->item[k], voided->item[i].case_id))
			return true;
	return false;
}

static void
draw_theft(struct out *out, const struct cvd_key_commits *voided)
{
	out_line(out, "%s", "");
	out_line(out, "As the key was compromised:");
	/* the oldest first, as they were recorded */
	for (size_t i = voided->count; i > 0; i--) {
		const struct cvd_key_commit *c = &voided->item[i - 1];

		if (c->case_id == NULL)
			out_line(out,
			    "  look at what %.10s changed, and "
			    "change it back: git show %.10s",
			    c->id, c->id);
		else if (!is_said(voided, i - 1))
			draw_case(out, voided, c->case_id);
	}
	out_line(out, "  treat what the casebook holds of open cases as known "
	              "to others: cvd list");
	out_line(out, "  take away the access to its remotes");
}

void
roster_show_change(struct context *ctx, const struct cvd_roster_edit *edit,
    const struct roster_told *told, const char *commit)
{
	struct out *out = ctx->out;

	out_map(out);
	show_member(out, edit);
	show_retired(out, edit);
	team_answer(out, &edit->changes, commit);
	show_replaced(out, edit);
	show_voided(out, &edit->voided);
	if (told->theft)
		draw_theft(out, &edit->voided);
	if (told->unseen != NULL)
		answer_lines(out, "unseen", told->unseen);
	if (told->newcomer)
		newcomer_show(ctx, edit->member->name, edit->tip);
	out_map_end(out);
}
