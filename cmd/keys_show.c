/* SPDX-License-Identifier: EUPL-1.2 */

/* How public keys are shown, and what is wrong with them. */

#include "keys_show.h"

#include "core/buf.h"
#include "core/expiry.h"
#include "core/limits.h"

/* A part that can be encrypted to, or NULL. */
static const struct cvd_key_part *
encrypting(const struct cvd_key *key, cvd_instant at)
{
	for (size_t i = 0; i < key->part_count; i++)
		if (key->parts[i].can_encrypt &&
		    cvd_keys_is_usable(key, &key->parts[i], at))
			return &key->parts[i];
	return NULL;
}

static void
key_instant(struct out *out, const char *name, cvd_instant instant)
{
	out_key(out, name);
	if (instant == 0)
		out_null(out);
	else
		out_instant(out, instant);
}

static void
answer_key(struct out *out, const struct cvd_team_key *k, cvd_instant at)
{
	const struct cvd_key *key = &k->key;
	const struct cvd_key_part *primary = key->part_count == 0 ? NULL
	                                                          : key->parts;

	out_map(out);
	out_key_text(out, "key", k->fingerprint);
	out_key_text(out, "owner", cvd_key_owner_names[k->owner]);
	out_key_text(out, "name", k->name);
	out_key_text(out, "unreadable", k->why);
	out_key(out, "user_ids");
	out_list(out);
	for (size_t i = 0; i < key->user_id_count; i++)
		out_text(out, key->user_ids[i]);
	out_list_end(out);
	out_key_text(out, "algorithm",
	    primary == NULL ? NULL : primary->algorithm);
	out_key_integer(out, "bits", primary == NULL ? 0 : primary->bits);
	key_instant(out, "created", primary == NULL ? 0 : primary->created);
	key_instant(out, "expires", primary == NULL ? 0 : primary->expires);
	out_key_bool(out, "revoked", primary != NULL && key->is_revoked);
	out_key_bool(out, "encrypts", encrypting(key, at) != NULL);
	out_map_end(out);
}

static void
draw_end(struct out *out, const struct cvd_key *key, cvd_instant at)
{
	cvd_instant end = key->parts[0].expires;
	char text[OUT_INSTANT_TEXT];

	if (key->is_revoked)
		out_cell_as(out, OUT_BAD, "%s", "revoked");
	else if (cvd_expiry_at(end, at) == CVD_EXPIRY_PAST)
		out_cell_as(out, OUT_BAD, "expired %s",
		    out_instant_text(out, end, text));
	else if (end != 0)
		out_cell_instant(out, end);
	else
		out_cell(out, "%s", "never ends");
}

static void
draw_key(struct out *out, const struct cvd_team_key *k, cvd_instant at)
{
	char text[CVD_INSTANT_TEXT];

	out_cell(out, "%s", k->fingerprint);
	out_cell(out, "%s",
	    k->name != NULL ? k->name : cvd_key_owner_names[k->owner]);
	if (k->key.part_count == 0) {
		for (int i = 0; i < 4; i++)
			out_cell(out, "%s", "-");
		out_cell_as(out, OUT_BAD, "%s", k->why);
		return;
	}
	out_cell(out, "%s", k->key.parts[0].algorithm);
	out_cell(out, "%.10s", cvd_instant_text(k->key.parts[0].created, text));
	draw_end(out, &k->key, at);
	out_cell(out, "%s",
	    encrypting(&k->key, at) != NULL ? "encrypts" : "no encryption");
	out_cell(out, "%s",
	    k->key.user_id_count > 0 ? k->key.user_ids[0] : "-");
}

void
keys_show_table(struct out *out, const struct cvd_team_key *keys, size_t count,
    cvd_instant at)
{
	static const struct out_column columns[] = {
		{ .title = "KEY" },
		{ .title = "WHOSE" },
		{ .title = "ALGORITHM" },
		{ .title = "CREATED" },
		{ .title = "EXPIRES" },
		{ .title = "ENCRYPTS" },
		{ .title = "USER ID", .cut = true },
	};

	out_table(out, columns, sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < count; i++) {
		draw_key(out, &keys[i], at);
		answer_key(out, &keys[i], at);
	}
	out_table_end(out);
}

/* What a finding says, for people. */
static void
say(struct cvd_buf *text, const struct cvd_key_finding *f, const char *end,
    cvd_instant at)
{
	switch (f->rule) {
	case CVD_KEY_UNREADABLE:
		cvd_buf_addf(text, "key %s: %s", f->part, f->why);
		break;
	case CVD_KEY_REVOKED:
		cvd_buf_addf(text, "key %s is revoked", f->part);
		break;
	case CVD_KEY_EXPIRED:
		cvd_buf_addf(text, "key %s has expired, %s", f->part, end);
		break;
	case CVD_KEY_EXPIRES:
		cvd_buf_addf(text, "key %s expires in %d days, %s", f->part,
		    (int)((f->expires - at) / CVD_SECONDS_A_DAY), end);
		break;
	case CVD_KEY_MISSING:
		cvd_buf_addf(text, "%s is listed, and no part that signs",
		    f->part);
		break;
	case CVD_KEY_NO_ENCRYPTION:
		cvd_buf_addf(text, "no part of key %s can encrypt", f->part);
		break;
	case CVD_KEY_UNLISTED:
		cvd_buf_addf(text,
		    "gpg would sign with %s, which the roster does not list",
		    f->part);
		break;
	case CVD_KEY_RULES:
		break;
	}
}

static void
draw_finding(struct out *out, const struct cvd_key_finding *f, cvd_instant at)
{
	bool is_error = cvd_key_rule_is_error(f->rule);
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_VALUE);
	char end[OUT_INSTANT_TEXT] = "";

	if (f->expires != 0)
		(void)out_instant_text(out, f->expires, end);
	say(&text, f, end, at);
	out_line_as(out, is_error ? OUT_BAD : OUT_WARN, "%s: %s: %s [%s]",
	    f->name, is_error ? "error" : "warning", text.data,
	    cvd_key_rule_names[f->rule]);
	cvd_buf_clear(&text);
}

static void
answer_finding(struct out *out, const struct cvd_key_finding *f)
{
	out_map(out);
	out_key_text(out, "level",
	    cvd_key_rule_is_error(f->rule) ? "error" : "warning");
	out_key_text(out, "rule", cvd_key_rule_names[f->rule]);
	out_key_text(out, "owner", cvd_key_owner_names[f->owner]);
	out_key_text(out, "name", f->name);
	out_key_text(out, "key", f->key);
	out_key_text(out, "part", f->part);
	key_instant(out, "expires", f->expires);
	out_key(out, "within");
	if (f->within == 0)
		out_null(out);
	else
		out_integer(out, f->within);
	out_map_end(out);
}

void
keys_show_finding(struct out *out, const struct cvd_key_finding *finding,
    cvd_instant at)
{
	draw_finding(out, finding, at);
	answer_finding(out, finding);
}
