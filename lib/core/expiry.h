/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_EXPIRY_H
#define CVD_CORE_EXPIRY_H

#include "core/date.h"

/*
 * How near the end of a key is. A key ends at an instant, that instant
 * included, as gpg has it; 0 is a key that never ends.
 */

enum cvd_expiry {
	CVD_EXPIRY_FAR, /* more than 60 days, or never */
	CVD_EXPIRY_60,  /* 60 days or less */
	CVD_EXPIRY_30,
	CVD_EXPIRY_14,
	CVD_EXPIRY_7,
	CVD_EXPIRY_PAST,
};

/* As seen at an instant; a day is 24 hours. */
enum cvd_expiry cvd_expiry_at(cvd_instant expires, cvd_instant at);

/* 60, 30, 14, 7; 0 for what is not warned of, or has passed. */
unsigned cvd_expiry_days(enum cvd_expiry expiry);

/*
 * The earlier of two ends: of a subkey and of the primary key that it belongs
 * to, say.
 */
cvd_instant cvd_expiry_first(cvd_instant one, cvd_instant other);

#endif
