/* SPDX-License-Identifier: EUPL-1.2 */

/* What a report brings, and what it lacks. */

#include "app/intake.h"

#include "app/policies.h"
#include "core/target.h"

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
	const char *option;
	const char *form; /* of its value, where there are several; or NULL */
} fact_names[] = {
	{ "reporter.email", "email", offsetof(struct facts, email),
	    "--reporter-email", NULL },
	{ "reporter.phone", "phone", offsetof(struct facts, phone),
	    "--reporter-phone", NULL },
	{ "reporter.name", "name", offsetof(struct facts, name),
	    "--reporter-name", NULL },
	{ "finding.description", "description",
	    offsetof(struct facts, description), "--description-file", NULL },
	{ "finding.target_ip", "target", offsetof(struct facts, ip), "--target",
	    "an IP address" },
	{ "finding.target_url", "target", offsetof(struct facts, url),
	    "--target", "a URL" },
	{ "finding.target_name", "target", offsetof(struct facts, product),
	    "--target", "the name of a product" },
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

int
cvd_intake_kind(const struct cvd_intake *intake)
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

/* "--target with an IP address or a URL" */
static void
add_option(struct cvd_buf *words, size_t k, const char *last)
{
	bool same = last != NULL && strcmp(last, fact_names[k].option) == 0;

	cvd_buf_addz(words, last == NULL ? "" : " or ");
	if (!same)
		cvd_buf_addz(words, fact_names[k].option);
	if (fact_names[k].form != NULL)
		cvd_buf_addf(words, "%s%s", same ? "" : " with ",
		    fact_names[k].form);
}

/* One group of which any fact will do. */
static void
check_group(const struct facts *f, const char *const *asked, size_t count,
    struct missing *m)
{
	size_t first = FACT_NAMES;
	const char *last = NULL;
	struct cvd_buf words = CVD_BUF_INIT(400);

	for (size_t i = 0; i < count; i++) {
		size_t k = find_fact(asked[i]);

		if (k == FACT_NAMES)
			continue;
		if (fact(f, k))
			goto out;
		if (first == FACT_NAMES)
			first = k;
		add_option(&words, k, last);
		last = fact_names[k].option;
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

/* All at once: what every case needs, and what the policy asks for. */
static enum cvd_status
fail_missing(const struct cvd_intake *intake, const char *lead,
    const struct missing *m, struct cvd_err *err)
{
	bool lacks = m->count > 0 && !intake->incomplete;
	enum cvd_status rc;

	if (!lacks)
		return cvd_fail(err, CVD_E_USAGE, "a case needs --title");
	rc = cvd_fail(err, CVD_E_USAGE,
	    "%spolicy '%s' asks for what this report lacks: %s",
	    intake->title == NULL ? "a case needs --title, and " : "", lead,
	    m->words.data);
	cvd_err_hint(err, "--incomplete records it %s",
	    intake->title == NULL ? "without what the policy asks for"
	                          : "all the same");
	return rc;
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
	if (intake->title == NULL || (m.count > 0 && !intake->incomplete))
		rc = fail_missing(intake, lead, &m, err);
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

enum cvd_status
cvd_intake_judge(struct cvd_step *step, const struct cvd_intake *intake,
    const char *lead, struct cvd_event *event, struct cvd_err *err)
{
	const struct facts f = facts_of(intake, cvd_intake_kind(intake));
	enum cvd_status rc = find_missing(step, intake, &f, lead, event, err);

	return rc == CVD_OK ? list_has(step, &f, event, err) : rc;
}
