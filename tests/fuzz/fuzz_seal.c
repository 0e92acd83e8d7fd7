/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Both sides of a seal. What is taken for a sealed group is made again byte
 * for byte; what is taken for a block is the one text of its bytes. What is
 * neither is put into armor, so that packets are tried too.
 */

#include "core/armor.h"
#include "core/limits.h"
#include "core/seal.h"
#include "core/seal_block.h"
#include "edge/yaml.h"

#include "armored.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool condition)
{
	if (!condition)
		abort();
}

static bool
is_block(const char *text)
{
	struct cvd_err err = { 0 };
	enum cvd_status rc = cvd_seal_block_check(text, &err);

	must(rc == CVD_OK || (rc == CVD_E_INVALID && err.message[0] != '\0'));
	return rc == CVD_OK;
}

static void
try_block(const char *text, struct cvd_arena *arena)
{
	struct cvd_bytes bytes;
	char *again;
	size_t size;

	if (!is_block(text))
		return;
	must(cvd_armor_read_message(text, strlen(text), arena, &bytes, NULL) ==
	     CVD_OK);
	again = malloc(ARMORED_ROOM(bytes.size));
	must(again != NULL);
	size = armored_as("MESSAGE", again, (const unsigned char *)bytes.data,
	    bytes.size);
	must(size == strlen(text) && memcmp(again, text, size) == 0);
	free(again);
}

static void
try_packets(const uint8_t *data, size_t size)
{
	char *text = malloc(ARMORED_ROOM(size));

	must(text != NULL);
	text[armored_as("MESSAGE", text, data, size)] = '\0';
	(void)is_block(text);
	free(text);
}

static void
try_plain(const char *plain, size_t size, enum cvd_group group,
    struct cvd_arena *arena)
{
	const struct cvd_seal_place place = {
		.casebook = "0T3ZK0V9QX7M2D8HJ4N6B1CRWY",
		.case_id = "CVD-2026-4K7Q9XV",
		.event_id = "5T3ZK0V9QX7M2D8HJ4N6B1CRWY",
		.group = group,
	};
	struct cvd_event e = { .id = place.event_id };
	struct cvd_buf again = CVD_BUF_INIT(CVD_MAX_GROUP);
	struct cvd_seal_parts parts;
	const struct cvd_node *root;
	struct cvd_err err = { 0 };
	size_t committed = 0;

	if (cvd_seal_take(&place, plain, size, &parts, &err) != CVD_OK) {
		must(err.message[0] != '\0');
		return;
	}
	if (cvd_yaml_read(parts.mapping.data, parts.mapping.size, arena, &root,
	        NULL) != CVD_OK ||
	    cvd_seal_load(group, parts.mapping, root, &e, arena, NULL) !=
	        CVD_OK)
		return;
	must(cvd_seal_make(&place, &e, &again, &committed, NULL) == CVD_OK);
	must(again.size == size && memcmp(again.data, plain, size) == 0);
	must(committed == parts.committed.size);
	cvd_buf_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cvd_arena *arena = cvd_arena_new();
	const char *text = cvd_arena_copy(arena, data, size);

	must(text != NULL);
	if (size > 0 && data[0] >= 0x80)
		try_packets(data, size);
	else if (size > 0 && data[0] == '-')
		try_block(text, arena);
	else
		for (int g = 0; g < CVD_GROUPS; g++)
			try_plain(text, size, (enum cvd_group)g, arena);
	cvd_arena_free(arena);
	return 0;
}
