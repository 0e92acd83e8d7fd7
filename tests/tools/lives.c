/* SPDX-License-Identifier: EUPL-1.2 */

/* What may happen to a case, as scenes that follow each other. */

#include "lives.h"

#include "core/ident.h"
#include "edge/hash.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define FIRST_YEAR 2016
#define LAST_YEAR  2025

/* One step: an event like this one, so many hours later at most. */
struct scene {
	const char *verb; /* NULL ends the script */
	unsigned hours;
	const char *letter; /* decided with it; NULL: none */
	const char *to;     /* its party */
	struct cvd_event event;
};

#define KIND(name) .kind = CVD_EVENT_##name
#define MAIL       .channel = CVD_CHANNEL_EMAIL

/* clang-format off */
#define RECEIVED(class) \
	{ "new", 1, NULL, NULL, { KIND(RECEIVED), MAIL, .language = "nl", .target_kind = CVD_TARGET_SYSTEM, .owner_class = CVD_CLASS_##class } }, \
	{ "ack", 30, "ack", "reporter", { KIND(ACKNOWLEDGED), MAIL } }
#define ASSESSED(result, name, ...) \
	{ "assess", 70, name, "reporter", { KIND(ASSESSED), MAIL, .outcome = CVD_OUTCOME_##result, __VA_ARGS__ } }
#define VENDOR \
	{ "vendor", 2, NULL, NULL, { KIND(PARTY_ADDED), .party = "vendor-1", .role = CVD_ROLE_VENDOR, .owner_class = CVD_CLASS_PRIVATE, .status = CVD_STATUS_AFFECTED } }
#define CONTACT(hours, name, told) \
	{ "notify", hours, name, "vendor-1", { KIND(CONTACT_ATTEMPTED), MAIL, .party = "vendor-1", .who = CVD_WHO_DESK, .details = told } }
#define FIX(name, hours, who) \
	{ "fix", hours, NULL, NULL, { KIND(FIX_##name), .party = who, .source = 1, .version = "2.1" } }
#define CLOSED(hours, why) \
	{ "close", hours, "close", "reporter", { KIND(CLOSED), MAIL, .reason = why } }

static const struct scene own_system[] = {
	RECEIVED(OWN),
	ASSESSED(ACCEPTED, "assess-accepted", .weight = 2, .cwe = "CWE-287"),
	{ "assign", 5, NULL, NULL, { KIND(ASSIGNED) } },
	{ "note", 80, NULL, NULL, { KIND(NOTED) } },
	{ "event", 300, "status", "reporter", { KIND(STATUS_UPDATE), MAIL } },
	FIX(DEPLOYED, 900, "desk"),
	FIX(VERIFIED, 100, "desk"),
	CLOSED(200, "resolved"),
	{ 0 },
};
static const struct scene product[] = {
	RECEIVED(PRIVATE),
	ASSESSED(ACCEPTED, "assess-accepted", .weight = 2, .cwe = "CWE-79"),
	VENDOR,
	CONTACT(30, "vendor-contact", false),
	{ "event", 60, NULL, NULL, { KIND(VENDOR_ACKNOWLEDGED), .party = "vendor-1", .source = 2 } },
	CONTACT(20, "vendor-notify", true),
	{ "event", 400, "status", "reporter", { KIND(STATUS_UPDATE), MAIL } },
	{ "consent", 50, NULL, NULL, { KIND(CONSENT_GIVEN), .party = "reporter", .consent_kind = CVD_CONSENT_NAMING, .consent_value = CVD_CONSENT_YES, .medium = "mail" } },
	FIX(AVAILABLE, 900, "vendor-1"),
	FIX(RELEASED, 300, "vendor-1"),
	{ "publish", 400, "publish", "vendor-1", { KIND(PUBLISHED) } },
	CLOSED(100, "resolved"),
	{ 0 },
};
static const struct scene silent_vendor[] = {
	RECEIVED(PRIVATE),
	ASSESSED(ACCEPTED, "assess-accepted", .weight = 2, .cwe = "CWE-89"),
	VENDOR,
	CONTACT(30, "vendor-contact", false),
	CONTACT(400, "vendor-remind", false),
	{ "escalate", 500, NULL, NULL, { KIND(ESCALATED), MAIL, .to = "nl-ncsc", .reason = "no-response" } },
	{ "note", 300, NULL, NULL, { KIND(NOTED) } },
	{ 0 },
};
static const struct scene question[] = {
	RECEIVED(OWN),
	{ "assess", 60, "info", "reporter", { KIND(INFO_REQUESTED), MAIL } },
	{ "event", 200, NULL, NULL, { KIND(INFO_RECEIVED), MAIL } },
	ASSESSED(ACCEPTED, "assess-minor", .weight = 1),
	FIX(DEPLOYED, 1500, "desk"),
	CLOSED(200, "resolved"),
	{ 0 },
};
static const struct scene rejected[] = {
	RECEIVED(OWN),
	ASSESSED(REJECTED, "assess-rejected", .reason = "out-of-scope"),
	CLOSED(50, "out-of-scope"),
	{ 0 },
};
static const struct scene spam[] = {
	{ "new", 1, NULL, NULL, { KIND(RECEIVED), MAIL, .language = "en" } },
	{ "assess", 70, NULL, NULL, { KIND(ASSESSED), .outcome = CVD_OUTCOME_REJECTED, .reason = "spam" } },
	{ "close", 1, NULL, NULL, { KIND(CLOSED), .reason = "spam" } },
	{ 0 },
};
/* clang-format on */

/* The more often, the more of them there are. */
static const struct scene *const scripts[] = { own_system, own_system, product,
	product, product, silent_vendor, question, rejected, rejected, spam };

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const subjects[] = { "Login form", "Order page",
	"Password reset", "Search box", "Upload of files", "Invoice page",
	"Session cookie", "Public API", "Printer driver", "Update server" };
static const char *const findings[] = { "accepts any password",
	"shows what is of others", "runs a script of the address",
	"answers to any origin", "gives its version and path away",
	"can be asked without end", "follows a link out of its folder" };
static const char *const names[] = { "Anna", "Bram", "Chris", "Daan", "Emma",
	"Femke", "Gijs", "Hanna", "Ilse", "Jan", "Kim", "Lotte" };

cvd_instant
lives_end(void)
{
	return cvd_instant_from_day(cvd_day_from_date((struct cvd_date){
	                                LAST_YEAR + 1, 1, 1 }),
	    0);
}

static uint64_t
draw(struct life *life, uint64_t below)
{
	unsigned char bytes[8];
	uint64_t n = 0;

	/* a seeded source does not fail */
	(void)chance_fill(&life->chance, bytes, sizeof bytes, NULL);
	for (size_t i = 0; i < sizeof bytes; i++)
		n = n << 8 | bytes[i];
	return n % below;
}

static const char *
draw_id(struct life *life)
{
	unsigned char bytes[CVD_EVENT_ID_BYTES];
	char id[CVD_EVENT_ID_TEXT];

	(void)chance_fill(&life->chance, bytes, sizeof bytes, NULL);
	cvd_event_id_make(bytes, id);
	return cvd_arena_text(life->c->arena, id);
}

#define DRAW(life, array) (array)[draw(life, COUNT(array))]

/*
 * An id that no other number has: multiplying by an odd number permutes the
 * residues of a power of two, and this one spreads neighbours.
 */
static void
make_id(size_t number, cvd_instant at, char *id)
{
	uint32_t bits = ((uint32_t)number + 1) * 0x9e3779b1u << 2;
	unsigned char bytes[CVD_CASE_ID_RANDOM] = { (unsigned char)(bits >> 24),
		(unsigned char)(bits >> 16), (unsigned char)(bits >> 8),
		(unsigned char)bits };

	cvd_case_id_make((unsigned)cvd_date_from_day(cvd_instant_day(at)).year,
	    bytes, id);
}

enum cvd_status
life_begin(struct life *life, const struct lives *all, size_t number,
    struct cvd_err *err)
{
	cvd_instant from =
	    cvd_instant_from_day(cvd_day_from_date(
	                             (struct cvd_date){ FIRST_YEAR, 1, 1 }),
	        0);
	double share = (double)number / (double)all->count;
	char id[CVD_CASE_ID_TEXT];
	char seed[32];

	(void)snprintf(seed, sizeof seed, "life %zu", number);
	*life = (struct life){
		.all = all,
		.number = number,
		.chance = chance_from(seed),
		.at = from +
		      (cvd_instant)(share * (double)(lives_end() - from)),
	};
	make_id(number, life->at, id);
	life->c = cvd_case_new(id);
	if (life->c == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	life->scene = DRAW(life, scripts);
	return CVD_OK;
}

void
life_end(struct life *life)
{
	cvd_case_free(life->c);
	life->c = NULL;
}

static struct cvd_person *
make_person(struct life *life, const char *kind)
{
	struct cvd_arena *arena = life->c->arena;
	struct cvd_person *p = cvd_arena_alloc(arena, 1, sizeof *p);

	if (p == NULL)
		return NULL;
	p->salt = draw_id(life);
	p->name = cvd_arena_textf(arena, "%s %c.", DRAW(life, names),
	    'A' + (char)draw(life, 26));
	p->email = cvd_arena_textf(arena, "%s-%zu@example.org", kind,
	    life->number);
	return p;
}

static struct cvd_matter *
make_matter(struct life *life)
{
	struct cvd_matter *m = cvd_arena_alloc(life->c->arena, 1, sizeof *m);

	if (m != NULL)
		m->salt = draw_id(life);
	return m;
}

static void
fill_received(struct life *life, struct cvd_event *e)
{
	static const char *has[] = { "name", "email", "target", "description" };
	struct cvd_arena *arena = life->c->arena;
	struct cvd_matter *m = make_matter(life);
	struct cvd_target *target = cvd_arena_alloc(arena, 1, sizeof *target);
	char sha256[CVD_HASH_TEXT];

	e->title = cvd_arena_textf(arena, "%s %s", DRAW(life, subjects),
	    DRAW(life, findings));
	e->policies = life->all->policies;
	e->calendars = life->all->calendars;
	e->desk = life->all->desk;
	e->discovered = e->at - (cvd_instant)draw(life, 30 * CVD_SECONDS_A_DAY);
	e->has = (struct cvd_lines){ has, COUNT(has) };
	e->person = make_person(life, "finder");
	e->matter = m;
	if (m == NULL || target == NULL)
		return;
	target->url = cvd_arena_textf(arena, "https://www%u.example.org/app",
	    (unsigned)draw(life, 5000));
	m->targets = (struct cvd_items){ target, 1 };
	m->description = cvd_arena_textf(arena,
	    "Dear reader,\n\nI looked at %s and saw that it %s.\n"
	    "To see it again:\n\n1. open the page with an empty cookie jar,\n"
	    "2. send the form twice, the second time with id=%u,\n"
	    "3. read the answer, which should not be there.\n\n"
	    "I have looked at one record and kept nothing of it.\n",
	    target->url, DRAW(life, findings), (unsigned)draw(life, 100000));
	if (m->description == NULL)
		return;
	cvd_hash_bytes(m->description, strlen(m->description), sha256);
	e->report_sha256 = cvd_arena_text(arena, sha256);
}

static void
fill_party(struct life *life, struct cvd_event *e)
{
	e->person = make_person(life, e->party);
}

static void
fill_note(struct life *life, struct cvd_event *e)
{
	e->matter = make_matter(life);
	if (e->matter != NULL)
		e->matter->note = cvd_arena_textf(life->c->arena,
		    "Called %s.\nThey will look at it in week %u.\n",
		    DRAW(life, names), 1 + (unsigned)draw(life, 52));
}

static void
fill_assigned(struct life *life, struct cvd_event *e)
{
	e->to = life->all->by;
}

/* All attempts at contact so far. */
static void
fill_escalated(struct life *life, struct cvd_event *e)
{
	const char **ids = cvd_arena_alloc(life->c->arena, life->c->count,
	    sizeof *ids);
	size_t count = 0;

	for (size_t i = 0; ids != NULL && i < life->c->count; i++)
		if (life->c->events[i].kind == CVD_EVENT_CONTACT_ATTEMPTED)
			ids[count++] = life->c->events[i].id;
	e->attempts = (struct cvd_lines){ ids, count };
}

static void
fill_published(struct life *life, struct cvd_event *e)
{
	struct cvd_arena *arena = life->c->arena;
	struct cvd_document *d = cvd_arena_alloc(arena, 1, sizeof *d);
	const char *id = life->c->head.id;
	char sha256[CVD_HASH_TEXT];

	life->path = cvd_arena_textf(arena, "advisories/%.4s/%s.md", id + 4,
	    id);
	life->document = cvd_arena_textf(arena,
	    "# %s: %s\n\nFixed in version 2.1.\n", id,
	    life->c->events[0].title);
	if (d == NULL || life->document == NULL)
		return;
	cvd_hash_bytes(life->document, strlen(life->document), sha256);
	d->path = life->path;
	d->sha256 = cvd_arena_text(arena, sha256);
	e->documents = (struct cvd_items){ d, 1 };
}

/* What no two cases share. */
typedef void fill_fn(struct life *life, struct cvd_event *e);
static fill_fn *const fills[CVD_EVENT_KINDS] = {
	[CVD_EVENT_RECEIVED] = fill_received,
	[CVD_EVENT_PARTY_ADDED] = fill_party,
	[CVD_EVENT_NOTED] = fill_note,
	[CVD_EVENT_ASSIGNED] = fill_assigned,
	[CVD_EVENT_ESCALATED] = fill_escalated,
	[CVD_EVENT_PUBLISHED] = fill_published,
};

/* An event with the payload of another. */
static enum cvd_status
add(struct life *life, const struct cvd_event *like, struct cvd_err *err)
{
	const char *id = draw_id(life);
	struct cvd_event *e;
	struct cvd_event base;
	enum cvd_status rc = cvd_arena_check(life->c->arena, err);

	if (rc == CVD_OK)
		rc = cvd_case_add(life->c, (enum cvd_event_kind)like->kind, id,
		    life->at, life->all->recorded, life->all->by, &e, err);
	if (rc != CVD_OK)
		return rc;
	base = *e;
	*e = *like;
	e->id = base.id;
	e->lamport = base.lamport;
	e->at = base.at;
	e->recorded = base.recorded;
	e->by = base.by;
	e->discovered = base.discovered;
	if (fills[e->kind] != NULL)
		fills[e->kind](life, e);
	return cvd_arena_check(life->c->arena, err);
}

static enum cvd_status
queue_letter(struct life *life, const struct scene *scene, struct cvd_err *err)
{
	struct cvd_arena *arena = life->c->arena;
	struct cvd_event_letter *l = cvd_arena_alloc(arena, 1, sizeof *l);
	const struct cvd_event queued = { .kind = CVD_EVENT_LETTERS_QUEUED,
		.letters = { l, 1 } };
	char sha256[CVD_HASH_TEXT];

	if (l == NULL)
		return cvd_arena_check(arena, err);
	l->letter = scene->letter;
	l->party = scene->to;
	l->language = "nl";
	l->message_id = cvd_arena_textf(arena, "<%s@example.org>",
	    draw_id(life));
	if (l->message_id == NULL)
		return cvd_arena_check(arena, err);
	cvd_hash_bytes(l->message_id, strlen(l->message_id), sha256);
	l->sha256 = cvd_arena_text(arena, sha256);
	l->server = "spool";
	life->letter = l;
	return add(life, &queued, err);
}

/* The letter goes out a minute after it was decided. */
static enum cvd_status
send_letter(struct life *life, struct cvd_err *err)
{
	const struct cvd_event sent = { .kind = CVD_EVENT_LETTERS_SENT,
		.letters = { (void *)(uintptr_t)life->letter, 1 } };

	life->at += 60;
	life->verb = "send";
	life->letter = NULL;
	return add(life, &sent, err);
}

enum cvd_status
life_step(struct life *life, bool *more, struct cvd_err *err)
{
	const struct scene *scene = life->scene;
	enum cvd_status rc;

	life->first = life->c->count;
	life->path = NULL;
	if (life->letter != NULL) {
		*more = true;
		return send_letter(life, err);
	}
	life->at += 1 + (cvd_instant)draw(life, 3600u * (scene->hours + 1));
	*more = scene->verb != NULL &&
	        (life->first == 0 || life->at < lives_end());
	if (!*more)
		return CVD_OK;
	life->verb = scene->verb;
	rc = add(life, &scene->event, err);
	if (rc == CVD_OK && scene->letter != NULL)
		rc = queue_letter(life, scene, err);
	life->scene++;
	return rc;
}
