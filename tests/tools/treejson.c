/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Trees as JSON, for judges in another language. One line for each file:
 *
 *	treejson FILE...      {"tree": …} or {"status", "line", "message"}
 *	treejson -r COUNT     {"text": canonical, "tree": …} of random trees
 *
 * A string is a JSON string, and what stands plain is {"plain": text} in the
 * tree of a file; in a random tree whatever is no string is null.
 */

#include "core/canon.h"
#include "core/json_text.h"
#include "core/limits.h"
#include "core/scan.h"
#include "edge/yaml.h"

#include "../unit/random_tree.h"

#include <stdio.h>
#include <string.h>

static void
add_scalar(struct cvd_buf *out, const struct cvd_node *node, bool is_file)
{
	if (is_file && node->style == CVD_STYLE_WORD) {
		cvd_buf_addz(out, "{\"plain\": ");
		cvd_json_text_add(out, node->text, node->size);
		cvd_buf_addc(out, '}');
	} else if (is_file || cvd_node_is_string(node)) {
		cvd_json_text_add(out, node->text, node->size);
	} else {
		cvd_buf_addz(out, "null");
	}
}

/* A mapping is {"map": {…}}, so that nothing in a file looks like "plain". */
static void
add_tree(struct cvd_buf *out, const struct cvd_node *node, bool is_file)
{
	bool is_map = node->kind == CVD_NODE_MAP;

	if (node->kind == CVD_NODE_SCALAR) {
		add_scalar(out, node, is_file);
		return;
	}
	cvd_buf_addz(out, is_map ? "{\"map\": {" : "[");
	for (const struct cvd_node *n = node->first; n != NULL; n = n->next) {
		if (n != node->first)
			cvd_buf_addz(out, ", ");
		if (is_map) {
			cvd_json_text_addz(out, n->key);
			cvd_buf_addz(out, ": ");
		}
		add_tree(out, n, is_file);
	}
	cvd_buf_addz(out, is_map ? "}}" : "]");
}

static void
print_file(const char *path, struct cvd_arena *arena, struct cvd_buf *out)
{
	static char bytes[CVD_MAX_FILE];
	const struct cvd_node *root = NULL;
	FILE *file = fopen(path, "rbe");
	struct cvd_err err;
	size_t size;

	if (file == NULL) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	size = fread(bytes, 1, sizeof bytes, file);
	(void)fclose(file);
	if (cvd_yaml_read(bytes, size, arena, &root, &err) == CVD_OK) {
		cvd_buf_addz(out, "{\"tree\": ");
		add_tree(out, root, true);
	} else {
		cvd_buf_addf(out,
		    "{\"status\": %d, \"line\": %u, \"message\": ", err.status,
		    err.line);
		cvd_json_text_addz(out, err.message);
	}
}

static void
print_random(unsigned long seed, struct cvd_arena *arena, struct cvd_buf *out)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);
	struct chance chance = { .state = seed };
	const struct cvd_node *tree = random_tree(&chance, 4, arena);

	cvd_canon_write(&text, tree);
	cvd_buf_addz(out, "{\"text\": ");
	cvd_json_text_add(out, text.data, text.size);
	cvd_buf_addz(out, ", \"tree\": ");
	add_tree(out, tree, false);
	cvd_buf_clear(&text);
}

int
main(int argc, char **argv)
{
	bool is_random = argc == 3 && strcmp(argv[1], "-r") == 0;
	unsigned long count = is_random ? strtoul(argv[2], NULL, 10)
	                                : (unsigned long)argc - 1;

	for (unsigned long i = 0; i < count; i++) {
		struct cvd_buf out = CVD_BUF_INIT(16 * CVD_MAX_FILE);
		struct cvd_arena *arena = cvd_arena_new();

		if (is_random)
			print_random(i, arena, &out);
		else
			print_file(argv[i + 1], arena, &out);
		(void)printf("%s}\n", out.data);
		cvd_buf_clear(&out);
		cvd_arena_free(arena);
	}
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
