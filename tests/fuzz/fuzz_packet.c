/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Every signature that is taken is, in armor of our own, taken again as the
 * same. What is no armor is put into one, so that packets are tried too.
 */

#include "core/limits.h"
#include "core/packet.h"

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
read_packet(const char *text, size_t size, struct cvd_arena *arena,
    struct cvd_packet *packet)
{
	struct cvd_flaw flaw = { 0 };

	if (cvd_packet_read(text, size, arena, packet, &flaw, NULL) == CVD_OK) {
		must(packet->hash >= 8 && packet->hash <= 10);
		must(strspn(packet->issuer, "0123456789ABCDEF") == 40);
		return true;
	}
	must(flaw.kind == CVD_FLAW_MALFORMED_SIGNATURE ||
	     flaw.kind == CVD_FLAW_UNSUPPORTED_SIGNATURE ||
	     flaw.kind == CVD_FLAW_WEAK_SIGNATURE);
	must(flaw.message[0] != '\0');
	return false;
}

/* The bytes in armor; what is read out of it, if they are a signature. */
static bool
read_bytes(const void *bytes, size_t size, struct cvd_arena *arena,
    struct cvd_packet *packet)
{
	char *text = malloc(ARMORED_ROOM(size));
	bool taken;

	must(text != NULL);
	taken = read_packet(text, armored(text, bytes, size), arena, packet);
	free(text);
	must(!taken ||
	     (packet->size == size && memcmp(packet->bytes, bytes, size) == 0));
	return taken;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_packet packet, again;

	must(arena != NULL);
	if (size > 0 && data[0] >= 0x80) {
		(void)read_bytes(data, size, arena, &packet);
	} else if (read_packet((const char *)data, size, arena, &packet)) {
		must(read_bytes(packet.bytes, packet.size, arena, &again));
		must(again.created == packet.created);
		must(strcmp(again.issuer, packet.issuer) == 0);
	}
	cvd_arena_free(arena);
	return 0;
}
