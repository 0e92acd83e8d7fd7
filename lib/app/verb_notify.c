/* SPDX-License-Identifier: EUPL-1.2 */

/* Telling vendors and owners: a first contact, the report, a reminder. */

#include "app/verbs.h"

#include "app/pick.h"

#include <string.h>

/* A party that is written to. */
struct contact {
	const char *slug;
	const char *letter;
	bool has_address;
};

struct contacts {
	struct contact *item;
	size_t count;
};

static bool
is_vendor(const struct cvd_party *p)
{
	return p->role == CVD_ROLE_VENDOR || p->role == CVD_ROLE_OWNER ||
	       p->role == CVD_ROLE_OPERATOR;
}

/* The desk needs no letter to itself where it is the owner. */
static bool
is_concerned(const struct cvd_party *p)
{
	return cvd_pick_is_concerned(p) && strcmp(p->slug, "desk") != 0;
}

static void
add_contact(struct contacts *list, const struct cvd_party *p, bool clear)
{
	list->item[list->count++] = (struct contact){
		.slug = p->slug,
		.letter = clear             ? "vendor-notify"
		          : p->attempts > 0 ? "vendor-remind"
		                            : "vendor-contact",
		.has_address = p->person != NULL && p->person->email != NULL,
	};
}

static void
hint_add(const struct cvd_replay *r, struct cvd_err *err)
{
	cvd_err_hint(err, "'cvd vendor add %s --name … --email …' adds one",
	    r->head.id);
}

static enum cvd_status
choose_all(const struct cvd_replay *r, bool clear, struct contacts *list,
    struct cvd_err *err)
{
	enum cvd_status rc;

	for (size_t i = 0; i < r->party_count; i++)
		if (is_concerned(&r->parties[i]))
			add_contact(list, &r->parties[i], clear);
	if (list->count > 0)
		return CVD_OK;
	rc = cvd_fail(err, CVD_E_NOT_FOUND,
	    "the case has no vendor or owner to notify");
	hint_add(r, err);
	return rc;
}

static enum cvd_status
fail_unknown(const struct cvd_replay *r, const char *slug, struct cvd_err *err)
{
	struct cvd_buf known = CVD_BUF_INIT(300);
	enum cvd_status rc = cvd_fail(err, CVD_E_NOT_FOUND,
	    "the case has no party '%s'", slug);

	for (size_t i = 0; i < r->party_count; i++)
		if (is_concerned(&r->parties[i]))
			cvd_buf_addf(&known, "%s%s",
			    known.size == 0 ? "it has " : ", ",
			    r->parties[i].slug);
	if (known.size > 0)
		cvd_err_hint(err, "%s", known.data);
	else
		hint_add(r, err);
	cvd_buf_clear(&known);
	return rc;
}

static enum cvd_status
choose_named(const struct cvd_replay *r, const char *const *parties,
    size_t count, bool clear, struct contacts *list, struct cvd_err *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct cvd_party *p = cvd_replay_party(r, parties[i]);

		if (p == NULL)
			return fail_unknown(r, parties[i], err);
		if (!is_vendor(p) || strcmp(p->slug, "desk") == 0)
			return cvd_fail(err, CVD_E_REFUSED,
			    "vendors and owners are notified, and '%s' is none",
			    p->slug);
		for (size_t k = 0; k < list->count; k++)
			if (strcmp(list->item[k].slug, p->slug) == 0)
				return cvd_fail(err, CVD_E_USAGE,
				    "party '%s' is named twice", p->slug);
		add_contact(list, p, clear);
	}
	return CVD_OK;
}

/* All that lack an address are named at once, before anything is written. */
static enum cvd_status
check_addresses(const struct contacts *list, struct cvd_err *err)
{
	struct cvd_buf names = CVD_BUF_INIT(300);
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < list->count; i++)
		if (!list->item[i].has_address)
			cvd_buf_addf(&names, "%s'%s'",
			    names.size == 0 ? "" : ", ", list->item[i].slug);
	if (names.size > 0) {
		rc = cvd_fail(err, CVD_E_REFUSED,
		    "no mail address is known of %s", names.data);
		cvd_err_hint(err, "'cvd vendor set' records one; or say with "
		                  "--by how they are told");
	}
	cvd_buf_clear(&names);
	return rc;
}

/* A refusal by the state of the case comes before all others. */
static enum cvd_status
check_state(const struct cvd_step *step, struct cvd_err *err)
{
	const struct cvd_record *r = step->record;
	const struct cvd_event probe = {
		.kind = CVD_EVENT_CONTACT_ATTEMPTED,
		.at = step->at,
		.recorded = step->recorded,
		.party = "reporter",
		.who = CVD_WHO_DESK,
	};

	return cvd_replay_may(r->c, &r->replay, &probe, err);
}

static enum cvd_status
add_attempt(struct cvd_step *step, const struct contact *contact, bool clear,
    const struct cvd_way *way, struct cvd_err *err)
{
	struct cvd_event *e;
	enum cvd_status rc = cvd_step_add(step, CVD_EVENT_CONTACT_ATTEMPTED, &e,
	    err);

	if (rc != CVD_OK)
		return rc;
	e->party = contact->slug;
	e->who = CVD_WHO_DESK;
	e->details = clear;
	rc = cvd_letters_way(step, e, way, err);
	if (cvd_letters_is_mail(way))
		e->channel = CVD_CHANNEL_EMAIL;
	return rc;
}

static enum cvd_status
order_letter(struct cvd_step *step, const struct contact *contact, bool clear,
    const struct cvd_way *way, struct cvd_err *err)
{
	const struct cvd_letter_order order = {
		.letter = contact->letter,
		.party = contact->slug,
		.details = clear,
		.by = way->by,
	};

	return cvd_letters_order(step, &order, err);
}

enum cvd_status
cvd_verb_notify(struct cvd_step *step, const char *const *parties, size_t count,
    bool clear, const struct cvd_way *way, struct cvd_err *err)
{
	const struct cvd_replay *r = &step->record->replay;
	struct cvd_arena *arena = cvd_step_arena(step);
	struct contacts list = {
		.item = cvd_arena_alloc(arena,
		    count > 0 ? count : r->party_count, sizeof *list.item),
	};
	enum cvd_status rc;

	if (list.item == NULL)
		return cvd_arena_check(arena, err);
	rc = check_state(step, err);
	if (rc == CVD_OK)
		rc = count == 0
		         ? choose_all(r, clear, &list, err)
		         : choose_named(r, parties, count, clear, &list, err);
	if (rc == CVD_OK && cvd_letters_is_mail(way))
		rc = check_addresses(&list, err);
	for (size_t i = 0; i < list.count && rc == CVD_OK; i++)
		rc = add_attempt(step, &list.item[i], clear, way, err);
	if (rc == CVD_OK)
		rc = cvd_step_judge(step, err);
	if (way->no_letter != NULL)
		return rc;
	for (size_t i = 0; i < list.count && rc == CVD_OK; i++)
		rc = order_letter(step, &list.item[i], clear, way, err);
	return rc;
}
