/* SPDX-License-Identifier: EUPL-1.2 */

/* When the end of a key is warned of. */

#include "core/expiry.h"

static const unsigned days[] = {
	[CVD_EXPIRY_FAR] = 0,
	[CVD_EXPIRY_60] = 60,
	[CVD_EXPIRY_30] = 30,
	[CVD_EXPIRY_14] = 14,
	[CVD_EXPIRY_7] = 7,
	[CVD_EXPIRY_PAST] = 0,
};

enum cvd_expiry
cvd_expiry_at(cvd_instant expires, cvd_instant at)
{
	enum cvd_expiry nearest = CVD_EXPIRY_FAR;

	if (expires == 0)
		return CVD_EXPIRY_FAR;
	if (expires <= at)
		return CVD_EXPIRY_PAST;
	for (int e = CVD_EXPIRY_60; e <= CVD_EXPIRY_7; e++)
		if (cvd_instant_add(at,
		        (cvd_span)days[e] * CVD_SECONDS_A_DAY) >= expires)
			nearest = (enum cvd_expiry)e;
	return nearest;
}

unsigned
cvd_expiry_days(enum cvd_expiry expiry)
{
	return days[expiry];
}

cvd_instant
cvd_expiry_first(cvd_instant one, cvd_instant other)
{
	if (one == 0)
		return other;
	return other == 0 || one < other ? one : other;
}
