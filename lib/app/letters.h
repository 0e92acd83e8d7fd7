/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_LETTERS_H
#define CVD_APP_LETTERS_H

#include "app/step.h"

#include <stdbool.h>

/*
 * Letters: a template of the party's language, filled with what the step and
 * the pinned policy say, queued with the step. A template of the casebook
 * (templates/<lang>/<letter>.txt) comes before the one shipped.
 */

struct cvd_letter_order {
	const char *letter; /* "ack" */
	const char *party;  /* "reporter" */
	bool details;       /* details of the vulnerability, in clear */
	int by;             /* enum cvd_channel; EMAIL or NONE: as mail */
};

/* What came of an order. Texts live in the step's arena. */
struct cvd_letter_result {
	bool queued;         /* as mail, with the step */
	const char *subject; /* of every letter */
	const char *body;    /* to be read out or copied when not queued */
	const char *to;      /* the address, or NULL */
};

/*
 * Renders and, for a party with a mail address, queues a letter. The events
 * of the step must have been added and judged. A party without address, or an
 * order by another way than mail, gets the text alone. Fails with
 * CVD_E_INVALID when a template does not render (path, line and column), and
 * with CVD_E_REFUSED when the casebook has no address to write from.
 */
enum cvd_status cvd_letters_order(struct cvd_step *step,
    const struct cvd_letter_order *order, struct cvd_letter_result *result,
    struct cvd_err *err);

#endif
