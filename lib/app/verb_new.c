/* SPDX-License-Identifier: EUPL-1.2 */

/* Opening a case: what came in, what is missing, who is concerned. */

#include "app/verbs.h"

#include "app/policies.h"
#include "core/address.h"
#include "core/limits.h"
#include "core/target.h"
#include "edge/hash.h"

#include <string.h>

/* What a report brings, by the names that policies ask for it. */
struct facts {
	bool name;
	bool email;
	bool phone;
	bool description;
	bool url;
	bool ip;
	bool product;
};

static const struct {
	const char *asked; /* in a policy's intake */
	const char *has;   /* in the event's has[] and missing[] */
	size_t offset;
	const char *in_words;
} fact_names[] = {
	{ "reporter.email", "email", offsetof(struct facts, email),
	    "--reporter-email" },
	{ "reporter.phone", "phone", offsetof(struct facts, phone),
	    "--reporter-phone" },
	{ "reporter.name", "name", offsetof(struct facts, name),
	    "--reporter-name" },
	{ "finding.description", "description",
	    offsetof(struct facts, description), "--description-file" },
	{ "finding.target_ip", "target", offsetof(struct facts, ip),
	    "--target with an IP address" },
	{ "finding.target_url", "target", offsetof(struct facts, url),
	    "--target with a URL" },
	{ "finding.target_name", "target", offsetof(struct facts, product),
	    "--target with the name of a product" },
};

#define FACT_NAMES (sizeof fact_names / sizeof fact_names[0])

static bool
fact(const struct facts *f, size_t i)
{
	return *(const bool *)((const char *)f + fact_names[i].offset);
}

static size_t
find_fact(const char *asked)
{
	size_t i = 0;

	while (i < FACT_NAMES && strcmp(fact_names[i].asked, asked) != 0)
		i++;
	return i;
}

/* A URL or an address is of a system; a name is of software. */
static int
infer_kind(const struct cvd_intake *intake)
{
	if (intake->target_kind != CVD_TARGET_NONE || intake->target_count == 0)
		return intake->target_kind;
	for (size_t i = 0; i < intake->target_count; i++)
		if (cvd_target_form(intake->targets[i]) != CVD_TARGET_NAME)
			return CVD_TARGET_SYSTEM;
	return CVD_TARGET_SOFTWARE;
}

static struct facts
facts_of(const struct cvd_intake *intake, int kind)
{
	struct facts f = {
		.name = intake->name != NULL,
		.email = intake->email != NULL,
		.phone = intake->phone != NULL,
		.description = intake->description != NULL,
	};

	for (size_t i = 0; i < intake->target_count; i++)
		switch (cvd_target_form(intake->targets[i])) {
		case CVD_TARGET_URL:
			f.url = true;
			break;
		case CVD_TARGET_IP:
			f.ip = true;
			break;
		case CVD_TARGET_NAME:
			/* A system is found by its address alone (NCSC-NL
			 * page: the IP address or the URL). */
			f.product = kind != CVD_TARGET_SYSTEM;
			break;
		}
	return f;
}

/* What is missing, for the record and for the person. */
struct missing {
	const char **codes;
	size_t count;
	struct cvd_buf words;
};

static void
add_missing(struct missing *m, const char *code)
{
	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->codes[i], code) == 0)
			return;
	m->codes[m->count++] = code;
}

/* One group of which any fact will do. */
static void
check_group(const struct facts *f, const char *const *asked, size_t count,
    struct missing *m)
{
	size_t first = FACT_NAMES;
	struct cvd_buf words = CVD_BUF_INIT(400);

	for (size_t i = 0; i < count; i++) {
		size_t k = find_fact(asked[i]);

		if (k == FACT_NAMES)
			continue;
		if (fact(f, k))
			goto out;
		if (first == FACT_NAMES)
			first = k;
		cvd_buf_addf(&words, "%s%s", words.size == 0 ? "" : " or ",
		    fact_names[k].in_words);
	}
	if (first == FACT_NAMES)
		goto out;
	add_missing(m, fact_names[first].has);
	cvd_buf_addf(&m->words, "%s%s", m->words.size == 0 ? "" : "; ",
	    words.data);
out:
	cvd_buf_clear(&words);
}

/* `minimum` is a list of groups. */
static void
check_minimum(const struct facts *f, const struct cvd_node *minimum,
    struct missing *m)
{
	const struct cvd_node *group = minimum == NULL ? NULL : minimum->first;

	for (; group != NULL; group = group->next) {
		const char *asked[8];
		size_t count = 0;

		for (const struct cvd_node *n = group->first;
		     n != NULL && count < 8; n = n->next)
			asked[count++] = n->text;
		check_group(f, asked, count, m);
	}
}

static enum cvd_status
find_missing(struct cvd_step *step, const struct cvd_intake *intake,
    const struct facts *f, const char *lead, struct cvd_event *event,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	const struct cvd_policy *policy;
	struct missing m = {
		.codes = cvd_arena_alloc(arena, FACT_NAMES, sizeof *m.codes),
		.words = CVD_BUF_INIT(500),
	};
	enum cvd_status rc = cvd_policies_current(step->book, lead, &policy,
	    err);

	if (rc == CVD_OK)
		rc = cvd_arena_check(arena, err);
	if (rc != CVD_OK)
		goto out;
	/* Who wants to stay unknown leaves no address. */
	if (!intake->anonymous)
		check_group(f, policy->require_one_of.item,
		    policy->require_one_of.count, &m);
	check_minimum(f, policy->minimum, &m);
	if (m.count > 0 && !intake->incomplete) {
		rc = cvd_fail(err, CVD_E_USAGE,
		    "policy '%s' asks for what this report lacks: %s", lead,
		    m.words.data);
		cvd_err_hint(err, "--incomplete records it all the same");
	}
	event->missing = (struct cvd_lines){ m.codes, m.count };
out:
	cvd_buf_clear(&m.words);
	return rc;
}

static enum cvd_status
list_has(struct cvd_step *step, const struct facts *f, struct cvd_event *event,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	const char **has = cvd_arena_alloc(arena, FACT_NAMES, sizeof *has);
	size_t count = 0;

	if (has == NULL)
		return cvd_arena_check(arena, err);
	for (size_t n = 1; cvd_has_names[n] != NULL; n++)
		for (size_t i = 0; i < FACT_NAMES; i++)
			if (fact(f, i) &&
			    strcmp(fact_names[i].has, cvd_has_names[n]) == 0) {
				has[count++] = cvd_has_names[n];
				break;
			}
	event->has = (struct cvd_lines){ has, count };
	return CVD_OK;
}

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

	if (in->title == NULL)
		return cvd_fail(err, CVD_E_USAGE, "a case needs a title");
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

	for (size_t i = 0; i < known->count; i++)
		if (language == NULL || strcmp(known->item[i], language) == 0) {
			*chosen = known->item[i];
			return CVD_OK;
		}
	return cvd_fail(err, CVD_E_USAGE,
	    "this casebook writes no letters in '%s'", language);
}

enum cvd_status
cvd_verb_new(struct cvd_step *step, const struct cvd_intake *intake,
    struct cvd_err *err)
{
	const struct cvd_team *team = cvd_casebook_team(step->book);
	const struct cvd_lines *ids = intake->policies.count > 0
	                                  ? &intake->policies
	                                  : &team->policies;
	int kind = infer_kind(intake);
	const struct facts f = facts_of(intake, kind);
	struct cvd_event *e;
	enum cvd_status rc = check_values(intake, err);

	if (rc == CVD_OK)
		rc = cvd_step_add(step, CVD_EVENT_RECEIVED, &e, err);
	if (rc != CVD_OK)
		return rc;
	e->title = cvd_arena_text(cvd_step_arena(step), intake->title);
	e->desk = team->desk;
	e->channel = intake->channel;
	e->target_kind = kind;
	e->owner_class = intake->owner_class;
	e->discovered = intake->discovered;
	e->anonymous = intake->anonymous;
	rc = check_language(step, intake->language, &e->language, err);
	if (rc == CVD_OK)
		rc = find_missing(step, intake, &f, ids->item[0], e, err);
	if (rc == CVD_OK)
		rc = list_has(step, &f, e, err);
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
