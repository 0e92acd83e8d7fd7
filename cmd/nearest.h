/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_NEAREST_H
#define CVD_CMD_NEAREST_H

/*
 * The word that a person may have meant: offer each candidate, then look at
 * `best`, which is NULL where nothing is near.
 */
struct nearest {
	const char *word;
	const char *best;
	unsigned distance;
};

struct nearest nearest_to(const char *word);

/* The candidate must outlive the search. */
void nearest_offer(struct nearest *nearest, const char *candidate);

#endif
