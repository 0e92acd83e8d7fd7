/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The same laws for cases that are files of the right shape at least: the
 * bytes decide which events there are, and what stands in their fields.
 */

#include "case_laws.h"
#include "core/canon.h"

#include "../unit/sample_event.h"

#define MOST_EVENTS 24

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Decisions, a byte each; when they are used up, the least is drawn. */
struct bytes {
	const uint8_t *next;
	size_t left;
};

static unsigned
draw(void *context, unsigned below)
{
	struct bytes *b = context;

	if (b->left == 0)
		return 0;
	b->left--;
	return *b->next++ % below;
}

static void
set(struct cvd_node *map, const char *key, const char *text)
{
	for (struct cvd_node *n = map->first; n != NULL; n = n->next)
		if (strcmp(n->key, key) == 0) {
			n->text = text;
			n->size = strlen(text);
		}
}

/* Mostly in order and under an id of its own. */
static struct cvd_node *
make_event(const struct sample *s, unsigned number)
{
	unsigned kind = 1 + sample_draw(s, CVD_EVENT_KINDS - 1);
	struct cvd_node *map = sample_event(s, (enum cvd_event_kind)kind);

	set(map, "lamport",
	    cvd_arena_textf(s->arena, "%u", number + 1 - sample_draw(s, 2)));
	if (sample_draw(s, 8) < 7)
		set(map, "id",
		    cvd_arena_textf(s->arena, "%u%c%s", number % 8,
		        "TABCDE"[number / 8], sample_ids[0] + 2));
	return map;
}

static struct cvd_node *
make_case(const struct sample *s)
{
	static const char *const head[][2] = { { "schema", CVD_CASE_SCHEMA },
		{ "id", "CVD-2026-4K7Q9XV" }, { "title", "t" },
		{ "state", "received" }, { "policy", "nl-ncsc@2023" } };
	const struct sample first = { s->arena, draw, &(struct bytes){ 0 },
		false };
	struct cvd_node *root = cvd_node_map(s->arena);
	struct cvd_node *events = cvd_node_list(s->arena);
	unsigned count = sample_draw(s, MOST_EVENTS);

	for (size_t i = 0; i < sizeof head / sizeof head[0]; i++)
		cvd_node_add(s->arena, root, head[i][0],
		    cvd_node_scalar(s->arena, CVD_STYLE_TEXT, head[i][1]));
	cvd_node_add(s->arena, root, "parties", cvd_node_list(s->arena));
	cvd_node_add(s->arena, root, "events", events);
	/* a case that begins otherwise is soon looked through */
	cvd_node_append(events, sample_draw(s, 16) < 15
	                            ? sample_event(&first, CVD_EVENT_RECEIVED)
	                            : make_event(s, 0));
	for (unsigned i = 1; i <= count; i++)
		cvd_node_append(events, make_event(s, i));
	return root;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = { data, size };
	struct cvd_arena *arena = cvd_arena_new();
	const struct sample s = { arena, draw, &bytes, true };
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);

	cvd_canon_write(&text, make_case(&s));
	must(cvd_arena_check(arena, NULL) == CVD_OK &&
	     cvd_buf_check(&text, NULL) == CVD_OK);
	laws_of_case(text.data, text.size);
	cvd_buf_clear(&text);
	cvd_arena_free(arena);
	return 0;
}
