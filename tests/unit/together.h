/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_TOGETHER_H
#define CVD_TESTS_UNIT_TOGETHER_H

#include "core/replay.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/*
 * Cases as a merge leaves them, from one line of text: events with blanks
 * between, each with its number, in any order; they are sorted.
 *
 *	NUMBER.ID.BY.EVENT[.WORD[.WORD]][@SECOND]
 *
 * Everything is recorded in the same second unless one is said. The words are
 *
 *	assessed.OUTCOME[.REASON]     closed[.REASON]  published.SHA256
 *	party_added.PARTY             party_changed.PARTY.STATUS-or-ROLE
 *	contact_attempted.PARTY       fix_released.PARTY
 *	consent_given.VALUE[.PARTY]   consent_withdrawn.[.PARTY]  (of naming)
 *	corrected.ID.VALUE            (of the language)
 *	voided.ID
 *	letters_queued.MESSAGE-ID[.PARTY]   ("ack", or "vendor-contact" to one)
 *	letters_sent.MESSAGE-ID       letters_failed… letters_cancelled…
 */

#define TOGETHER_START INT64_C(1795165200) /* 2026-11-20T09:00:00Z */
#define TOGETHER_WORDS 6

struct together {
	struct cvd_case *c;
	struct cvd_arena *arena;
	struct cvd_replay replay;
};

static inline void
together_letter(struct together *t, struct cvd_event *e, char **word)
{
	struct cvd_event_letter *l = cvd_arena_alloc(t->arena, 1, sizeof *l);

	ck_assert_ptr_nonnull(l);
	l->letter = *word[5] == '\0' ? "ack" : "vendor-contact";
	l->party = *word[5] == '\0' ? "reporter" : word[5];
	l->message_id = word[4];
	e->letters = (struct cvd_items){ l, 1 };
}

static inline void
together_published(struct together *t, struct cvd_event *e, char **word)
{
	struct cvd_document *d = cvd_arena_alloc(t->arena, 1, sizeof *d);

	ck_assert_ptr_nonnull(d);
	d->path = "advisories/2026/x.md";
	d->sha256 = word[4];
	e->documents = (struct cvd_items){ d, 1 };
	e->forced = "it was public";
}

static inline void
together_fill(struct together *t, struct cvd_event *e, char **word)
{
	static struct cvd_pin pin = { .id = "nl-ncsc",
		.version = "2023",
		.lead = true };
	const char **voids;

	switch ((enum cvd_event_kind)e->kind) {
	case CVD_EVENT_RECEIVED:
		e->title = "Login form accepts any password";
		e->policies = (struct cvd_items){ &pin, 1 };
		break;
	case CVD_EVENT_ASSESSED:
		e->outcome = cvd_names_find(cvd_outcome_names, word[4]);
		e->reason = *word[5] == '\0' ? NULL : word[5];
		break;
	case CVD_EVENT_CLOSED:
		e->reason = *word[4] == '\0' ? "resolved" : word[4];
		break;
	case CVD_EVENT_PUBLISHED:
		together_published(t, e, word);
		break;
	case CVD_EVENT_PARTY_ADDED:
	case CVD_EVENT_PARTY_CHANGED:
		e->party = word[4];
		e->status = cvd_names_find(cvd_party_status_names, word[5]);
		e->role = cvd_names_find(cvd_role_names, word[5]);
		if (e->kind == CVD_EVENT_PARTY_ADDED)
			e->role = CVD_ROLE_VENDOR;
		break;
	case CVD_EVENT_CONSENT_GIVEN:
	case CVD_EVENT_CONSENT_WITHDRAWN:
		e->consent_kind = CVD_CONSENT_NAMING;
		e->consent_value = cvd_names_find(cvd_consent_value_names,
		    word[4]);
		e->party = *word[5] == '\0' ? NULL : word[5];
		break;
	case CVD_EVENT_CORRECTED:
		e->corrects = word[4];
		e->field = "language";
		e->value = word[5];
		break;
	case CVD_EVENT_VOIDED:
		voids = cvd_arena_alloc(t->arena, 1, sizeof *voids);
		ck_assert_ptr_nonnull(voids);
		*voids = word[4];
		e->voids = (struct cvd_lines){ voids, 1 };
		break;
	case CVD_EVENT_CONTACT_ATTEMPTED:
		e->who = CVD_WHO_DESK;
		e->party = word[4];
		break;
	default:
		if (cvd_event_is_of_letters(e))
			together_letter(t, e, word);
		else if (*word[4] != '\0')
			e->party = word[4];
		break;
	}
}

static inline void
together_tell(struct together *t, const char *token, size_t size)
{
	char *text = cvd_arena_copy(t->arena, token, size);
	char *second = strchr(text, '@');
	cvd_instant at = TOGETHER_START;
	char *word[TOGETHER_WORDS];
	struct cvd_event *e = NULL;
	int kind;

	if (second != NULL) {
		*second++ = '\0';
		at += strtol(second, NULL, 10);
	}
	for (size_t i = 0; i < TOGETHER_WORDS; i++) {
		word[i] = text;
		text += strcspn(text, ".");
		if (*text != '\0')
			*text++ = '\0';
	}
	kind = cvd_names_find(cvd_event_names, word[3]);
	ck_assert_msg(kind != 0, "'%s' is no event", word[3]);
	ck_assert_int_eq(cvd_case_add(t->c, (enum cvd_event_kind)kind, word[1],
	                     at, at, word[2], &e, NULL),
	    CVD_OK);
	e->lamport = (unsigned)strtoul(word[0], NULL, 10);
	together_fill(t, e, word);
}

static inline int
together_compare(const void *a, const void *b)
{
	return cvd_event_compare(a, b);
}

/* The case, replayed. */
static inline struct together
together_open(const char *text)
{
	struct together t = {
		.c = cvd_case_new("CVD-2026-4K7Q9XV"),
		.arena = cvd_arena_new(),
	};

	ck_assert_ptr_nonnull(t.c);
	ck_assert_ptr_nonnull(t.arena);
	while (*text != '\0') {
		size_t size = strcspn(text, " ");

		together_tell(&t, text, size);
		text += size;
		text += strspn(text, " ");
	}
	qsort(t.c->events, t.c->count, sizeof *t.c->events, together_compare);
	ck_assert_int_eq(cvd_replay_run(t.c, t.arena, &t.replay, NULL), CVD_OK);
	return t;
}

static inline void
together_close(struct together *t)
{
	cvd_case_free(t->c);
	cvd_arena_free(t->arena);
}

#endif
