/* SPDX-License-Identifier: EUPL-1.2 */

/* How far one word is from another. */

#include "nearest.h"

#include <string.h>

/* Longer words are no typing slips. */
#define WORD_MOST 32

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/*
 * Insertions, deletions, replacements and swaps of neighbours that turn a into
 * b (optimal string alignment). Both are at most WORD_MOST long.
 */
static unsigned
distance(const char *a, const char *b)
{
	unsigned row[WORD_MOST + 1][WORD_MOST + 1];
	unsigned rows = (unsigned)strlen(a);
	unsigned columns = (unsigned)strlen(b);

	for (unsigned i = 0; i <= rows; i++)
		row[i][0] = i;
	for (unsigned j = 0; j <= columns; j++)
		row[0][j] = j;
	for (unsigned i = 1; i <= rows; i++) {
		for (unsigned j = 1; j <= columns; j++) {
			unsigned differs = a[i - 1] != b[j - 1];
			unsigned d = row[i - 1][j - 1] + differs;

			d = least(d, row[i - 1][j] + 1);
			d = least(d, row[i][j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				d = least(d, row[i - 2][j - 2] + 1);
			row[i][j] = d;
		}
	}
	return row[rows][columns];
}

struct nearest
nearest_to(const char *word)
{
	unsigned most = 1 + (unsigned)strlen(word) / 4;

	/* more slips than this are another word */
	return (struct nearest){ .word = word, .distance = least(most, 3) + 1 };
}

void
nearest_offer(struct nearest *nearest, const char *candidate)
{
	unsigned d;

	if (strlen(nearest->word) > WORD_MOST || strlen(candidate) > WORD_MOST)
		return;
	d = distance(nearest->word, candidate);
	/* the beginning of a word is as good as one slip */
	if (strlen(nearest->word) > 1 &&
	    strncmp(candidate, nearest->word, strlen(nearest->word)) == 0)
		d = least(d, 1);
	if (d >= nearest->distance || d >= strlen(candidate))
		return;
	nearest->distance = d;
	nearest->best = candidate;
}
