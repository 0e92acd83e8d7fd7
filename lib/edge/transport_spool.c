/* SPDX-License-Identifier: EUPL-1.2 */

/* A folder with one file for each letter, for people who send by hand. */

#include "core/buf.h"
#include "edge/fs.h"
#include "edge/transport_kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PATH 4096u

struct spool {
	struct cvd_transport transport;
	char folder[];
};

static enum cvd_status
spool_send(struct cvd_transport *transport, const struct cvd_envelope *envelope,
    struct cvd_receipt *receipt, struct cvd_err *err)
{
	const struct spool *spool = (const struct spool *)transport;
	int left = (int)strcspn(envelope->message_id, "@");
	struct cvd_buf path = CVD_BUF_INIT(MAX_PATH);
	enum cvd_status status;

	cvd_buf_addf(&path, "%s/%.*s.eml", spool->folder, left,
	    envelope->message_id);
	status = cvd_buf_check(&path, err);
	if (status == CVD_OK)
		status = cvd_fs_replace(path.data, envelope->mail,
		    envelope->mail_size, err);
	if (status == CVD_OK) {
		receipt->answer = CVD_ANSWER_DELIVERED;
		cvd_transport_note(receipt->server, sizeof receipt->server,
		    "spool", 5);
		(void)snprintf(receipt->queue_id, sizeof receipt->queue_id,
		    "%.*s.eml", left, envelope->message_id);
	}
	cvd_buf_clear(&path);
	return status;
}

static void
spool_close(struct cvd_transport *transport)
{
	free(transport);
}

static const struct cvd_transport_kind spool_kind = {
	.send = spool_send,
	.close = spool_close,
};

enum cvd_status
cvd_transport_open_spool(const char *folder, struct cvd_transport **transport,
    struct cvd_err *err)
{
	size_t size = strlen(folder) + 1;
	struct spool *spool;
	enum cvd_status status = cvd_fs_make_folder(folder, err);

	if (status != CVD_OK)
		return status;
	spool = malloc(sizeof *spool + size);
	if (spool == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	spool->transport.kind = &spool_kind;
	(void)memcpy(spool->folder, folder, size);
	*transport = &spool->transport;
	return CVD_OK;
}
