/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd init --clone: join a casebook that others keep. */

#include "init_clone.h"

#include "answer.h"
#include "app/join.h"
#include "core/arena.h"
#include "out.h"
#include "proof.h"
#include "ui.h"

static enum cvd_status
check(const struct context *ctx, const struct init_clone *asked,
    struct cvd_err *err)
{
	if (ctx->dry_run)
		return cvd_fail(err, CVD_E_USAGE,
		    "--clone takes no --dry-run: what is not proven leaves "
		    "nothing anyway");
	if (asked->introduction != NULL && asked->signer != NULL)
		return CVD_OK;
	(void)cvd_fail(err, CVD_E_USAGE, "missing: %s%s%s",
	    asked->introduction == NULL ? "--introduction COMMIT" : "",
	    asked->introduction == NULL && asked->signer == NULL ? ", " : "",
	    asked->signer == NULL ? "--signer FINGERPRINT" : "");
	cvd_err_hint(err, "a lead tells you both, by another way than the "
	                  "casebook comes; 'cvd roster add' shows them there");
	return CVD_E_USAGE;
}

/* Who signs here: NULL and why where nobody does. */
struct own {
	const struct cvd_member *member;
	struct cvd_err why;
};

/* The roster, and who of it signs here. */
static void
show_members(struct out *out, const struct cvd_roster *roster,
    const struct own *own)
{
	const struct cvd_member *m = roster->members.item;

	out_line(out, "%s", "");
	out_key(out, "members");
	out_list(out);
	for (size_t i = 0; i < roster->members.count; i++) {
		out_line(out, "%s, %s", m[i].name,
		    cvd_member_role_names[m[i].role]);
		out_map(out);
		out_key_text(out, "name", m[i].name);
		out_key_text(out, "role", cvd_member_role_names[m[i].role]);
		out_map_end(out);
	}
	out_list_end(out);
	if (own->member != NULL) {
		out_line(out, "You sign as %s.", own->member->name);
	} else {
		out_line(out, "You can read it, and are no member: %s.",
		    own->why.message);
		out_line(out, "To write, have a lead add your key: cvd roster "
		              "add NAME --key FILE");
	}
	out_key_text(out, "member",
	    own->member == NULL ? NULL : own->member->name);
}

static void
answer(struct context *ctx, const struct init_clone *asked,
    const struct cvd_joined *joined, struct cvd_casebook *book)
{
	const struct cvd_team *team = cvd_casebook_team(book);
	struct own own = { .member = NULL };
	struct out *out = ctx->out;

	if (cvd_casebook_member(book, &own.member, &own.why) != CVD_OK)
		own.member = NULL;
	out_line(out, "casebook %s of %s in %s", team->id, team->name,
	    joined->dir);
	proof_say(out, &joined->proof);
	out_line(out, "pinned in %s", joined->trust_path);
	out_map(out);
	out_key_text(out, "id", team->id);
	out_key_text(out, "name", team->name);
	out_key_text(out, "dir", joined->dir);
	out_key_text(out, "introduction", joined->proof.introduction);
	out_key_text(out, "signer", joined->proof.signer);
	out_key_text(out, "tip", joined->proof.tip);
	out_key_text(out, "checkpoint", asked->checkpoint);
	out_key_integer(out, "commits", (int64_t)joined->proof.commits);
	out_key_integer(out, "cases", (int64_t)joined->proof.cases);
	out_key_text(out, "trust", joined->trust_path);
	show_members(out, cvd_casebook_roster(book), &own);
	out_key_text(out, "driver", joined->driver);
	merge_odds_show(out, &joined->odds);
	out_map_end(out);
}

/* What is no failure, and should be known. */
static void
warn(const struct init_clone *asked, const struct cvd_joined *joined)
{
	for (size_t i = 0; i < joined->proof.count; i++)
		ui_warn("commit %.12s: %s", joined->proof.findings[i].commit,
		    joined->proof.findings[i].flaw.message);
	if (joined->odds.count > 0)
		ui_warn("git would not merge cases as it should: see 'cvd "
		        "config merge'");
	if (asked->checkpoint == NULL)
		ui_note("without --checkpoint nothing says that this is what "
		        "the others see");
	ui_warn("this casebook holds personal data and embargoed details in "
	        "clear: guard every copy of it");
}

enum cvd_status
init_clone(struct context *ctx, const struct init_clone *asked,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_casebook *book = NULL;
	struct cvd_joined joined;
	const struct cvd_join join = {
		.url = asked->url,
		.dir = asked->dir,
		.introduction = asked->introduction,
		.signer = asked->signer,
		.checkpoint = asked->checkpoint,
		.bare = asked->bare,
		.shows_progress = ui_shows_progress(),
		.progress = proof_draw,
		.heard = proof_hear,
	};
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = check(ctx, asked, err);
	if (rc == CVD_OK)
		rc = cvd_join_casebook(&join, ctx->world, arena, &joined, &book,
		    err);
	ui_passing(NULL);
	if (rc == CVD_OK) {
		out_set_zone(ctx->out, cvd_casebook_zone(book));
		answer(ctx, asked, &joined, book);
		warn(asked, &joined);
	}
	cvd_casebook_close(book);
	cvd_arena_free(arena);
	return rc;
}
