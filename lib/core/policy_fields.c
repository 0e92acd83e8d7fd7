/* SPDX-License-Identifier: EUPL-1.2 */

/* Every key that a policy may have. */

#include "core/policy_fields.h"

#include "core/contact.h"
#include "core/event.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/policy_value.h"
#include "core/target.h"

#define MAX_ZONE_NAME 64u
#define MAX_BYTES     CVD_MAX_REASON /* of a remark on one line */

const char *const cvd_clock_kind_names[] = {
	[CVD_CLOCK_COMMITMENT] = "commitment",
	[CVD_CLOCK_TARGET] = "target",
	[CVD_CLOCK_STATUTORY] = "statutory",
	[CVD_CLOCK_LIMIT] = "limit",
	[CVD_CLOCK_NOT_BEFORE] = "not-before",
	[CVD_CLOCK_REMINDER] = "reminder",
	NULL,
};

static const char *const statuses[] = { NULL, "active", "reference", "template",
	"superseded", "superseded-in-part", NULL };
static const char *const roles[] = { NULL, "desk", "reporter", "manufacturer",
	"controller", NULL };
static const char *const refs[] = { NULL, "S-letter", "S-ncsc", "S-ccb", NULL };
static const char *const scope_kinds[] = { NULL, "system", "software",
	"hardware", "service", "network", "any", NULL };
static const char *const scope_defaults[] = { NULL, "out", "redirect", NULL };
static const char *const participants[] = { NULL, "open",
	"selected-by-coordinator", NULL };
static const char *const coordinator_kinds[] = { NULL, "platform", "csirt",
	NULL };
static const char *const encryptions[] = { NULL, "optional", "required", NULL };
static const char *const effects[] = { NULL, "hint", "reject", NULL };
static const char *const phases[] = { NULL, "received", "assess", "fix",
	"publication", "contact", "report", "notify", "cve", "privacy", "close",
	NULL };
static const char *const steps_by[] = { NULL, "reporter", "organisation",
	"desk", NULL };
static const char *const evidences[] = { NULL, "contact-attempt", "assessment",
	NULL };
static const char *const levels[] = { NULL, "none", "limited", "full", NULL };
static const char *const yes_or_no[] = { NULL, "yes", "no", NULL };
static const char *const required_conduct[] = { NULL, "report-soon",
	"no-sharing-until-heard-or-resolved", "no-more-than-needed", "in-scope",
	"proportional", "small-scale-proof", "minimal-evidence",
	"evidence-without-personal-data-preferred", "no-availability-impact",
	"confidentiality", "secure-channel", "timestamps", "good-faith", NULL };
static const char *const forbidden_conduct[] = { NULL, "malware", "data-copied",
	"data-modified", "data-deleted", "system-changed", "system-damage",
	"parameter-change", "repeated-access", "shared-access", "brute-force",
	"password-theft", "denial-of-service", "ddos", "social-engineering",
	"phishing", "spam", "video-sharing", "private-communications",
	"illegally-obtained-data", "abuse", "unexplained-scanner-output",
	NULL };

/* clang-format off */
#define REQUIRED .flags = CVD_FIELD_REQUIRED
#define KEY(n, k) .name = (n), .kind = CVD_FIELD_##k
#define TEXT_OF_LANGUAGES .node_check = cvd_policy_check_text
#define KEBAB .check = cvd_policy_check_kebab
#define SNAKE .check = cvd_policy_check_snake
#define URL .limit = CVD_MAX_URL, .check = cvd_target_check_url

/* A part of which nothing is kept. */
#define REST_SHAPE(n, what) static const struct cvd_shape n##_shape = { what, sizeof(union cvd_policy_rest), n##_fields }

static const struct cvd_field issuer_fields[] = {
	{ KEY("name", LINE), .limit = CVD_MAX_NAME },
	{ KEY("country", LINE), .check = cvd_policy_check_country },
	{ 0 },
};
REST_SHAPE(issuer, "issuer");

static const struct cvd_field approved_fields[] = {
	{ KEY("name", LINE), .limit = CVD_MAX_NAME },
	{ KEY("role", LINE) },
	{ KEY("date", DAY) },
	{ 0 },
};
REST_SHAPE(approved, "approval");

static const struct cvd_field source_fields[] = {
	{ KEY("ref", WORD), .names = refs },
	{ KEY("url", LINE), URL },
	{ KEY("title", LINE) },
	{ KEY("date", LINE) },
	{ KEY("note", LINE), .limit = MAX_BYTES },
	{ 0 },
};
REST_SHAPE(source, "source");

static const struct cvd_field target_fields[] = {
	{ KEY("kind", WORD), REQUIRED, .names = scope_kinds },
	{ KEY("pattern", LINE), REQUIRED },
	{ KEY("requires", LINE), KEBAB },
	{ KEY("verifiable", BOOL) },
	{ KEY("when", NODE), .node_check = cvd_policy_check_when },
	{ KEY("note", LINE), .limit = MAX_BYTES },
	{ 0 },
};
REST_SHAPE(target, "target");

static const struct cvd_field scope_fields[] = {
	{ KEY("in", STRUCTS), .shape = &target_shape },
	{ KEY("conditional", STRUCTS), .shape = &target_shape },
	{ KEY("out", STRUCTS), .shape = &target_shape },
	{ KEY("default", WORD), .names = scope_defaults },
	{ KEY("otherwise", LINE), KEBAB },
	{ KEY("kinds", LINES), .names = scope_kinds },
	{ KEY("third_parties", LINE), KEBAB },
	{ KEY("third_party_consents", LINES) },
	{ 0 },
};
REST_SHAPE(scope, "scope");

static const struct cvd_field coordinator_fields[] = {
	{ KEY("kind", WORD), .names = coordinator_kinds },
	{ KEY("name", LINE), .limit = CVD_MAX_NAME },
	{ KEY("url", LINE), URL },
	{ 0 },
};
REST_SHAPE(coordinator, "coordinator");

static const struct cvd_field contact_fields[] = {
	{ KEY("purpose", LINE), REQUIRED, KEBAB },
	{ KEY("kind", WORD), REQUIRED, .names = cvd_contact_kind_names },
	{ KEY("address", LINE), REQUIRED, .limit = CVD_MAX_URL },
	{ KEY("url", LINE), URL },
	{ KEY("pgp_fingerprint", LINE), .check = cvd_fingerprint_check },
	{ KEY("pgp_url", LINE), URL },
	{ KEY("pgp_rotates", LINE), KEBAB },
	{ KEY("preferred", BOOL) },
	{ KEY("verified", WORD), .names = cvd_verified_names },
	{ 0 },
};
REST_SHAPE(contact, "contact");

static const struct cvd_field redirect_fields[] = {
	{ KEY("not_cybersecurity", LINE), .limit = CVD_MAX_URL },
	{ 0 },
};
REST_SHAPE(redirect, "redirect");

#define AT(member) .offset = offsetof(struct cvd_policy_intake, member)
static const struct cvd_field intake_fields[] = {
	{ KEY("preferred", WORD), AT(rest), .names = cvd_channel_names },
	{ KEY("require_one_of", LINES), AT(require_one_of), .check = cvd_policy_check_finding },
	{ KEY("minimum", NODE), AT(minimum), .node_check = cvd_policy_check_minimum },
	{ KEY("ask", LINES), AT(rest), SNAKE },
	{ KEY("refuse_attachments", LINES), AT(rest), KEBAB },
	{ KEY("max_attachment_bytes", NUMBER), AT(rest) },
	{ KEY("anonymous", LINE), AT(rest), KEBAB },
	{ KEY("encryption", WORD), AT(rest), .names = encryptions },
	{ 0 },
};
#undef AT
static const struct cvd_shape intake_shape = { "intake", sizeof(struct cvd_policy_intake), intake_fields };

#define AT(member) .offset = offsetof(struct cvd_policy_eligibility, member)
static const struct cvd_field eligibility_fields[] = {
	{ KEY("question", LINE), AT(rest), KEBAB },
	{ KEY("examples", LINES), AT(rest), KEBAB },
	{ KEY("exclusions", NODE), AT(exclusions), .node_check = cvd_policy_check_exclusions },
	{ KEY("on_doubt", LINE), AT(rest), KEBAB },
	{ KEY("exclusion_effect", WORD), AT(rest), .names = effects },
	{ 0 },
};
#undef AT
static const struct cvd_shape eligibility_shape = { "eligibility", sizeof(struct cvd_policy_eligibility), eligibility_fields };

static const struct cvd_field conduct_fields[] = {
	{ KEY("required", LINES), .names = required_conduct },
	{ KEY("forbidden", LINES), .names = forbidden_conduct },
	{ KEY("allowed", LINES), KEBAB },
	{ KEY("minimal_change_allowed", BOOL) },
	{ 0 },
};
REST_SHAPE(conduct, "conduct");

#define AT(member) .offset = offsetof(struct cvd_policy_deadline, member)
static const struct cvd_field deadline_fields[] = {
	{ KEY("id", LINE), AT(term.id), .check = cvd_slug_check },
	{ KEY("phase", LINE), REQUIRED, AT(term.phase), .names = phases },
	{ KEY("from", LINE), AT(term.from), .check = cvd_policy_check_anchor },
	{ KEY("amount", NODE), AT(amount), .node_check = cvd_policy_check_amount },
	{ KEY("unit", WORD), AT(term.unit), .names = cvd_unit_names },
	{ KEY("kind", WORD), AT(term.kind), .names = cvd_clock_kind_names },
	{ KEY("roll", WORD), AT(term.roll), .names = cvd_roll_names },
	{ KEY("when", NODE), AT(when), .node_check = cvd_policy_check_when },
	{ KEY("repeat", BOOL), AT(term.repeat) },
	{ KEY("satisfied_by", LINES), AT(term.satisfied_by), .check = cvd_policy_check_anchor },
	{ KEY("on_miss", LINE), AT(term.on_miss), .check = cvd_policy_check_on_miss },
	{ KEY("note", LINE), AT(term.note), .limit = MAX_BYTES },
	{ KEY("source", LINE), AT(rest), .limit = MAX_BYTES },
	{ KEY("extendable", BOOL), AT(rest) },
	{ KEY("negotiable", BOOL), AT(rest) },
	{ KEY("publishes", LINES), AT(rest), KEBAB },
	{ KEY("to", NODE), AT(rest), .node_check = cvd_policy_check_slugs },
	{ KEY("duty_of", LINE), AT(rest), KEBAB },
	{ KEY("verified", WORD), AT(rest), .names = cvd_verified_names },
	{ 0 },
};
#undef AT
static const struct cvd_shape deadline_shape = { "term", sizeof(struct cvd_policy_deadline), deadline_fields };

static const struct cvd_field extension_fields[] = {
	{ KEY("allowed", BOOL) },
	{ KEY("reasons", LINES), KEBAB },
	{ KEY("reason_required", BOOL) },
	{ 0 },
};
REST_SHAPE(extension, "extension");

#define AT(member) .offset = offsetof(struct cvd_policy_escalation, member)
static const struct cvd_field escalation_fields[] = {
	{ KEY("id", LINE), REQUIRED, AT(rule.id), .check = cvd_slug_check },
	{ KEY("by", LINE), REQUIRED, AT(rule.by), .names = steps_by },
	{ KEY("to", NODE), REQUIRED, AT(to), .node_check = cvd_policy_check_slugs },
	{ KEY("when", NODE), AT(when), .node_check = cvd_policy_check_when },
	{ KEY("reasons", LINES), AT(rule.reasons), .names = cvd_escalation_reason_names },
	{ KEY("evidence", LINES), AT(rule.evidence), .names = evidences },
	{ KEY("source", LINE), AT(rest), .limit = MAX_BYTES },
	{ 0 },
};
#undef AT
static const struct cvd_shape escalation_shape = { "escalation", sizeof(struct cvd_policy_escalation), escalation_fields };

#define AT(member) .offset = offsetof(struct cvd_policy_publication, member)
static const struct cvd_field publication_fields[] = {
	{ KEY("requires", LINES), AT(requires), .check = cvd_policy_check_requirement },
	{ KEY("consent_of", LINES), AT(consent_of), .check = cvd_slug_check },
	{ KEY("may_be_declined", BOOL), AT(rest) },
	{ KEY("levels", LINES), AT(rest), .names = levels },
	{ KEY("reporter_may_publish", LINE), AT(rest), KEBAB },
	{ KEY("name_organisation", LINE), AT(rest), KEBAB },
	{ KEY("inform_affected", LINES), AT(rest), .check = cvd_slug_check },
	{ KEY("exposure_check", BOOL), AT(rest) },
	{ KEY("organisation_heard", BOOL), AT(rest) },
	{ 0 },
};
#undef AT
static const struct cvd_shape publication_shape = { "publication", sizeof(struct cvd_policy_publication), publication_fields };

static const struct cvd_field embargo_fields[] = {
	{ KEY("max", NODE), .node_check = cvd_policy_check_amount },
	{ KEY("unit", WORD), .names = cvd_unit_names },
	{ KEY("preferred_max", NODE), .node_check = cvd_policy_check_amount },
	{ KEY("preferred_min", NODE), .node_check = cvd_policy_check_amount },
	{ KEY("ends_early_on", LINES), .check = cvd_policy_check_anchor },
	{ 0 },
};
REST_SHAPE(embargo, "embargo");

static const struct cvd_field one_consent_fields[] = {
	{ KEY("default", LINE), .names = yes_or_no },
	{ KEY("pseudonym", BOOL) },
	{ KEY("override", LINES), KEBAB },
	{ KEY("reference_link", BOOL) },
	{ KEY("note", LINE), .limit = MAX_BYTES },
	{ 0 },
};
REST_SHAPE(one_consent, "consent");

static const struct cvd_field consent_fields[] = {
	{ KEY("name_in_publication", STRUCT), .shape = &one_consent_shape },
	{ KEY("share_contact", STRUCT), .shape = &one_consent_shape },
	{ KEY("wall_of_fame", STRUCT), .shape = &one_consent_shape },
	{ 0 },
};
REST_SHAPE(consent, "consent");

static const struct cvd_field reward_fields[] = {
	{ KEY("kind", LINE), KEBAB },
	{ KEY("range", LINES) },
	{ KEY("forms", LINES), KEBAB },
	{ KEY("conditions", LINES), .check = cvd_policy_check_condition },
	{ KEY("criteria", LINES), KEBAB },
	{ KEY("demand_is", LINE), KEBAB },
	{ 0 },
};
REST_SHAPE(reward, "reward");

static const struct cvd_field cve_fields[] = {
	{ KEY("may_assign", BOOL) },
	{ KEY("conditions", LINES), .check = cvd_policy_check_condition },
	{ 0 },
};
REST_SHAPE(cve, "cve");

static const struct cvd_field erase_fields[] = {
	{ KEY("event", LINE), .check = cvd_policy_check_anchor },
	{ KEY("amount", NODE), .node_check = cvd_policy_check_amount },
	{ KEY("unit", WORD), .names = cvd_unit_names },
	{ 0 },
};
REST_SHAPE(erase, "term");

static const struct cvd_field personal_fields[] = {
	{ KEY("basis", LINE), KEBAB },
	{ KEY("collected", LINES), KEBAB },
	{ KEY("retention", NODE), TEXT_OF_LANGUAGES },
	{ KEY("share", LINE), .limit = MAX_BYTES },
	{ KEY("erase_after", STRUCT), .shape = &erase_shape },
	{ KEY("intentional", BOOL) },
	{ KEY("obligations_of", LINES), KEBAB },
	{ KEY("reporter_duties", LINES), KEBAB },
	{ KEY("source_note", LINE), .limit = MAX_BYTES },
	{ 0 },
};
REST_SHAPE(personal, "personal_data");

static const struct cvd_field legal_fields[] = {
	{ KEY("no_complaint_if_conform", BOOL) },
	{ KEY("no_consequences_if_conform", BOOL) },
	{ KEY("no_civil_action", BOOL) },
	{ KEY("no_criminal_action", BOOL) },
	{ KEY("authorisation_granted", LINE), KEBAB },
	{ KEY("condition", LINE), KEBAB },
	{ KEY("not_if", LINE), KEBAB },
	{ KEY("statement", NODE), TEXT_OF_LANGUAGES },
	{ KEY("references", LINES) },
	{ 0 },
};
REST_SHAPE(legal, "legal");

static const struct cvd_field statistics_fields[] = {
	{ KEY("counted_as", LINE), KEBAB },
	{ KEY("publish", LINE), KEBAB },
	{ 0 },
};
REST_SHAPE(statistics, "statistics");

static const struct cvd_field fame_fields[] = {
	{ KEY("since", NUMBER) },
	{ KEY("period", LINE), KEBAB },
	{ KEY("criteria", LINES), KEBAB },
	{ 0 },
};
REST_SHAPE(fame, "wall_of_fame");

static const struct cvd_field wont_fix_fields[] = {
	{ KEY("allowed_unless", LINES), .check = cvd_policy_check_condition },
	{ 0 },
};
REST_SHAPE(wont_fix, "wont_fix");

static const struct cvd_field letters_fields[] = {
	{ KEY("print_deadlines_in_every_letter", BOOL) },
	{ KEY("thank_always", BOOL) },
	{ 0 },
};
REST_SHAPE(letters, "letters");

#define AT(member) .offset = offsetof(struct cvd_policy_file, member)
static const struct cvd_field fields[] = {
	{ KEY("schema", LINE), REQUIRED, AT(rest) },
	{ KEY("id", LINE), REQUIRED, AT(policy.id), .check = cvd_slug_check },
	{ KEY("version", LINE), REQUIRED, AT(policy.version), .check = cvd_version_check },
	{ KEY("status", LINE), REQUIRED, AT(policy.status), .names = statuses },
	{ KEY("role", LINE), AT(policy.role), .names = roles },
	{ KEY("extends", LINE), AT(extends), .check = cvd_slug_check },
	{ KEY("valid_from", DAY), AT(rest) },
	{ KEY("valid_to", DAY), AT(rest) },
	{ KEY("title", NODE), REQUIRED, AT(rest), TEXT_OF_LANGUAGES },
	{ KEY("aliases", LINES), AT(rest) },
	{ KEY("issuer", STRUCT), AT(rest), .shape = &issuer_shape },
	{ KEY("holders", LINES), AT(rest) },
	{ KEY("approved_by", STRUCT), AT(rest), .shape = &approved_shape },
	{ KEY("languages", LINES), AT(rest), .check = cvd_policy_check_language },
	{ KEY("public_url", LINE), AT(rest), URL },
	{ KEY("source", STRUCTS), AT(rest), .shape = &source_shape },
	{ KEY("references", LINES), AT(rest) },
	{ KEY("verified", WORD), AT(rest), .names = cvd_verified_names },
	{ KEY("disclaimer", NODE), AT(rest), TEXT_OF_LANGUAGES },
	{ KEY("calendar", LINE), REQUIRED, AT(policy.calendar), .check = cvd_slug_check },
	{ KEY("timezone", LINE), REQUIRED, AT(policy.timezone), .limit = MAX_ZONE_NAME },
	{ KEY("confidentiality", BOOL), AT(policy.confidentiality) },
	{ KEY("scope", STRUCT), AT(rest), .shape = &scope_shape },
	{ KEY("redirect", STRUCT), AT(rest), .shape = &redirect_shape },
	{ KEY("participants", WORD), AT(rest), .names = participants },
	{ KEY("coordinator", STRUCT), AT(rest), .shape = &coordinator_shape },
	{ KEY("contacts", STRUCTS), AT(rest), .shape = &contact_shape },
	{ KEY("contact_guess", LINES), AT(rest) },
	{ KEY("intake", STRUCT), AT(intake), .shape = &intake_shape },
	{ KEY("eligibility", STRUCT), AT(eligibility), .shape = &eligibility_shape },
	{ KEY("conduct", STRUCT), AT(rest), .shape = &conduct_shape },
	{ KEY("checks", LINES), AT(rest), KEBAB },
	{ KEY("phases", LINES), AT(rest), KEBAB },
	{ KEY("factors", LINES), AT(rest), KEBAB },
	{ KEY("fields", LINES), AT(rest), SNAKE },
	{ KEY("deadlines", STRUCTS), AT(deadlines), .limit = CVD_MAX_TERMS, .shape = &deadline_shape },
	{ KEY("early", LINES), AT(rest), .check = cvd_policy_check_anchor },
	{ KEY("extension", STRUCT), AT(rest), .shape = &extension_shape },
	{ KEY("escalation", STRUCTS), AT(escalation), .limit = CVD_MAX_TERMS, .shape = &escalation_shape },
	{ KEY("publication", STRUCT), AT(publication), .shape = &publication_shape },
	{ KEY("embargo", STRUCT), AT(rest), .shape = &embargo_shape },
	{ KEY("outcomes", LINES), AT(rest), .names = cvd_reason_names },
	{ KEY("wont_fix", STRUCT), AT(rest), .shape = &wont_fix_shape },
	{ KEY("consent", STRUCT), AT(rest), .shape = &consent_shape },
	{ KEY("reward", STRUCT), AT(rest), .shape = &reward_shape },
	{ KEY("cve", STRUCT), AT(rest), .shape = &cve_shape },
	{ KEY("personal_data", STRUCT), AT(rest), .shape = &personal_shape },
	{ KEY("legal", STRUCT), AT(rest), .shape = &legal_shape },
	{ KEY("letters", STRUCT), AT(rest), .shape = &letters_shape },
	{ KEY("statistics", STRUCT), AT(rest), .shape = &statistics_shape },
	{ KEY("wall_of_fame", STRUCT), AT(rest), .shape = &fame_shape },
	{ KEY("reporter_status_enquiry_min_interval_days", NUMBER), AT(rest) },
	{ KEY("review_due", DAY), AT(rest) },
	{ KEY("tests", NODE), AT(rest), .node_check = cvd_policy_check_records },
	{ KEY("changelog", NODE), AT(rest), .node_check = cvd_policy_check_records },
	{ 0 },
};
#undef AT
/* clang-format on */

const struct cvd_shape cvd_policy_shape = { "policy",
	sizeof(struct cvd_policy_file), fields };
