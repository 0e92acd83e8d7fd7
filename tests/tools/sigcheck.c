/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * sigcheck FOLDER CERTIFICATES OBJECT...: what cvd says of the signature of
 * each commit object, a file each: its name, and "good" or the name of a flaw
 * with its message, parted by tabs. The keys are those in the file of
 * certificates; gpg works in FOLDER, which is made where it is missing.
 */

#include "core/commit.h"
#include "core/limits.h"
#include "core/packet.h"
#include "edge/batch.h"
#include "edge/fs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct verdict {
	const char *path;
	struct cvd_packet packet;
	struct cvd_flaw flaw; /* NONE: good so far */
	struct cvd_batch_item *item;
};

static void
must(enum cvd_status status, const struct cvd_err *err)
{
	if (status == CVD_OK)
		return;
	(void)fprintf(stderr, "sigcheck: %s\n", err->message);
	exit(2);
}

/* Takes one object apart; what gpg is to judge comes behind the items. */
static enum cvd_status
take_apart(struct verdict *v, struct cvd_arena *arena,
    struct cvd_batch_item *item, struct cvd_err *err)
{
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_BLOB);
	struct cvd_commit commit;
	enum cvd_status rc = cvd_fs_read(v->path, &bytes, err);
	char *object = cvd_arena_copy(arena, bytes.data, bytes.size);
	const char *name = strrchr(v->path, '/');

	if (rc == CVD_OK)
		rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		rc = cvd_commit_split(object, bytes.size, arena, &commit,
		    &v->flaw, err);
	if (rc == CVD_OK && commit.signature.data == NULL)
		rc = cvd_flaw_found(&v->flaw, CVD_FLAW_UNSIGNED, "unsigned");
	if (rc == CVD_OK)
		rc = cvd_packet_read(commit.signature.data,
		    commit.signature.size, arena, &v->packet, &v->flaw, err);
	if (rc == CVD_OK) {
		*item = (struct cvd_batch_item){
			.id = name == NULL ? v->path : name + 1,
			.packet = v->packet.bytes,
			.packet_size = v->packet.size,
			.data = commit.signed_bytes.data,
			.data_size = commit.signed_bytes.size,
		};
		v->item = item;
	}
	cvd_buf_clear(&bytes);
	return rc == CVD_E_FINDINGS ? CVD_OK : rc;
}

static void
judge(const char *folder, const char *certificates,
    struct cvd_batch_item *items, size_t count)
{
	const struct cvd_batch_setup setup = { .path = getenv("PATH"),
		.folder = folder,
		.keys_id = "1" };
	struct cvd_batch_certificate certificate = { .name = certificates };
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_KEY_FILE);
	struct cvd_batch *batch = NULL;
	struct cvd_err err;

	must(cvd_fs_read(certificates, &bytes, &err), &err);
	certificate.bytes = bytes.data;
	certificate.size = bytes.size;
	must(cvd_batch_open(&setup, &certificate, 1, &batch, &err), &err);
	must(cvd_batch_start(batch, items, count, &err), &err);
	must(cvd_batch_finish(batch, &err), &err);
	cvd_batch_close(batch);
	cvd_buf_clear(&bytes);
}

/* What gpg has said, as a flaw. */
static void
conclude(struct verdict *v)
{
	enum cvd_flaw_kind kind = CVD_FLAW_NONE;

	if (v->item == NULL)
		return;
	if (v->item->answer == CVD_BATCH_NO_KEY)
		kind = CVD_FLAW_UNKNOWN_SIGNER;
	else if (v->item->answer != CVD_BATCH_GOOD)
		kind = CVD_FLAW_BAD_SIGNATURE;
	else if (strcmp(v->item->fingerprint, v->packet.issuer) != 0 ||
	         v->item->at != v->packet.created)
		kind = CVD_FLAW_MALFORMED_SIGNATURE;
	if (kind != CVD_FLAW_NONE)
		(void)cvd_flaw_found(&v->flaw, kind, "gpg's answer is %d",
		    (int)v->item->answer);
}

int
main(int argc, char **argv)
{
	size_t count = argc > 3 ? (size_t)argc - 3 : 0;
	struct verdict *verdicts = calloc(count + 1, sizeof *verdicts);
	struct cvd_batch_item *items = calloc(count + 1, sizeof *items);
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_err err = { .message = "usage: FOLDER KEYS OBJECT..." };
	size_t asked = 0;

	if (count == 0 || verdicts == NULL || items == NULL)
		must(CVD_E_USAGE, &err);
	for (size_t i = 0; i < count; i++) {
		verdicts[i].path = argv[i + 3];
		must(take_apart(&verdicts[i], arena, &items[asked], &err),
		    &err);
		asked += verdicts[i].item != NULL;
	}
	judge(argv[1], argv[2], items, asked);
	for (size_t i = 0; i < count; i++) {
		const struct cvd_flaw *flaw = &verdicts[i].flaw;
		bool is_good;

		conclude(&verdicts[i]);
		is_good = flaw->kind == CVD_FLAW_NONE;
		(void)printf("%s\t%s\t%s\n", verdicts[i].path,
		    is_good ? "good" : cvd_flaw_names[flaw->kind],
		    is_good ? "" : flaw->message);
	}
	cvd_arena_free(arena);
	free(items);
	free(verdicts);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : 2;
}
