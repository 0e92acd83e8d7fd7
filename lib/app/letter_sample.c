/* SPDX-License-Identifier: EUPL-1.2 */

/* Which variables letters may speak of. */

#include "app/letter_sample.h"

static const char *const texts[] = { "team.name", "team.desk", "team.from",
	"team.signatory", "policy.id", "policy.version", "policy.title",
	"policy.url", "policy.statement", "policy.disclaimer", "case.id",
	"case.received", "case.report_sha256", "case.state", "case.outcome",
	"letter.date", "recipient.name", "recipient.language", "by",
	"assess.outcome", "assess.weight", "assess.reason",
	"assess.reason_text", "assess.note", "assess.duplicate_of",
	"assess.redirect_to", "assess.severity", "question",
	"finding.description", "finding.reproduction", "first_notified",
	"reminder_number", "reporter.name", "reporter.address",
	"escalation.to_name", "escalation.reason_text", "escalation.rule",
	"fix.kind", "fix.version", "fix.reference", "fix.source",
	"publish.text", "publish.url", "publish.credit", "close.reason",
	"close.reason_text", "close.retention" };

static const char *const truths[] = { "policy.no_complaint",
	"policy.no_consequences", "policy.no_prosecution", "policy.no_videos",
	"policy.thanks", "assess.minor", "consent_needed", "ask.naming",
	"ask.share_contact", "ask.contact_exchange", "ask.wall_of_fame",
	"reporter.shared", "details" };

#define LIST_FIELDS 4u

/* Lists, and the texts that each member has; a truth, where it has one. */
static const struct {
	const char *list;
	const char *fields[LIST_FIELDS];
	const char *truth;
} lists[] = {
	{ "clocks", { "name", "kind", "due", "rule" }, NULL },
	{ "promised", { "name", "kind", "due", "rule" }, NULL },
	{ "assess.exclusions", { "id", "text", "unless" }, NULL },
	{ "missing", { "what" }, NULL },
	{ "attempts", { "date", "channel", "party", "who" }, "details" },
	{ "news", { "date", "what" }, NULL },
	{ "finding.targets", { "text" }, NULL },
	{ "publish.documents", { "path" }, NULL },
};

static void
add_list(struct cvd_value *sample, size_t i)
{
	struct cvd_value *member = cvd_value_add(sample, lists[i].list);

	for (size_t k = 0; k < LIST_FIELDS && lists[i].fields[k] != NULL; k++)
		cvd_value_set(member, lists[i].fields[k], "x");
	if (lists[i].truth != NULL)
		cvd_value_set_bool(member, lists[i].truth, true);
}

struct cvd_value *
cvd_letter_sample(struct cvd_arena *arena)
{
	struct cvd_value *sample = cvd_value_new(arena);

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		cvd_value_set(sample, texts[i], "x");
	for (size_t i = 0; i < sizeof truths / sizeof truths[0]; i++)
		cvd_value_set_bool(sample, truths[i], true);
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		add_list(sample, i);
	return cvd_arena_check(arena, NULL) == CVD_OK ? sample : NULL;
}
