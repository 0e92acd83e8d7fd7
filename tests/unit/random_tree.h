/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_RANDOM_TREE_H
#define CVD_TESTS_UNIT_RANDOM_TREE_H

#include "core/buf.h"
#include "core/limits.h"
#include "core/tree.h"

#include <stdint.h>
#include <stdlib.h>

/* Trees made of what is hard to write; the same seed, the same tree. */

struct chance {
	uint64_t state;
};

/* SplitMix64 (Steele, Lea, Flood, 2014): any seed will do. */
static inline unsigned
chance_below(struct chance *chance, unsigned limit)
{
	uint64_t z = chance->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((z ^ z >> 31) % limit);
}

static inline char *
random_text(struct chance *chance)
{
	static const char *const pieces[] = { "a", "word", " ", "  ", "\t",
		"\n", "\n\n", "\n ", ":", ": ", "#", " #", "-", "- ", "--- ",
		"---", "...", "?", "? ", ",", "[", "]", "{", "}", "&", "*", "!",
		"|", ">", "'", "\"", "%", "@", "`", "\\", "\\n", "yes", "No",
		"null", "~", "true", "0", "1", "12", "0x", "0o", "e5", ".",
		".5", "+", "_", "=", "<<", "2026-11-20", "T09:00:00Z", "1:30",
		".inf", "\r", "\x01", "\x1b[0m", "\x7f", "\xc2\x85", "\xc2\xa0",
		"\xc3\xa9", "e\xcc\x81", "\xe2\x80\xa8", "\xe2\x80\xae",
		"\xe2\x80\x8b", "\xef\xbb\xbf", "\xef\xbf\xbd", "\xef\xbf\xbe",
		"\xf0\x9f\x94\x92", "\xf3\xa0\x81\x81", "\xf4\x8f\xbf\xbf" };
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_KEY);

	for (unsigned n = chance_below(chance, 6); n > 0; n--)
		cvd_buf_addz(&text, pieces[chance_below(chance,
		                        sizeof pieces / sizeof *pieces)]);
	return cvd_buf_take(&text, NULL);
}

static inline struct cvd_node *
random_scalar(struct chance *chance, struct cvd_arena *arena)
{
	static const char *const words[] = { "", "~", "null", "true", "No", "0",
		"-1", "+1.5e3", "0x1F", "plain", "1:30", "2026-11-20", "-a",
		":b", "?c" };
	static const enum cvd_style styles[] = { CVD_STYLE_TEXT,
		CVD_STYLE_QUOTED, CVD_STYLE_BLOCK, CVD_STYLE_BLOCK };
	unsigned style = chance_below(chance, 5);
	struct cvd_node *node;
	char *text;

	if (style == 4)
		return cvd_node_scalar(arena, CVD_STYLE_WORD,
		    words[chance_below(chance, sizeof words / sizeof *words)]);
	text = random_text(chance);
	node = cvd_node_scalar(arena, styles[style], text);
	free(text);
	return node;
}

static inline struct cvd_node *
random_tree(struct chance *chance, unsigned depth, struct cvd_arena *arena)
{
	unsigned kind = depth == 0 ? 0 : chance_below(chance, 3);
	unsigned count = chance_below(chance, 5);
	struct cvd_node *node;

	if (kind == 0)
		return random_scalar(chance, arena);
	node = kind == 1 ? cvd_node_list(arena) : cvd_node_map(arena);
	while (count-- > 0) {
		struct cvd_node *child = random_tree(chance, depth - 1, arena);
		char *key = random_text(chance);

		if (kind == 1)
			cvd_node_append(node, child);
		else if (cvd_node_find(node, key) == NULL)
			cvd_node_add(arena, node, key, child);
		free(key);
	}
	return node;
}

#endif
