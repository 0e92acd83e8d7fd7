/* SPDX-License-Identifier: EUPL-1.2 */

/* Whatever reads as YAML is written, read and written again the same. */

#include "core/canon.h"
#include "core/limits.h"
#include "edge/yaml.h"

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

/* Each item of a block list has lines of the text, one after the other. */
static void
check_places(const struct cvd_node *node, size_t size)
{
	const struct cvd_node *last = NULL;

	for (const struct cvd_node *n = node->first; n != NULL; n = n->next) {
		must(n->line > 0 && n->column > 0);
		must(n->start <= n->end && n->end <= size);
		must(last == NULL || n->start == last->end ||
		     (n->start == 0 && n->end == 0));
		last = n;
		check_places(n, size);
	}
}

static void
check_round(const struct cvd_node *tree, struct cvd_arena *arena)
{
	struct cvd_buf once = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_buf twice = CVD_BUF_INIT(CVD_MAX_FILE);
	const struct cvd_node *again = NULL;

	cvd_canon_write(&once, tree);
	if (cvd_buf_check(&once, NULL) == CVD_OK) {
		must(cvd_yaml_read(once.data, once.size, arena, &again, NULL) ==
		     CVD_OK);
		must(cvd_node_is_equal(tree, again));
		cvd_canon_write(&twice, again);
		must(once.size == twice.size &&
		     memcmp(once.data, twice.data, once.size) == 0);
	}
	cvd_buf_clear(&once);
	cvd_buf_clear(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cvd_arena *arena = cvd_arena_new();
	const struct cvd_node *root = NULL;
	struct cvd_err err;

	must(arena != NULL);
	switch (cvd_yaml_read((const char *)data, size, arena, &root, &err)) {
	case CVD_OK:
		check_places(root, size);
		check_round(root, arena);
		break;
	case CVD_E_SYNTAX:
	case CVD_E_INVALID:
		must(err.line > 0 || size > CVD_MAX_FILE);
		must(err.message[0] != '\0');
		break;
	default:
		abort();
	}
	cvd_arena_free(arena);
	return 0;
}
