/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Of every commit that is split, the signature put back into what it signs
 * gives the object again, byte for byte.
 */

#include "core/commit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool condition)
{
	if (!condition)
		abort();
}

/* Whether the object goes on like this; the cursor moves. */
static void
must_come(struct cvd_scan *object, const char *bytes, size_t size)
{
	must((size_t)(object->end - object->p) >= size);
	must(memcmp(object->p, bytes, size) == 0);
	object->p += size;
}

static void
try_whole(const struct cvd_commit *c, struct cvd_scan object)
{
	size_t headers = c->signed_bytes.size - c->message.size - 1;
	struct cvd_scan signature = cvd_scan_bytes(c->signature.data,
	    c->signature.size);
	const char *folded = "gpgsig ";
	struct cvd_bytes line;

	must_come(&object, c->signed_bytes.data, headers);
	while (cvd_scan_until(&signature, '\n', &line)) {
		must_come(&object, folded, strlen(folded));
		must_come(&object, line.data, line.size + 1);
		folded = " ";
	}
	must(cvd_scan_end(&signature));
	must_come(&object, c->signed_bytes.data + headers, c->message.size + 1);
	must(cvd_scan_end(&object));
}

/* What is signed is a commit too, the same, and unsigned. */
static void
try_signed(const struct cvd_commit *c, struct cvd_arena *arena)
{
	struct cvd_commit again;

	must(cvd_commit_split(c->signed_bytes.data, c->signed_bytes.size, arena,
	         &again, NULL, NULL) == CVD_OK);
	must(again.signature.data == NULL);
	must(strcmp(again.tree, c->tree) == 0);
	must(memcmp(again.parents, c->parents, sizeof c->parents) == 0);
	must(again.committer.at == c->committer.at);
	must(again.message.size == c->message.size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_flaw flaw = { 0 };
	struct cvd_commit c;

	must(arena != NULL);
	if (cvd_commit_split(data, size, arena, &c, &flaw, NULL) == CVD_OK) {
		must(memchr(data, '\0', size) == NULL);
		try_whole(&c, cvd_scan_bytes(data, size));
		try_signed(&c, arena);
	} else {
		must(flaw.kind == CVD_FLAW_MALFORMED);
		must(flaw.message[0] != '\0');
	}
	cvd_arena_free(arena);
	return 0;
}
