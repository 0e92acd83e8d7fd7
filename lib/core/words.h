/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_WORDS_H
#define CVD_CORE_WORDS_H

#include "core/buf.h"

#include <stddef.h>

/*
 * What letters call the codes of files: Dutch and English words for clocks,
 * reasons, states, units. Words of a kind are phrases that stand after a
 * colon: lower case, no full stop.
 *
 * A language is a tag such as "nl", "nl-BE" or "en"; only its first part
 * counts, and every language but Dutch is answered in English.
 */

enum cvd_words_kind {
	CVD_WORDS_CLOCK,      /* id of a term: ack, assess, fix, update … */
	CVD_WORDS_CLOCK_KIND, /* commitment, target … */
	CVD_WORDS_OUTCOME,    /* of an assessment */
	CVD_WORDS_REASON,     /* of assessing and closing */
	CVD_WORDS_ESCALATION, /* reason of an escalation */
	CVD_WORDS_STATE,      /* the label of a case */
	CVD_WORDS_CHANNEL,    /* form, email, phone, post, person, unknown */
	CVD_WORDS_WEIGHT,     /* minor, major */
	CVD_WORDS_FIX,        /* available, released, deployed, verified */
	CVD_WORDS_SOURCE,     /* where a fact is from: own, signed-reply … */
	CVD_WORDS_HAS,        /* what a report can bring: email, target … */
	CVD_WORDS_EXCEPTION,  /* the `unless` of an exclusion */
	CVD_WORDS_CREDIT,     /* anonymous, desk: whom an advisory thanks */
	CVD_WORDS_WHO,        /* desk, reporter: who made an attempt */
	CVD_WORDS_NEWS,       /* names of events, as a reporter hears them */
	CVD_WORDS_CONDUCT,    /* what a policy asks of a reporter, or forbids */
	CVD_WORDS_CONDITION,  /* what a publication waits for */
	CVD_WORDS_CLOCK_STATE, /* paused: of a clock that runs */
	CVD_WORDS_KINDS
};

/* The words for a code, or NULL where the table has none. */
const char *cvd_words_find(const char *language, enum cvd_words_kind kind,
    const char *code);

/* The same with the code itself where the table has none: never NULL. */
const char *cvd_words_text(const char *language, enum cvd_words_kind kind,
    const char *code);

/*
 * An amount in the words of its unit: "1 werkdag", "60 calendar days". A unit
 * is a code of policies: hours, calendar-days, working-days, months, years.
 */
void cvd_words_amount(struct cvd_buf *out, const char *language,
    unsigned amount, const char *unit);

/*
 * The rule of a term: "3 working days, calendar nl". The calendar is said for
 * working days alone, and may be NULL.
 */
void cvd_words_term(struct cvd_buf *out, const char *language, unsigned amount,
    const char *unit, const char *calendar);

#endif
