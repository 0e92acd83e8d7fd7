/* SPDX-License-Identifier: EUPL-1.2 */

/* What the public is told of a case, as Markdown. */

#include "app/advisory.h"

#include "core/ident.h"
#include "core/limits.h"
#include "core/local.h"
#include "core/utf8.h"
#include "core/words.h"

#include <stdio.h>
#include <string.h>

enum label {
	LABEL_ADVISORY,
	LABEL_PUBLISHER,
	LABEL_REPORTED,
	LABEL_FIXED,
	LABEL_PUBLISHED,
	LABEL_UPDATED,
	LABEL_WEAKNESS,
	LABEL_CVSS,
	LABEL_CREDIT,
	LABEL_SUMMARY,
	LABEL_FIXES,
	LABEL_NO_FIX,
	LABELS
};

static const struct {
	const char *en;
	const char *nl;
} labels[] = {
	[LABEL_ADVISORY] = { "Advisory", "Advies" },
	[LABEL_PUBLISHER] = { "Published by", "Gepubliceerd door" },
	[LABEL_REPORTED] = { "Reported", "Gemeld" },
	[LABEL_FIXED] = { "Fixed", "Opgelost" },
	[LABEL_PUBLISHED] = { "Published", "Gepubliceerd" },
	[LABEL_UPDATED] = { "Updated", "Bijgewerkt" },
	[LABEL_WEAKNESS] = { "Weakness", "Soort kwetsbaarheid" },
	[LABEL_CVSS] = { "CVSS", "CVSS" },
	[LABEL_CREDIT] = { "Found by", "Gevonden door" },
	[LABEL_SUMMARY] = { "Summary", "Samenvatting" },
	[LABEL_FIXES] = { "Fix", "Oplossing" },
	[LABEL_NO_FIX] = { "There is no fix yet.",
	    "Er is nog geen oplossing." },
};
_Static_assert(sizeof labels / sizeof labels[0] == LABELS, "a text each");

/* What a whole writing has in common. */
struct writer {
	const struct cvd_advisory *advisory;
	const struct cvd_replay *replay;
	struct cvd_buf *out;
};

static const char *
label(const struct writer *w, enum label l)
{
	const char *language = w->advisory->language;

	return strncmp(language, "nl", 2) == 0 ? labels[l].nl : labels[l].en;
}

const char *
cvd_advisory_path_text(const char *id, char path[CVD_ADVISORY_PATH_TEXT])
{
	(void)snprintf(path, CVD_ADVISORY_PATH_TEXT, "advisories/%.4s/%.16s.md",
	    id + strlen("CVD-"), id);
	return path;
}

/* The reporter's latest word on being named, or NULL. */
static const struct cvd_event *
naming_of(const struct cvd_replay *r, const char *party)
{
	const struct cvd_event *found = NULL;

	for (size_t i = 0; i < r->count; i++) {
		const struct cvd_event *e = r->events[i];
		const char *by = e->party == NULL ? "reporter" : e->party;

		if (e->consent_kind == CVD_CONSENT_NAMING &&
		    strcmp(by, party) == 0)
			found = e;
	}
	return found;
}

/* The name that a party may be called by in public, or NULL. */
static const char *
public_name(const struct cvd_replay *r, const char *slug)
{
	const struct cvd_event *naming = naming_of(r, slug);
	const struct cvd_party *p = cvd_replay_party(r, slug);

	if (naming == NULL || naming->kind != CVD_EVENT_CONSENT_GIVEN)
		return NULL;
	if (naming->consent_value == CVD_CONSENT_PSEUDONYM)
		return naming->person == NULL ? NULL
		                              : naming->person->pseudonym;
	if (naming->consent_value != CVD_CONSENT_YES || p == NULL ||
	    p->person == NULL)
		return NULL;
	return p->person->name;
}

const char *
cvd_advisory_credit(const struct cvd_replay *replay, const char *language)
{
	const char *name = public_name(replay, "reporter");

	return name != NULL
	           ? name
	           : cvd_words_text(language, CVD_WORDS_CREDIT, "anonymous");
}

/*
 * Text that stays text: a backslash before ASCII punctuation that could begin
 * markup (CommonMark, 2.4), after what is hidden was made visible.
 */
static void
add_text(struct cvd_buf *out, const char *text)
{
	struct cvd_buf shown = CVD_BUF_INIT(CVD_MAX_LETTER);

	cvd_utf8_show(&shown, text, strlen(text), 0);
	for (const char *c = shown.data; *c != '\0'; c++) {
		if (strchr("\\`*_[]<>&|~#$!", *c) != NULL)
			cvd_buf_addc(out, '\\');
		cvd_buf_addc(out, *c);
	}
	cvd_buf_clear(&shown);
}

/* Where raw HTML could begin (CommonMark, 6.6), it is shown. */
static void
add_summary(struct cvd_buf *out, const char *text)
{
	struct cvd_buf shown = CVD_BUF_INIT(4 * CVD_MAX_DESCRIPTION);

	cvd_utf8_show(&shown, text, strlen(text), CVD_SHOW_LINES);
	for (const char *c = shown.data; *c != '\0'; c++) {
		bool opens = *c == '<' && c[1] != '\0' &&
		             (strchr("/!?", c[1]) != NULL ||
		                 (c[1] >= 'a' && c[1] <= 'z') ||
		                 (c[1] >= 'A' && c[1] <= 'Z'));

		if (opens)
			cvd_buf_addz(out, "&lt;");
		else
			cvd_buf_addc(out, *c);
	}
	if (shown.size > 0 && shown.data[shown.size - 1] != '\n')
		cvd_buf_addc(out, '\n');
	cvd_buf_clear(&shown);
}

static void
add_date(const struct writer *w, cvd_instant at)
{
	char text[CVD_INSTANT_OFFSET_TEXT];

	cvd_buf_addf(w->out, "%.10s",
	    cvd_local_text(at, w->advisory->zone, text));
}

static void
add_dated(const struct writer *w, enum label l, cvd_instant at)
{
	cvd_buf_addf(w->out, "- %s: ", label(w, l));
	add_date(w, at);
	cvd_buf_addc(w->out, '\n');
}

static void
add_field(const struct writer *w, enum label l, const char *text)
{
	cvd_buf_addf(w->out, "- %s: ", label(w, l));
	add_text(w->out, text);
	cvd_buf_addc(w->out, '\n');
}

static void
add_dates(const struct writer *w)
{
	const struct cvd_replay *r = w->replay;
	const struct cvd_event *first = NULL;

	for (size_t i = 0; i < r->count && first == NULL; i++)
		if (r->events[i]->kind == CVD_EVENT_PUBLISHED)
			first = r->events[i];
	add_dated(w, LABEL_REPORTED, r->received->at);
	if (r->fixed)
		add_dated(w, LABEL_FIXED, r->fixed_at);
	add_dated(w, LABEL_PUBLISHED,
	    first != NULL ? first->at : w->advisory->published);
	if (first != NULL)
		add_dated(w, LABEL_UPDATED, w->advisory->published);
}

/* What the latest assessment that says so makes of it. */
static void
add_assessment(const struct writer *w)
{
	const struct cvd_replay *r = w->replay;
	const char *cwe = NULL;
	const char *cvss = NULL;

	for (size_t i = 0; i < r->count; i++) {
		if (r->events[i]->cwe != NULL)
			cwe = r->events[i]->cwe;
		if (r->events[i]->cvss != NULL)
			cvss = r->events[i]->cvss;
	}
	if (cwe != NULL)
		add_field(w, LABEL_WEAKNESS, cwe);
	if (cvss != NULL)
		add_field(w, LABEL_CVSS, cvss);
}

/* "- Example Ltd: 1.2.3, 2026-12-01, <https://example.org/fix>" */
static void
add_fix(const struct writer *w, const struct cvd_event *e)
{
	const char *name = public_name(w->replay, e->party);

	cvd_buf_addz(w->out, "- ");
	if (name != NULL) {
		add_text(w->out, name);
		cvd_buf_addz(w->out, ": ");
	}
	if (e->version != NULL) {
		add_text(w->out, e->version);
		cvd_buf_addz(w->out, ", ");
	}
	add_date(w, e->at);
	/* A checked URL has nothing in it that would end an autolink. */
	if (e->reference != NULL)
		cvd_buf_addf(w->out, ", <%s>", e->reference);
	cvd_buf_addc(w->out, '\n');
}

static void
add_fixes(const struct writer *w)
{
	const struct cvd_replay *r = w->replay;
	bool any = false;

	cvd_buf_addf(w->out, "\n## %s\n\n", label(w, LABEL_FIXES));
	for (size_t i = 0; i < r->count; i++) {
		const struct cvd_event *e = r->events[i];

		if (e->kind != CVD_EVENT_FIX_RELEASED &&
		    e->kind != CVD_EVENT_FIX_DEPLOYED)
			continue;
		add_fix(w, e);
		any = true;
	}
	if (!any)
		cvd_buf_addf(w->out, "%s\n", label(w, LABEL_NO_FIX));
}

void
cvd_advisory_write(const struct cvd_advisory *advisory,
    const struct cvd_replay *replay, struct cvd_buf *out)
{
	const struct writer w = { advisory, replay, out };

	cvd_buf_addz(out, "# ");
	add_text(out, replay->received->title);
	cvd_buf_addz(out, "\n\n");
	add_field(&w, LABEL_ADVISORY, replay->head.id);
	add_field(&w, LABEL_PUBLISHER, advisory->publisher);
	add_dates(&w);
	add_assessment(&w);
	add_field(&w, LABEL_CREDIT,
	    cvd_advisory_credit(replay, advisory->language));
	if (advisory->summary != NULL) {
		cvd_buf_addf(out, "\n## %s\n\n", label(&w, LABEL_SUMMARY));
		add_summary(out, advisory->summary);
	}
	add_fixes(&w);
}
