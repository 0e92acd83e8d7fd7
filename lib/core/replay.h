/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_REPLAY_H
#define CVD_CORE_REPLAY_H

#include "core/case.h"
#include "core/state.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Replay: from the events of a case to what they come to.
 *
 * It is total: whatever the events are, there is a head and a verdict for
 * each event. It reads public fields alone, so that someone who cannot open
 * the private groups computes the same. The private groups are handed on as
 * they are: where what was given last is shut, there is none, and never the
 * one before.
 */

enum cvd_verdict_kind {
	CVD_VERDICT_EFFECTIVE,
	CVD_VERDICT_INEFFECTIVE, /* not legal at its place; without effect */
	CVD_VERDICT_VOIDED,      /* taken back by a later event */
};

struct cvd_verdict {
	enum cvd_verdict_kind kind;
	const char *why;   /* of INEFFECTIVE: the rule; else NULL */
	bool corrected;    /* a later event changed a field of it */
	bool contradicted; /* one of those of a contradiction */
};

/* A party and how far it has come. `desk` and `reporter` are parties too. */
struct cvd_party {
	const char *slug;
	int role;
	int owner_class;
	int status;
	const char *language;            /* NULL where unknown */
	const struct cvd_person *person; /* as last given; may be NULL */
	bool person_is_shut; /* that was sealed, and nobody opened it */
	enum cvd_rm rm;
	bool accepted;     /* RM was A at some time */
	unsigned cs;       /* V, F, D */
	unsigned inferred; /* those of them that nobody reported */
	enum cvd_pec pec;
	unsigned attempts; /* the desk's, effective */
	bool released;     /* has released or deployed a fix */
};

enum cvd_letter_state {
	CVD_LETTER_QUEUED,
	CVD_LETTER_SENT,
	CVD_LETTER_FAILED,
	CVD_LETTER_CANCELLED,
};

extern const char *const cvd_letter_state_names[];

/* Why a letter should not go out unasked, where a merge brought two together. */
enum cvd_letter_doubt {
	CVD_DOUBT_NONE,
	CVD_DOUBT_DECISION, /* the step that decided it is without effect */
	CVD_DOUBT_DISPUTE,  /* that step is one of a contradiction */
	CVD_DOUBT_TWIN, /* the same was decided elsewhere at the same time */
};

/* A letter that was decided, and what became of it. */
struct cvd_letter_track {
	const struct cvd_event_letter *letter;
	const struct cvd_event *queued; /* the event that decided it */
	enum cvd_letter_state state;
	const char *reply; /* the server's last word, or NULL */
	/*
	 * Of one that is neither sent nor cancelled. Of twins one is without
	 * doubt, unless another was sent (core/doubt.h).
	 */
	enum cvd_letter_doubt doubt;
	const struct cvd_event *decision;    /* that is in doubt, or NULL */
	const struct cvd_letter_track *twin; /* that goes, or went, or NULL */
};

/*
 * Two effective events that settle one thing differently, and of which neither
 * was known when the other was recorded: both have the same lamport. It is
 * over when one of them is voided, or a later event settles the thing.
 */
struct cvd_contradiction {
	const struct cvd_event *one; /* in the order of the case */
	const struct cvd_event *other;
	const char *what; /* "the outcome", "the consent to …" */
};

struct cvd_replay {
	struct cvd_head head;
	struct cvd_verdict *verdict; /* one for each event of the case */
	/*
	 * The effective events with their corrections, in order; index says
	 * where each stands in the case.
	 */
	const struct cvd_event **events;
	size_t *index;
	size_t count;
	struct cvd_party *parties; /* in the order they came */
	size_t party_count;
	struct cvd_letter_track *letters; /* in the order they were decided */
	size_t letter_count;
	struct cvd_contradiction *contradictions;
	size_t contradiction_count;
	const struct cvd_event *received; /* NULL in an empty case */
	bool acknowledged;
	bool info_open; /* information was asked for and has not come */
	bool fixed;
	cvd_instant fixed_at;
	unsigned cs; /* P, X, A */
	enum cvd_em em;
	bool closed;
	cvd_instant closed_at;
	const char *assigned; /* a member's name, or NULL */
	/*
	 * enum cvd_consent_value: the reporter's last word on each kind, and
	 * anybody's on the publication. Of words that did not know of each
	 * other the narrowest counts.
	 */
	int consent[CVD_CONSENT_KINDS];
	unsigned consent_number[CVD_CONSENT_KINDS]; /* lamport of that word */
};

/* Replays a case. Everything lives in `arena`. Fails for want of memory. */
enum cvd_status cvd_replay_run(const struct cvd_case *c,
    struct cvd_arena *arena, struct cvd_replay *replay, struct cvd_err *err);

/*
 * Whether an event would be effective as the next one. Fails with
 * CVD_E_REFUSED; the message names the rule, the hint the legal next steps,
 * or what --at may say where only that is wrong.
 * `case` is the case that was replayed.
 */
enum cvd_status cvd_replay_may(const struct cvd_case *c,
    const struct cvd_replay *replay, const struct cvd_event *event,
    struct cvd_err *err);

const struct cvd_party *cvd_replay_party(const struct cvd_replay *replay,
    const char *slug);

/*
 * What may be done next, as verbs of the command line: "ack, assess, note";
 * where the case needs review, that comes first.
 */
void cvd_replay_next_steps(const struct cvd_case *c,
    const struct cvd_replay *replay, struct cvd_buf *out);

/* The desk's own report management state. */
enum cvd_rm cvd_replay_rm(const struct cvd_replay *replay);

#endif
