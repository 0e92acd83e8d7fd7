/* SPDX-License-Identifier: EUPL-1.2 */

/* What a new member is to be told. */

#include "newcomer.h"

#include "app/casebook.h"
#include "app/trust.h"
#include "core/arena.h"
#include "core/buf.h"
#include "core/limits.h"
#include "core/remote_url.h"
#include "out.h"

#include <string.h>

/* Where the casebook is shared, without a password; NULL: nowhere. */
static const char *
find_url(struct cvd_casebook *book)
{
	struct cvd_arena *arena = cvd_casebook_arena(book);
	const char *remote = cvd_casebook_setting(book, "branch.main.remote");
	const char *setting = cvd_arena_textf(arena, "remote.%s.url",
	    remote == NULL ? "origin" : remote);
	const char *url = setting == NULL ? NULL
	                                  : cvd_casebook_setting(book, setting);

	return url == NULL ? NULL : cvd_remote_url_public(url, arena);
}

/* A word that a shell reads as it is. */
static void
add_word(struct cvd_buf *line, const char *word)
{
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	    "%+,-./:=@_";

	if (word[strspn(word, plain)] == '\0') {
		cvd_buf_addz(line, word);
		return;
	}
	cvd_buf_addc(line, '\'');
	for (; *word != '\0'; word++)
		cvd_buf_addf(line, *word == '\'' ? "'\\''" : "%c", *word);
	cvd_buf_addc(line, '\'');
}

static void
add_option(struct cvd_buf *line, const char *option, const char *value)
{
	cvd_buf_addf(line, " --%s ", option);
	add_word(line, value);
}

void
newcomer_show(struct context *ctx, const char *name, const char *checkpoint)
{
	const struct cvd_introduced none = { "COMMIT", "FINGERPRINT" };
	const struct cvd_introduced *intro = &none;
	const struct cvd_trust *trust = NULL;
	const char *url = find_url(ctx->book);
	struct cvd_buf line = CVD_BUF_INIT(CVD_MAX_COMMIT);
	struct out *out = ctx->out;

	/* What was proven before the change was proven by this pin. */
	if (cvd_trust_read(ctx->world, cvd_casebook_team(ctx->book)->id,
	        cvd_casebook_arena(ctx->book), &trust, NULL) == CVD_OK &&
	    trust->introduction != NULL)
		intro = trust->introduction;
	cvd_buf_addz(&line, "cvd init");
	add_option(&line, "clone", url == NULL ? "URL" : url);
	add_option(&line, "introduction", intro->commit);
	add_option(&line, "signer", intro->signer);
	add_option(&line, "checkpoint", checkpoint);
	out_line(out, "%s", "");
	out_line(out,
	    "Once 'cvd sync' has sent this, tell %s, by a way that the "
	    "casebook does not go:",
	    name);
	out_line(out, "  %s", line.data);
	out_key_text(out, "url", url);
	out_key_text(out, "introduction",
	    intro == &none ? NULL : intro->commit);
	out_key_text(out, "signer", intro == &none ? NULL : intro->signer);
	out_key_text(out, "checkpoint", checkpoint);
	out_key_text(out, "join", line.data);
	cvd_buf_clear(&line);
}
