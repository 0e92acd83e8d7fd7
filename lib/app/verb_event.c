/* SPDX-License-Identifier: EUPL-1.2 */

/* Events that have no verb of their own. */

#include "app/verbs.h"

#include "app/fill.h"
#include "app/pick.h"

/* What such an event takes besides a text. */
enum takes {
	TAKES_PARTY = 1u << 0,
	TAKES_SOURCE = 1u << 1,
	TAKES_WHO = 1u << 2, /* and whether details were given */
	TAKES_WAY = 1u << 3,
};

struct row {
	enum cvd_event_kind kind;
	unsigned takes;
	const char *letter; /* to the reporter; NULL: none */
};

/* In the order of cvd_verb_event_names. */
static const struct row rows[] = {
	{ CVD_EVENT_NONE, 0, NULL },
	{ CVD_EVENT_CONTACT_ATTEMPTED, TAKES_PARTY | TAKES_WHO | TAKES_WAY,
	    NULL },
	{ CVD_EVENT_VENDOR_ACKNOWLEDGED, TAKES_PARTY | TAKES_SOURCE, NULL },
	{ CVD_EVENT_INFO_RECEIVED, TAKES_WAY, NULL },
	{ CVD_EVENT_STATUS_UPDATE, TAKES_WAY, "status" },
	{ CVD_EVENT_REPORTER_CONSULTED, TAKES_WAY, "publish-consult" },
};

const char *const cvd_verb_event_names[] = { NULL, "contact_attempted",
	"vendor_acknowledged", "info_received", "status_update",
	"reporter_consulted", NULL };
_Static_assert(sizeof cvd_verb_event_names / sizeof cvd_verb_event_names[0] ==
                   sizeof rows / sizeof rows[0] + 1,
    "a name for each row");

static enum cvd_status
fail_name(const char *name, struct cvd_err *err)
{
	struct cvd_buf names = CVD_BUF_INIT(300);
	enum cvd_status rc =
	    name == NULL ? cvd_fail(err, CVD_E_USAGE, "which event is missing")
	                 : cvd_fail(err, CVD_E_USAGE,
	                       "'%s' is no event that is recorded so", name);

	for (size_t i = 1; cvd_verb_event_names[i] != NULL; i++)
		cvd_buf_addf(&names, "%s%s", i == 1 ? "" : ", ",
		    cvd_verb_event_names[i]);
	cvd_err_hint(err, "one of: %s; other events have verbs of their own",
	    names.data);
	cvd_buf_clear(&names);
	return rc;
}

static enum cvd_status
check(const struct cvd_happening *h, const struct row *row, struct cvd_err *err)
{
	const char *surplus = NULL;

	if (h->party != NULL && (row->takes & TAKES_PARTY) == 0)
		surplus = "--party";
	else if (h->source != 0 && (row->takes & TAKES_SOURCE) == 0)
		surplus = "--source";
	else if (h->who != CVD_WHO_NONE && (row->takes & TAKES_WHO) == 0)
		surplus = "--who";
	else if (h->details && (row->takes & TAKES_WHO) == 0)
		surplus = "--details";
	else if (h->way.by != CVD_CHANNEL_NONE && (row->takes & TAKES_WAY) == 0)
		surplus = "--by";
	else if (h->way.no_letter != NULL && row->letter == NULL)
		surplus = "--no-letter";
	if (surplus == NULL)
		return CVD_OK;
	return cvd_fail(err, CVD_E_USAGE, "'%s' takes no %s",
	    cvd_event_names[row->kind], surplus);
}

/* A refusal by the state of the case comes before one for want of a party. */
static enum cvd_status
check_state(const struct cvd_step *step, const struct cvd_happening *h,
    const struct row *row, struct cvd_err *err)
{
	const struct cvd_record *r = step->record;
	const struct cvd_event probe = {
		.kind = (int)row->kind,
		.at = step->at,
		.recorded = step->recorded,
		.party = "reporter",
		.who = h->who == CVD_WHO_NONE ? CVD_WHO_DESK : h->who,
	};

	return cvd_replay_may(r->c, &r->replay, &probe, err);
}

static enum cvd_status
fill_event(struct cvd_step *step, struct cvd_event *e,
    const struct cvd_happening *h, const struct row *row, struct cvd_err *err)
{
	if ((row->takes & TAKES_WHO) != 0)
		e->who = h->who == CVD_WHO_NONE ? CVD_WHO_DESK : h->who;
	e->details = h->details;
	e->source = h->source;
	return cvd_fill_note(step, e, h->text, err);
}

enum cvd_status
cvd_verb_event(struct cvd_step *step, const struct cvd_happening *happening,
    struct cvd_err *err)
{
	int index = happening->event == NULL
	                ? 0
	                : cvd_names_match(cvd_verb_event_names,
	                      happening->event);
	const struct row *row = &rows[index];
	const char *party = NULL;
	struct cvd_event *e;
	enum cvd_status rc;

	if (index == 0)
		return fail_name(happening->event, err);
	rc = check(happening, row, err);
	if (rc == CVD_OK)
		rc = check_state(step, happening, row, err);
	if (rc == CVD_OK && (row->takes & TAKES_PARTY) != 0)
		rc = cvd_pick_vendor(step, happening->party, &party, err);
	if (rc == CVD_OK)
		rc = cvd_step_add(step, row->kind, &e, err);
	if (rc != CVD_OK)
		return rc;
	e->party = party;
	rc = fill_event(step, e, happening, row, err);
	if (rc != CVD_OK)
		return rc;
	if (row->letter != NULL)
		return cvd_letters_to_reporter(step, e, row->letter,
		    &happening->way, err);
	rc = cvd_letters_way(step, e, &happening->way, err);
	return rc == CVD_OK ? cvd_step_judge(step, err) : rc;
}
