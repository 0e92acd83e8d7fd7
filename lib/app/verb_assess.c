/* SPDX-License-Identifier: EUPL-1.2 */

/* The desk's judgement of a report, or the question that comes before it. */

#include "app/verbs.h"

#include "app/fill.h"
#include "core/ident.h"
#include "core/legality.h"

#include <string.h>

#define USAGE(...) cvd_fail(err, CVD_E_USAGE, __VA_ARGS__)

static bool
has_reason(const struct cvd_assessment *a)
{
	return a->outcome == CVD_OUTCOME_REJECTED ||
	       a->outcome == CVD_OUTCOME_DEFERRED;
}

/* What has one way only to be said is said so. */
static enum cvd_status
check_reason(const struct cvd_assessment *a, struct cvd_err *err)
{
	enum cvd_status rc;

	if (strcmp(a->reason, "duplicate") == 0) {
		rc = USAGE("a duplicate is one of another case");
		cvd_err_hint(err, "--duplicate-of CASE names it");
		return rc;
	}
	/* What only an accepted report comes to is the close of its case. */
	if (!cvd_legality_closes(CVD_RM_INVALID, a->reason) &&
	    !cvd_legality_closes(CVD_RM_DEFERRED, a->reason))
		return USAGE("'%s' is no reason to %s a report", a->reason,
		    a->outcome == CVD_OUTCOME_REJECTED ? "reject" : "defer");
	if (strcmp(a->reason, "excluded-class") == 0 &&
	    a->exclusions.count == 0)
		return USAGE("'excluded-class' needs the class: --exclusion");
	return CVD_OK;
}

static enum cvd_status
check(const struct cvd_assessment *a, struct cvd_err *err)
{
	const char *reason;

	if (a->question != NULL) {
		if (a->weight != 0 || a->cvss != NULL || a->cwe != NULL ||
		    a->exclusions.count > 0)
			return USAGE("a request for information is no "
			             "assessment yet: it has no weight, CVSS, "
			             "CWE or exclusion");
		return CVD_OK;
	}
	if (a->outcome == CVD_OUTCOME_NONE)
		return USAGE("an assessment needs an outcome");
	if (!has_reason(a))
		return CVD_OK;
	reason = a->reason;
	if (reason == NULL || cvd_names_match(cvd_reason_names, reason) == 0)
		return USAGE("'%s' is no reason", reason == NULL ? "" : reason);
	return check_reason(a, err);
}

static const struct cvd_policy *
lead_policy(const struct cvd_record *r)
{
	for (size_t i = 0; i < r->policies.count; i++)
		if (r->policies.item[i].lead)
			return r->policies.item[i].policy;
	return NULL;
}

static enum cvd_status
refuse_exclusion(const struct cvd_policy *policy, const char *id,
    struct cvd_err *err)
{
	struct cvd_buf list = CVD_BUF_INIT(2000);
	const struct cvd_exclusion *known;
	enum cvd_status rc;

	if (policy == NULL)
		return USAGE("no policy leads, so none has exclusion '%s'", id);
	known = policy->exclusions.item;
	rc = USAGE("policy '%s' has no exclusion '%s'", policy->id, id);
	for (size_t i = 0; i < policy->exclusions.count; i++)
		cvd_buf_addf(&list, "%s%s", i == 0 ? "it has " : ", ",
		    known[i].id);
	cvd_err_hint(err, "%s", list.size == 0 ? "it has none" : list.data);
	cvd_buf_clear(&list);
	return rc;
}

const struct cvd_exclusion *
cvd_verb_assess_exclusion(const struct cvd_step *step, const char *id)
{
	const struct cvd_policy *policy = lead_policy(step->record);
	const struct cvd_exclusion *known;

	if (policy == NULL)
		return NULL;
	known = policy->exclusions.item;
	for (size_t i = 0; i < policy->exclusions.count; i++) {
		const char *const names[] = { NULL, known[i].id, NULL };

		if (cvd_names_match(names, id) != 0)
			return &known[i];
	}
	return NULL;
}

static enum cvd_status
fill_exclusions(struct cvd_step *step, struct cvd_event *e,
    const struct cvd_lines *ids, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	const char **item = cvd_arena_alloc(arena, ids->count, sizeof *item);
	size_t count = 0;

	if (item == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < ids->count; i++) {
		const struct cvd_exclusion *x = cvd_verb_assess_exclusion(step,
		    ids->item[i]);
		bool is_twice = false;

		if (x == NULL)
			return refuse_exclusion(lead_policy(step->record),
			    ids->item[i], err);
		for (size_t k = 0; k < count; k++)
			is_twice = is_twice || strcmp(item[k], x->id) == 0;
		if (!is_twice)
			item[count++] = cvd_arena_text(arena, x->id);
	}
	e->exclusions = (struct cvd_lines){ item, count };
	return cvd_arena_check(arena, err);
}

/* "CVSS:3.1/AV:N/AC:L", or "AV:N/AC:L" of old: its form, not its values. */
static enum cvd_status
check_vector(const char *vector, struct cvd_err *err)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                              "abcdefghijklmnopqrstuvwxyz";
	const char *p = vector;
	enum cvd_status rc;

	if (p == NULL)
		return CVD_OK;
	if (strncmp(p, "CVSS:", 5) == 0) {
		p += 5;
		p += strspn(p, "0123456789.");
		p += *p == '/';
	}
	for (bool more = true; more; p += more) {
		size_t name = strspn(p, letters);
		size_t value = p[name] == ':' ? strspn(p + name + 1, letters)
		                              : 0;

		if (name == 0 || value == 0)
			break;
		p += name + 1 + value;
		more = *p == '/';
		if (*p == '\0')
			return CVD_OK;
	}
	rc = USAGE("'%s' is no CVSS vector", vector);
	cvd_err_hint(err, "one is written as "
	                  "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
	return rc;
}

static enum cvd_status
fill_public(struct cvd_step *step, struct cvd_event *e,
    const struct cvd_assessment *a, struct cvd_err *err)
{
	char id[CVD_CASE_ID_TEXT];
	enum cvd_status rc = CVD_OK;

	e->outcome = a->outcome;
	e->weight = a->weight;
	if (has_reason(a))
		rc = cvd_fill_field(step, e, "reason", a->reason, err);
	if (rc == CVD_OK && a->outcome == CVD_OUTCOME_DUPLICATE) {
		rc = cvd_record_resolve(step->book, a->duplicate_of, id, err);
		if (rc == CVD_OK)
			rc = cvd_fill_field(step, e, "duplicate_of", id, err);
	}
	if (rc == CVD_OK)
		rc = fill_exclusions(step, e, &a->exclusions, err);
	if (rc == CVD_OK)
		rc = cvd_fill_field(step, e, "cvss", a->cvss, err);
	if (rc == CVD_OK)
		rc = check_vector(a->cvss, err);
	if (rc == CVD_OK)
		rc = cvd_fill_field(step, e, "cwe", a->cwe, err);
	return rc;
}

static enum cvd_status
fill_matter(struct cvd_step *step, struct cvd_event *e,
    const struct cvd_assessment *a, struct cvd_err *err)
{
	enum cvd_status rc = cvd_fill_matter(step, e, "question", a->question,
	    err);

	if (rc == CVD_OK && a->outcome == CVD_OUTCOME_REDIRECTED)
		rc = cvd_fill_matter(step, e, "redirect_to", a->redirect_to,
		    err);
	return rc == CVD_OK ? cvd_fill_note(step, e, a->note, err) : rc;
}

static const char *
letter_of(const struct cvd_assessment *a)
{
	switch ((enum cvd_outcome)a->outcome) {
	case CVD_OUTCOME_NONE:
		break;
	case CVD_OUTCOME_ACCEPTED:
		return strcmp(a->weight == 0 ? "" : cvd_weight_names[a->weight],
		           "minor") == 0
		           ? "assess-minor"
		           : "assess-accepted";
	case CVD_OUTCOME_REJECTED:
		return "assess-rejected";
	case CVD_OUTCOME_DUPLICATE:
		return "assess-duplicate";
	case CVD_OUTCOME_REDIRECTED:
		return "redirect";
	case CVD_OUTCOME_DEFERRED:
		return "assess-deferred";
	}
	return "info";
}

enum cvd_status
cvd_verb_assess(struct cvd_step *step, const struct cvd_assessment *assessment,
    struct cvd_err *err)
{
	bool asks = assessment->question != NULL;
	struct cvd_event *e;
	enum cvd_status rc = check(assessment, err);

	if (rc == CVD_OK)
		rc = cvd_step_add(step,
		    asks ? CVD_EVENT_INFO_REQUESTED : CVD_EVENT_ASSESSED, &e,
		    err);
	if (rc == CVD_OK && !asks)
		rc = fill_public(step, e, assessment, err);
	if (rc == CVD_OK)
		rc = fill_matter(step, e, assessment, err);
	if (rc != CVD_OK)
		return rc;
	return cvd_letters_to_reporter(step, e, letter_of(assessment),
	    &assessment->way, err);
}
