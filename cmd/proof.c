/* SPDX-License-Identifier: EUPL-1.2 */

/* What is proven of a copy of a casebook, and how it is set up. */

#include "proof.h"

#include "ui.h"

void
proof_say(struct out *out, const struct cvd_verify_result *r)
{
	char since[OUT_INSTANT_TEXT];

	out_line_as(out, OUT_GOOD,
	    "proven: %zu commit%s signed with %zu key%s, %zu case%s, since %s",
	    r->commits, r->commits == 1 ? "" : "s", r->people,
	    r->people == 1 ? "" : "s", r->cases, r->cases == 1 ? "" : "s",
	    out_instant_text(out, r->since, since));
	if (r->voided > 0)
		out_line(out, "without authority: %zu commit%s", r->voided,
		    r->voided == 1 ? "" : "s");
	out_line(out, "not proven: that nothing was withheld, that clocks "
	              "told the truth");
}

void
proof_draw(void *context, size_t done, size_t all)
{
	(void)context;
	ui_passing(NULL);
	ui_progress("proven", done, all);
}

void
proof_hear(void *context, const char *line)
{
	(void)context;
	ui_passing(line);
	ui_trace("git: %s", line);
}

void
merge_odds_show(struct out *out, const struct cvd_merge_odds *odds)
{
	out_key(out, "findings");
	out_list(out);
	for (size_t i = 0; i < odds->count; i++) {
		const struct cvd_merge_odd *odd = &odds->item[i];

		out_line_as(out, OUT_BAD,
		    "%s: git goes by %s '%s', where '%s' is wanted", odd->what,
		    odd->attribute, odd->is, odd->wanted);
		out_map(out);
		out_key_text(out, "files", odd->what);
		out_key_text(out, "attribute", odd->attribute);
		out_key_text(out, "is", odd->is);
		out_key_text(out, "wanted", odd->wanted);
		out_map_end(out);
	}
	out_list_end(out);
}
