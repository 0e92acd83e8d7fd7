/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_STORY_H
#define CVD_TESTS_UNIT_STORY_H

#include "core/ident.h"
#include "core/replay.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

/*
 * Cases from one line of text: what happened, with blanks between.
 *
 *	received:CLASS:KIND@INSTANT  assessed::OUTCOME@…  closed::REASON@…
 *	party_added:PARTY:ROLE@…  party_changed:PARTY:STATUS@…
 *	contact_attempted:PARTY:HOW@…  letters_…:PARTY:MESSAGE-ID@…
 *	any other event:PARTY@…
 *
 * Words may be left out. An attempt is the desk's without details; HOW is
 * details, or reporter, whose attempt it then is.
 */

#define STORY_EVENT 256 /* bytes of one token */

struct story {
	struct cvd_case *c;
	struct cvd_arena *arena;
	struct cvd_replay replay;
};

static inline struct cvd_event *
story_add(struct story *s, enum cvd_event_kind kind, cvd_instant at)
{
	unsigned char bytes[CVD_EVENT_ID_BYTES] = { 0 };
	char id[CVD_EVENT_ID_TEXT];
	struct cvd_event *e = NULL;

	bytes[0] = (unsigned char)(s->c->count >> 8);
	bytes[1] = (unsigned char)(s->c->count + 1);
	cvd_event_id_make(bytes, id);
	ck_assert_int_eq(cvd_case_add(s->c, kind, id, at, at, "alice", &e,
	                     NULL),
	    CVD_OK);
	return e;
}

static inline void
story_word(struct cvd_event *e, const char *word)
{
	switch ((int)e->kind) {
	case CVD_EVENT_RECEIVED:
		e->title = "Login form accepts any password";
		e->target_kind = cvd_names_find(cvd_target_kind_names, word);
		break;
	case CVD_EVENT_ASSESSED:
		e->outcome = cvd_names_find(cvd_outcome_names,
		    *word == '\0' ? "accepted" : word);
		break;
	case CVD_EVENT_PARTY_ADDED:
	case CVD_EVENT_PARTY_CHANGED:
		e->role = cvd_names_find(cvd_role_names, word);
		e->status = cvd_names_find(cvd_party_status_names, word);
		if (e->kind == CVD_EVENT_PARTY_ADDED && e->role == 0)
			e->role = CVD_ROLE_VENDOR;
		break;
	case CVD_EVENT_CONTACT_ATTEMPTED:
		e->details = strcmp(word, "details") == 0;
		e->who = strcmp(word, "reporter") == 0 ? CVD_WHO_REPORTER
		                                       : CVD_WHO_DESK;
		break;
	case CVD_EVENT_PUBLISHED:
		e->forced = "it was public";
		break;
	case CVD_EVENT_ESCALATED:
		e->to = "nl-ncsc";
		break;
	case CVD_EVENT_CLOSED:
		e->reason = *word == '\0' ? "resolved" : word;
		break;
	default:
		break;
	}
}

/* An acknowledgement, decided or on its way. */
static inline void
story_letter(struct story *s, struct cvd_event *e, const char *message_id)
{
	struct cvd_event_letter *letter = cvd_arena_alloc(s->c->arena, 1,
	    sizeof *letter);

	ck_assert_ptr_nonnull(letter);
	letter->message_id = message_id;
	if (e->kind == CVD_EVENT_LETTERS_QUEUED) {
		letter->letter = "ack";
		letter->party = e->party;
		letter->language = "en";
		letter->sha256 = "e3b0c44298fc1c149afbf4c8996fb924"
		                 "27ae41e4649b934ca495991b7852b855";
	} else {
		letter->reply = "550 no such user";
	}
	e->party = NULL;
	e->letters = (struct cvd_items){ letter, 1 };
}

/* One token; it is cut up. */
static inline void
story_tell(struct story *s, char *token)
{
	char *at = strrchr(token, '@');
	char *party, *word;
	cvd_instant instant = 0;
	struct cvd_event *e;
	int kind;

	ck_assert_msg(at != NULL, "'%s' has no instant", token);
	*at++ = '\0';
	ck_assert_msg(cvd_instant_parse(at, &instant, NULL) == CVD_OK,
	    "'%s' is no instant", at);
	party = token + strcspn(token, ":");
	if (*party != '\0')
		*party++ = '\0';
	word = party + strcspn(party, ":");
	if (*word != '\0')
		*word++ = '\0';
	kind = cvd_names_find(cvd_event_names, token);
	ck_assert_msg(kind != 0, "'%s' is no event", token);
	e = story_add(s, (enum cvd_event_kind)kind, instant);
	if (kind == CVD_EVENT_RECEIVED)
		e->owner_class = cvd_names_find(cvd_owner_class_names, party);
	else if (*party != '\0')
		e->party = cvd_arena_text(s->c->arena, party);
	word = cvd_arena_text(s->c->arena, word);
	story_word(e, word);
	if (kind >= CVD_EVENT_LETTERS_QUEUED)
		story_letter(s, e, word);
}

static inline struct story
story_open_as(const char *id, const char *text)
{
	struct story s = {
		.c = cvd_case_new(id),
		.arena = cvd_arena_new(),
	};

	ck_assert_ptr_nonnull(s.c);
	ck_assert_ptr_nonnull(s.arena);
	while (*text != '\0') {
		char token[STORY_EVENT];
		size_t size = strcspn(text, " ");

		ck_assert_uint_lt(size, sizeof token);
		(void)memcpy(token, text, size);
		token[size] = '\0';
		story_tell(&s, token);
		text += size;
		text += strspn(text, " ");
	}
	return s;
}

static inline struct story
story_open(const char *text)
{
	return story_open_as("CVD-2026-4K7Q9XV", text);
}

static inline void
story_close(struct story *s)
{
	cvd_case_free(s->c);
	cvd_arena_free(s->arena);
}

/* Replays it; every event of a story is meant to count. */
static inline void
story_replay(struct story *s)
{
	ck_assert_int_eq(cvd_replay_run(s->c, s->arena, &s->replay, NULL),
	    CVD_OK);
	for (size_t i = 0; i < s->c->count; i++)
		ck_assert_msg(s->replay.verdict[i].kind !=
		                  CVD_VERDICT_INEFFECTIVE,
		    "%s: %s", cvd_event_names[s->c->events[i].kind],
		    s->replay.verdict[i].why);
}

/* All its events, whether or not they are legal. */
static inline void
story_believe(struct story *s)
{
	const struct cvd_event **events = cvd_arena_alloc(s->arena, s->c->count,
	    sizeof *events);

	ck_assert_ptr_nonnull(events);
	for (size_t i = 0; i < s->c->count; i++)
		events[i] = &s->c->events[i];
	s->replay = (struct cvd_replay){
		.events = events,
		.count = s->c->count,
	};
}

#endif
