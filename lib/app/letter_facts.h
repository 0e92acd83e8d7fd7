/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_LETTER_FACTS_H
#define CVD_APP_LETTER_FACTS_H

#include "app/letter_values.h"
#include "core/words.h"

/*
 * The variables of letters that come from what happened in the case, and the
 * forms that all variables have; for letter_values.c.
 */

/* Assessment, questions, consents, finding, fix, publication, closure. */
void cvd_letter_set_facts(struct cvd_value *v,
    const struct cvd_letter_source *source, const struct cvd_policy *lead);

/*
 * Attempts at contact by their dates, and what a reporter has not been told
 * since the last letter; the arena is worked in.
 */
void cvd_letter_set_history(struct cvd_value *v,
    const struct cvd_letter_source *source, struct cvd_arena *arena);

/* "2026-11-23 23:59:59 +01:00 (Europe/Amsterdam)"; empty for NONE. */
void cvd_letter_set_instant(struct cvd_value *v, const char *name,
    cvd_instant instant, const struct cvd_zone *zone);

/* The words for a code, the code where there are none; empty for NULL. */
void cvd_letter_set_words(struct cvd_value *v, const char *name,
    const char *language, enum cvd_words_kind kind, const char *code);

/* The latest effective event of one of the kinds (CVD_EVENT_BIT), or NULL. */
const struct cvd_event *cvd_letter_latest(const struct cvd_replay *replay,
    uint64_t kinds);

/* The name of a person or organisation; NULL where none is known. */
const char *cvd_letter_party_name(const struct cvd_party *party);

/* Whether the letter goes to the reporter. */
bool cvd_letter_is_to_reporter(const struct cvd_letter_source *source);

/* Whether the letter goes to a vendor, an owner or an operator. */
bool cvd_letter_is_to_vendor(const struct cvd_letter_source *source);

#endif
