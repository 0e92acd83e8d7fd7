/* SPDX-License-Identifier: EUPL-1.2 */

/* Letters that a step decides: rendered, composed, queued. */

#include "app/letters.h"

#include "app/letter_template.h"
#include "app/letter_values.h"
#include "app/person.h"
#include "core/address.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/utf8.h"
#include "edge/hash.h"
#include "edge/mime.h"
#include "edge/store.h"

#include <string.h>

/* Earlier letters that one refers to: enough for any mail program. */
#define REFERENCES 20u

/* A letter on its way through this module. */
struct draft {
	struct cvd_step *step;
	const struct cvd_letter_order *order;
	const char *to;        /* the address, or NULL */
	const char *name;      /* of the recipient, or NULL */
	const char *signatory; /* who signs the letter */
	struct cvd_letter_text text;
	const char *subject;
	const char *body;
};

static bool
is_mail(int by)
{
	return by == CVD_CHANNEL_NONE || by == CVD_CHANNEL_EMAIL;
}

bool
cvd_letters_is_mail(const struct cvd_way *way)
{
	return way->no_letter == NULL && is_mail(way->by);
}

/* Whom the letter goes to, as the order or else the case says. */
static enum cvd_status
find_recipient(struct draft *d, const char **language, struct cvd_err *err)
{
	const struct cvd_letter_order *o = d->order;
	const struct cvd_party *p = cvd_replay_party(&d->step->record->replay,
	    o->party);
	const struct cvd_person *person = p == NULL ? NULL : p->person;

	if (p == NULL && o->to == NULL && o->name == NULL)
		return cvd_fail(err, CVD_E_NOT_FOUND,
		    "the case has no party '%s'", o->party);
	d->to = o->to;
	d->name = o->name;
	*language = o->language;
	if (d->to == NULL && person != NULL)
		d->to = person->email;
	if (d->name == NULL && person != NULL)
		d->name = person->name != NULL ? person->name
		                               : person->organisation;
	if (*language == NULL && p != NULL)
		*language = p->language;
	return CVD_OK;
}

static enum cvd_status
find_signatory(struct draft *d, struct cvd_err *err)
{
	struct cvd_casebook *book = d->step->book;
	struct cvd_person_ident ident;
	enum cvd_status rc = cvd_person_ident(cvd_store_config(
	                                          cvd_casebook_store(book)),
	    cvd_casebook_world(book), cvd_step_arena(d->step), &ident, err);

	if (rc == CVD_OK)
		d->signatory = ident.name;
	return rc;
}

/*
 * The advisory that the step publishes. One that leaves no room for the
 * letter is named by its path alone.
 */
static const char *
advisory_of(const struct cvd_step *step)
{
	for (size_t i = 0; i < step->file_count; i++) {
		const struct cvd_change *f = &step->files[i];

		if (strncmp(f->path, "advisories/", 11) == 0 &&
		    f->size <= CVD_MAX_LETTER / 2)
			return f->bytes;
	}
	return NULL;
}

static enum cvd_status
render(struct draft *d, struct cvd_err *err)
{
	struct cvd_step *step = d->step;
	const struct cvd_letter_source source = {
		.record = step->record,
		.first = step->first,
		.team = cvd_casebook_team(step->book),
		.zone = cvd_casebook_zone(step->book),
		.signatory = d->signatory,
		/* an event may be said to be a few minutes ahead */
		.now = step->at > step->recorded ? step->at : step->recorded,
		.order = d->order,
		.language = d->text.language,
		.advisory = advisory_of(step),
	};
	struct cvd_arena *arena = cvd_step_arena(step);
	const struct cvd_value *values;
	enum cvd_status rc = cvd_letter_values_make(&source, arena, &values,
	    err);

	if (rc != CVD_OK)
		return rc;
	rc = cvd_letter_render(&d->text.template, values, arena, &d->subject,
	    &d->body, err);
	if (rc != CVD_OK)
		cvd_err_prefix(err, d->text.path);
	return rc;
}

/* A new one, in the domain that the team writes from. */
static enum cvd_status
make_message_id(struct draft *d, const char **id, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(d->step);
	const char *from = cvd_casebook_team(d->step->book)->from;
	const char *at = strchr(from, '@');
	char left[CVD_EVENT_ID_TEXT];
	enum cvd_status rc = cvd_casebook_new_id(d->step->book, left, err);

	if (rc != CVD_OK)
		return rc;
	*id = cvd_arena_textf(arena, "%s%s", left, at == NULL ? "" : at);
	return *id == NULL ? cvd_arena_check(arena, err)
	                   : cvd_address_check_message_id(*id, err);
}

/* The ids of earlier letters to the same party, the oldest first. */
static size_t
list_references(const struct draft *d, const char *references[REFERENCES])
{
	const struct cvd_replay *r = &d->step->record->replay;
	size_t count = 0;

	for (size_t i = 0; i < r->letter_count; i++) {
		const struct cvd_letter_track *t = &r->letters[i];

		if (strcmp(t->letter->party, d->order->party) != 0 ||
		    t->state == CVD_LETTER_FAILED ||
		    t->state == CVD_LETTER_CANCELLED)
			continue;
		/* the first stays: it holds the thread together */
		if (count == REFERENCES) {
			(void)memmove(references + 1, references + 2,
			    (REFERENCES - 2) * sizeof *references);
			count--;
		}
		references[count++] = t->letter->message_id;
	}
	return count;
}

static enum cvd_status
compose(const struct draft *d, const char *message_id, struct cvd_buf *bytes,
    struct cvd_err *err)
{
	const struct cvd_step *step = d->step;
	const struct cvd_team *team = cvd_casebook_team(step->book);
	const char *references[REFERENCES];
	size_t count = list_references(d, references);
	const struct cvd_mail mail = {
		.from_name = team->name,
		.from = team->from,
		.to_name = d->name,
		.to = d->to,
		.subject = d->subject,
		.date = step->recorded,
		.message_id = message_id,
		.in_reply_to = count == 0 ? NULL : references[count - 1],
		.references = references,
		.reference_count = count,
		.origin = step->member->role == CVD_MEMBER_BOT
		              ? CVD_MAIL_GENERATED
		              : CVD_MAIL_MANUAL,
		.body = d->body,
	};

	return cvd_mime_compose(&mail, bytes, err);
}

static enum cvd_status
queue(struct draft *d, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(d->step);
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_MAIL);
	char sha256[CVD_HASH_TEXT];
	struct cvd_step_letter letter = {
		.entry = {
			.letter = d->order->letter,
			.party = d->order->party,
			.language = d->text.language,
		},
		.to = d->to,
		.subject = d->subject,
		.body = d->body,
	};
	enum cvd_status rc = make_message_id(d, &letter.entry.message_id, err);

	if (rc == CVD_OK)
		rc = compose(d, letter.entry.message_id, &bytes, err);
	if (rc == CVD_OK) {
		cvd_hash_bytes(d->body, strlen(d->body), sha256);
		letter.entry.sha256 = cvd_arena_text(arena, sha256);
		letter.mail = cvd_arena_copy(arena, bytes.data, bytes.size);
		letter.mail_size = bytes.size;
		rc = cvd_arena_check(arena, err);
	}
	if (rc == CVD_OK)
		rc = cvd_step_letter(d->step, &letter, err);
	cvd_buf_clear(&bytes);
	return rc;
}

static enum cvd_status
add_result(const struct draft *d, bool queued, struct cvd_err *err)
{
	struct cvd_step *step = d->step;
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_letter_result *results = cvd_arena_grow(arena, step->results,
	    step->result_count, sizeof *results);

	if (results == NULL)
		return cvd_arena_check(arena, err);
	step->results = results;
	results[step->result_count++] = (struct cvd_letter_result){
		.letter = d->order->letter,
		.party = d->order->party,
		.queued = queued,
		.outcome = queued ? "queued" : "by hand",
		.subject = d->subject,
		.body = d->body,
		.to = d->to,
	};
	return CVD_OK;
}

static enum cvd_status
check_from(const struct cvd_team *team, const char *letter, struct cvd_err *err)
{
	enum cvd_status rc;

	if (team->from != NULL)
		return CVD_OK;
	rc = cvd_fail(err, CVD_E_REFUSED,
	    "the casebook has no address to write letter '%s' from", letter);
	cvd_err_hint(err, "set 'from' in " CVD_TEAM_PATH
	                  " and commit it with 'cvd commit'; or say with --by "
	                  "how it is said");
	return rc;
}

/* What the order names is the caller's; the step keeps it longer. */
static enum cvd_status
keep(struct cvd_step *step, const struct cvd_letter_order *order,
    struct cvd_letter_order *kept, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);

	*kept = *order;
	kept->letter = cvd_arena_text(arena, order->letter);
	kept->party = cvd_arena_text(arena, order->party);
	if (order->to != NULL)
		kept->to = cvd_arena_text(arena, order->to);
	if (order->name != NULL)
		kept->name = cvd_arena_text(arena, order->name);
	return cvd_arena_check(arena, err);
}

enum cvd_status
cvd_letters_order(struct cvd_step *step, const struct cvd_letter_order *order,
    struct cvd_err *err)
{
	struct cvd_letter_order kept;
	struct draft d = { .step = step, .order = &kept };
	const char *language = NULL;
	bool mail;
	enum cvd_status rc = keep(step, order, &kept, err);

	if (rc == CVD_OK)
		rc = find_recipient(&d, &language, err);
	if (rc != CVD_OK)
		return rc;
	mail = is_mail(order->by) && d.to != NULL;
	if (mail)
		rc = check_from(cvd_casebook_team(step->book), order->letter,
		    err);
	if (rc == CVD_OK)
		rc = cvd_letter_template_find(step->book, order->letter,
		    language, cvd_step_arena(step), &d.text, err);
	if (rc == CVD_OK)
		rc = find_signatory(&d, err);
	if (rc == CVD_OK)
		rc = render(&d, err);
	if (rc == CVD_OK && mail)
		rc = queue(&d, err);
	return rc == CVD_OK ? add_result(&d, mail, err) : rc;
}

static bool
has_channel(const struct cvd_event *event)
{
	return cvd_fields_find(&cvd_event_shape, CVD_EVENT_BIT(event->kind),
	           "channel") != NULL;
}

/* "No letter: REASON", behind what the note says already. */
static enum cvd_status
note_reason(struct cvd_step *step, struct cvd_event *event, const char *reason,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_matter *m;
	const char *old;
	enum cvd_status rc;

	if (reason[0] == '\0' || strlen(reason) > CVD_MAX_REASON ||
	    !cvd_utf8_is_valid(reason, strlen(reason)))
		return cvd_fail(err, CVD_E_USAGE,
		    "the reason for no letter must be text of 1 to %u bytes",
		    CVD_MAX_REASON);
	rc = cvd_step_matter(step, event, &m, err);
	if (rc != CVD_OK)
		return rc;
	old = m->note == NULL ? "" : m->note;
	m->note = cvd_arena_textf(arena, "%s%sNo letter: %s\n", old,
	    old[0] == '\0' ? "" : "\n", reason);
	if (m->note == NULL)
		return cvd_arena_check(arena, err);
	if (strlen(m->note) > CVD_MAX_DESCRIPTION)
		return cvd_fail(err, CVD_E_USAGE,
		    "the note is longer than %u bytes", CVD_MAX_DESCRIPTION);
	return CVD_OK;
}

enum cvd_status
cvd_letters_way(struct cvd_step *step, struct cvd_event *event,
    const struct cvd_way *way, struct cvd_err *err)
{
	if (way->by != CVD_CHANNEL_NONE && has_channel(event))
		event->channel = way->by;
	return way->no_letter == NULL
	           ? CVD_OK
	           : note_reason(step, event, way->no_letter, err);
}

enum cvd_status
cvd_letters_to_reporter(struct cvd_step *step, struct cvd_event *event,
    const char *letter, const struct cvd_way *way, struct cvd_err *err)
{
	const struct cvd_party *p = cvd_replay_party(&step->record->replay,
	    "reporter");
	const struct cvd_person *person = p == NULL ? NULL : p->person;
	bool has_mail = person != NULL && person->email != NULL;
	bool can_reach = has_mail || (person != NULL && person->phone != NULL);
	bool is_due = way->no_letter == NULL &&
	              (can_reach || way->by != CVD_CHANNEL_NONE);
	const struct cvd_letter_order order = {
		.letter = letter,
		.party = "reporter",
		.by = way->by,
	};
	enum cvd_status rc = cvd_letters_way(step, event, way, err);

	step->unreachable = way->no_letter == NULL && !is_due;
	if (is_due && has_mail && is_mail(way->by) && has_channel(event))
		event->channel = CVD_CHANNEL_EMAIL;
	if (rc == CVD_OK)
		rc = cvd_step_judge(step, err);
	return rc == CVD_OK && is_due ? cvd_letters_order(step, &order, err)
	                              : rc;
}
