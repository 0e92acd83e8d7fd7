/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_FUZZ_CASE_LAWS_H
#define CVD_TESTS_FUZZ_CASE_LAWS_H

#include "core/case.h"
#include "core/limits.h"
#include "core/replay.h"
#include "edge/yaml.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What must hold of every case file, whatever is in it. */

static inline void
must(bool condition)
{
	if (!condition)
		abort();
}

/* NULL for what is no case, which must be said of a line. */
static inline struct cvd_case *
laws_load(const char *bytes, size_t size)
{
	struct cvd_arena *arena = cvd_arena_new();
	const struct cvd_node *root;
	struct cvd_case *c = NULL;
	struct cvd_err err = { 0 };

	if (cvd_yaml_read(bytes, size, arena, &root, NULL) == CVD_OK) {
		switch (cvd_case_load(root, bytes, size, &c, &err)) {
		case CVD_OK:
			break;
		case CVD_E_INVALID:
		case CVD_E_TOO_OLD:
		case CVD_E_TOO_NEW:
			must(err.line > 0 && err.message[0] != '\0');
			break;
		default:
			abort();
		}
	}
	cvd_arena_free(arena);
	return c;
}

/* The bytes of a case that is canonical, under that head. */
static inline struct cvd_case *
laws_rewrite(const struct cvd_case *c, const struct cvd_head *head,
    struct cvd_buf *out)
{
	struct cvd_case *again;

	if (cvd_case_write(c, head, out, NULL) != CVD_OK)
		return NULL;
	again = laws_load(out->data, out->size);
	must(again != NULL);
	must(cvd_case_is_canonical(again, NULL) == CVD_OK);
	return again;
}

/* Written all anew, it is canonical, and its own bytes where those were. */
static inline struct cvd_case *
laws_of_form(struct cvd_case *c)
{
	bool was_canonical = cvd_case_is_canonical(c, NULL) == CVD_OK;
	struct cvd_buf whole = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_buf spans = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_case *again;

	if (was_canonical) {
		must(cvd_case_write(c, &c->head, &spans, NULL) == CVD_OK);
		must(spans.size == c->source_size &&
		     memcmp(spans.data, c->source, spans.size) == 0);
	}
	c->read_count = 0;
	again = laws_rewrite(c, &c->head, &whole);
	must(again == NULL || !was_canonical ||
	     (whole.size == c->source_size &&
	         memcmp(whole.data, c->source, whole.size) == 0));
	cvd_buf_clear(&whole);
	cvd_buf_clear(&spans);
	return again;
}

/* There is an answer to every list of events, and the same one twice. */
static inline void
laws_of_replay(const struct cvd_case *c, struct cvd_arena *arena)
{
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_buf twice = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_replay r;
	struct cvd_replay r2;
	struct cvd_case *again = NULL;

	must(cvd_replay_run(c, arena, &r, NULL) == CVD_OK);
	must(r.count <= c->count);
	for (size_t i = 0; i < c->count; i++)
		must((r.verdict[i].kind == CVD_VERDICT_INEFFECTIVE) ==
		     (r.verdict[i].why != NULL));
	for (size_t i = 0; i < c->count; i++)
		(void)cvd_replay_may(c, &r, &c->events[i], NULL);
	if (r.received != NULL)
		again = laws_rewrite(c, &r.head, &out);
	if (again != NULL) {
		must(cvd_replay_run(again, arena, &r2, NULL) == CVD_OK);
		must(cvd_case_write(again, &r2.head, &twice, NULL) == CVD_OK);
		must(out.size == twice.size &&
		     memcmp(out.data, twice.data, out.size) == 0);
	}
	cvd_case_free(again);
	cvd_buf_clear(&out);
	cvd_buf_clear(&twice);
}

/* Who cannot open its private groups computes the same of a case. */
static inline void
laws_of_seals(const struct cvd_case *c, struct cvd_arena *arena)
{
	struct cvd_case shut = *c;
	struct cvd_replay r;
	struct cvd_replay r2;

	shut.events = cvd_arena_alloc(arena, c->count, sizeof *shut.events);
	must(shut.events != NULL);
	for (size_t i = 0; i < c->count; i++) {
		struct cvd_event *e = &shut.events[i];

		*e = c->events[i];
		if (e->person != NULL)
			e->person_sealed = "";
		if (e->matter != NULL)
			e->matter_sealed = "";
		e->person = NULL;
		e->matter = NULL;
	}
	must(cvd_replay_run(c, arena, &r, NULL) == CVD_OK);
	must(cvd_replay_run(&shut, arena, &r2, NULL) == CVD_OK);
	must(r.count == r2.count && r.party_count == r2.party_count &&
	     r.letter_count == r2.letter_count &&
	     r.contradiction_count == r2.contradiction_count);
	for (size_t i = 0; i < c->count; i++)
		must(r.verdict[i].kind == r2.verdict[i].kind &&
		     (r.verdict[i].why == NULL ||
		         strcmp(r.verdict[i].why, r2.verdict[i].why) == 0));
	if (r.received != NULL)
		must(cvd_head_is_same(&r.head, &r2.head));
}

/* The bytes may be no case at all. */
static inline void
laws_of_case(const char *bytes, size_t size)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_case *c = laws_load(bytes, size);
	struct cvd_case *canonical = c == NULL ? NULL : laws_of_form(c);

	if (canonical != NULL) {
		laws_of_replay(canonical, arena);
		laws_of_seals(canonical, arena);
	}
	cvd_case_free(canonical);
	cvd_case_free(c);
	cvd_arena_free(arena);
}

#endif
