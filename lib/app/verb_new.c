/* SPDX-License-Identifier: EUPL-1.2 */

/* Opening a case: what came in, and who is concerned. */

#include "app/verbs.h"

#include "app/intake.h"
#include "app/policies.h"
#include "core/address.h"
#include "core/limits.h"
#include "core/target.h"
#include "edge/hash.h"

#include <string.h>

static enum cvd_status
check_title(const char *title, struct cvd_err *err)
{
	size_t size = strlen(title);
	enum cvd_status rc;

	if (strspn(title, " ") == size)
		return cvd_fail(err, CVD_E_USAGE, "the title is empty");
	if (size > CVD_MAX_TITLE)
		return cvd_fail(err, CVD_E_USAGE,
		    "the title is longer than %u bytes", CVD_MAX_TITLE);
	rc = cvd_address_check_header(title, err);
	if (rc != CVD_OK)
		cvd_err_prefix(err, "title");
	return rc;
}

static enum cvd_status
check_policies(const struct cvd_lines *ids, struct cvd_err *err)
{
	for (size_t i = 0; i < ids->count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(ids->item[i], ids->item[k]) == 0)
				return cvd_fail(err, CVD_E_USAGE,
				    "policy '%s' is given twice", ids->item[i]);
	return CVD_OK;
}

static enum cvd_status
check_values(const struct cvd_intake *in, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (in->title != NULL)
		rc = check_title(in->title, err);
	if (rc == CVD_OK && in->name != NULL)
		rc = cvd_address_check_name(in->name, err);
	if (rc == CVD_OK && in->owner != NULL)
		rc = cvd_address_check_name(in->owner, err);
	if (rc == CVD_OK && in->email != NULL)
		rc = cvd_address_check(in->email, err);
	if (rc == CVD_OK && in->phone != NULL)
		rc = cvd_address_check_phone(in->phone, err);
	if (rc == CVD_OK && in->target_count > CVD_MAX_TARGETS)
		rc = cvd_fail(err, CVD_E_USAGE, "more than %u targets",
		    CVD_MAX_TARGETS);
	for (size_t i = 0; i < in->target_count && rc == CVD_OK; i++)
		rc = cvd_target_check(in->targets[i], err);
	if (rc == CVD_OK)
		rc = check_policies(&in->policies, err);
	if (rc == CVD_OK && in->anonymous &&
	    (in->name != NULL || in->email != NULL || in->phone != NULL))
		rc = cvd_fail(err, CVD_E_USAGE,
		    "an anonymous reporter has no name and no address");
	return rc == CVD_OK ? CVD_OK : cvd_fail_as(err, CVD_E_USAGE);
}

static enum cvd_status
fill_person(struct cvd_step *step, struct cvd_event *event,
    const struct cvd_intake *in, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_person *p;
	enum cvd_status rc;

	if (in->name == NULL && in->email == NULL && in->phone == NULL)
		return CVD_OK;
	rc = cvd_step_person(step, event, &p, err);
	if (rc != CVD_OK)
		return rc;
	p->name = in->name == NULL ? NULL : cvd_arena_text(arena, in->name);
	p->email = in->email == NULL ? NULL : cvd_arena_text(arena, in->email);
	p->phone = in->phone == NULL ? NULL : cvd_arena_text(arena, in->phone);
	return cvd_arena_check(arena, err);
}

static enum cvd_status
fill_matter(struct cvd_step *step, struct cvd_event *event,
    const struct cvd_intake *in, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_target *targets;
	struct cvd_matter *m;
	char sha256[CVD_HASH_TEXT];
	enum cvd_status rc;

	if (in->description == NULL && in->target_count == 0)
		return CVD_OK;
	rc = cvd_step_matter(step, event, &m, err);
	targets = cvd_arena_alloc(arena, in->target_count, sizeof *targets);
	if (rc != CVD_OK || targets == NULL)
		return rc != CVD_OK ? rc : cvd_arena_check(arena, err);
	for (size_t i = 0; i < in->target_count; i++) {
		const char *text = cvd_arena_text(arena, in->targets[i]);

		switch (cvd_target_form(in->targets[i])) {
		case CVD_TARGET_URL:
			targets[i].url = text;
			break;
		case CVD_TARGET_IP:
			targets[i].ip = text;
			break;
		case CVD_TARGET_NAME:
			targets[i].name = text;
			break;
		}
	}
	m->targets = (struct cvd_items){ targets, in->target_count };
	if (in->description != NULL) {
		m->description = cvd_arena_text(arena, in->description);
		cvd_hash_bytes(in->description, strlen(in->description),
		    sha256);
		event->report_sha256 = cvd_arena_text(arena, sha256);
	}
	return cvd_arena_check(arena, err);
}

/* On a system of others, the owner is a party; on our own it is the desk. */
static enum cvd_status
add_owner(struct cvd_step *step, const struct cvd_intake *in, int kind,
    struct cvd_err *err)
{
	struct cvd_vendor owner = {
		.add = true,
		.role = kind == CVD_TARGET_SYSTEM ||
		                kind == CVD_TARGET_SERVICE ||
		                kind == CVD_TARGET_NETWORK
		            ? CVD_ROLE_OWNER
		            : CVD_ROLE_VENDOR,
		.owner_class = in->owner_class,
		.name = in->owner,
	};
	enum cvd_status rc;

	if (in->owner_class == CVD_CLASS_OWN ||
	    (in->owner == NULL && in->owner_class == CVD_CLASS_NONE))
		return CVD_OK;
	rc = cvd_step_judge(step, err);
	return rc == CVD_OK ? cvd_verb_vendor(step, &owner, err) : rc;
}

static enum cvd_status
check_language(struct cvd_step *step, const char *language, const char **chosen,
    struct cvd_err *err)
{
	const struct cvd_lines *known =
	    &cvd_casebook_team(step->book)->languages;
	struct cvd_buf list = CVD_BUF_INIT(300);
	enum cvd_status rc;

	for (size_t i = 0; i < known->count; i++)
		if (language == NULL || strcmp(known->item[i], language) == 0) {
			*chosen = known->item[i];
			return CVD_OK;
		}
	rc = cvd_fail(err, CVD_E_USAGE,
	    "this casebook writes no letters in '%s'", language);
	for (size_t i = 0; i < known->count; i++)
		cvd_buf_add_word(&list, known->item[i]);
	cvd_err_hint(err, "it writes in %s", list.data);
	cvd_buf_clear(&list);
	return rc;
}

enum cvd_status
cvd_verb_new(struct cvd_step *step, const struct cvd_intake *intake,
    struct cvd_err *err)
{
	const struct cvd_team *team = cvd_casebook_team(step->book);
	const struct cvd_lines *ids = intake->policies.count > 0
	                                  ? &intake->policies
	                                  : &team->policies;
	int kind = cvd_intake_kind(intake);
	struct cvd_event *e;
	enum cvd_status rc = check_values(intake, err);

	if (rc == CVD_OK)
		rc = cvd_step_add(step, CVD_EVENT_RECEIVED, &e, err);
	if (rc != CVD_OK)
		return rc;
	if (intake->title != NULL)
		e->title = cvd_arena_text(cvd_step_arena(step), intake->title);
	e->desk = team->desk;
	e->channel = intake->channel;
	e->target_kind = kind;
	e->owner_class = intake->owner_class;
	e->discovered = intake->discovered;
	e->anonymous = intake->anonymous;
	rc = check_language(step, intake->language, &e->language, err);
	if (rc == CVD_OK)
		rc = cvd_intake_judge(step, intake, ids->item[0], e, err);
	if (rc == CVD_OK)
		rc = cvd_policies_pin(step->book, ids, cvd_step_arena(step),
		    &e->policies, &e->calendars, err);
	if (rc == CVD_OK)
		rc = fill_person(step, e, intake, err);
	if (rc == CVD_OK)
		rc = fill_matter(step, e, intake, err);
	if (rc == CVD_OK)
		rc = add_owner(step, intake, kind, err);
	return rc == CVD_OK ? cvd_step_judge(step, err) : rc;
}
