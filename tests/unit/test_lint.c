/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/lint.h"

#include "app/adopt.h"
#include "core/limits.h"

#include "document.h"
#include "suite.h"

#include <stdlib.h>

#define KEY    "0123456789ABCDEF0123456789ABCDEF01234567"
#define ARMOR  "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ\n"
#define SECRET "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlFgEZ\n"
#define TEAM                                                                   \
	"schema: cvd-casebook/1\n"                                             \
	"id: 0123456789ABCDEFGHJKMNPQRS\n"                                     \
	"name: Example Desk\n"                                                 \
	"desk: example\n"                                                      \
	"role: desk\n"                                                         \
	"languages: [nl, en]\n"
#define ROSTER                                                                 \
	"schema: cvd-roster/1\n"                                               \
	"serial: 1\n"                                                          \
	"members:\n"                                                           \
	"  - name: alice\n"                                                    \
	"    role: lead\n"                                                     \
	"    primary: \"" KEY "\"\n"                                           \
	"    signing:\n"                                                       \
	"      - \"" KEY "\"\n"                                                \
	"retired: []\n"

static bool
has_little(void *context, const char *path)
{
	(void)context;
	return strcmp(path, "policies/nl-ncsc.yaml") == 0 ||
	       strcmp(path, "calendars/nl.yaml") == 0;
}

/* What is found, a line each. */
static const char *
lint(const char *path, const char *bytes, size_t size)
{
	static const struct cvd_lint rules = { .has = has_little };
	struct cvd_findings findings = cvd_findings_in(arena);
	const char *text = "";

	ck_assert_int_eq(cvd_lint_file(&rules, path, bytes, size, &findings,
	                     NULL),
	    CVD_OK);
	for (size_t i = 0; i < findings.count; i++)
		if (findings.item[i].is_error)
			text = cvd_arena_textf(arena, "%s%s %u:%u: %s\n", text,
			    findings.item[i].rule, findings.item[i].line,
			    findings.item[i].column, findings.item[i].message);
	return text;
}

static const struct {
	const char *path;
	const char *text;
	const char *found;
} rows[] = {
	{ "cvd.yaml", TEAM "policies: [nl-ncsc]\ntimezone: UTC\n", "" },
	{ "cvd.yaml", TEAM "policies: [nl-ncsc, be]\ntimezone: UTC\n",
	    "file 7:11: there is no file 'policies/be.yaml'\n" },
	{ "cvd.yaml", TEAM "policies: [nl-ncsc]\ntimezone: Europe/Atlantis\n",
	    "timezone 8:11: there is no time zone 'Europe/Atlantis'\n" },
	{ "cvd.yaml", TEAM "policies: [nl-ncsc]\n",
	    "format 1:1: missing field 'timezone'\n" },
	{ "cvd.yaml", "a: [\n",
	    "format 2:1: did not find expected node content while parsing a "
	    "flow node\n" },
	{ "roster.yaml", ROSTER,
	    "file 4:3: there is no file 'keys/" KEY ".asc'\n" },
	{ "roster.yaml", "schema: cvd-roster/2\n",
	    "format 1:9: schema 'cvd-roster/2' is of a later cvd\n" },
	{ "policies/x.yaml", "schema: cvd-policy/1\nid: x\ncolour: blue\n",
	    "format 3:1: unknown field 'colour'\n" },
	{ "calendars/x.yaml", "schema: cvd-calendar/1\nid: be\n",
	    "name 2:5: the id 'be' is not the name of the file, 'x'\n" },
	{ "calendars/x.yaml", "schema: cvd-calendar/1\nid: x\nextends: nl\n",
	    "format 1:1: 'extends' makes it half a calendar\n" },
	{ "contacts/x.yaml",
	    "schema: cvd-contact/1\nid: x\nname: X\naddresses: []\n", "" },
	{ "contacts/x.yaml",
	    "schema: cvd-contact/1\nid: z\nname: X\naddresses: []\n",
	    "name 2:5: the id 'z' is not the name of the file, 'x'\n" },
	{ "contacts/../x.yaml",
	    "schema: cvd-contact/1\nid: x\nname: X\naddresses: []\n",
	    "path 0:0: this is no file that is edited by hand\n" },
	{ "templates/fr/ack.txt", "Subject: Bonjour\n\n{{team.name}}\n", "" },
	{ "templates/fr/ack.txt", "Subject: Bonjour\n\n{{team.nom}}\n",
	    "format 3:1: 'team.nom' is not known here\n" },
	{ "templates/fr/ack.txt", "Bonjour\n",
	    "format 1:1: a letter begins with 'Subject: …' and a blank line\n" },
	{ "templates/fr/hello.txt", "Subject: x\n\nx\n",
	    "path 0:0: there is no letter of this name\n" },
	{ "templates/ack.txt", "Subject: x\n\nx\n",
	    "path 0:0: this is no file that is edited by hand\n" },
	{ "templates/../ack.txt", "Subject: x\n\nx\n",
	    "path 0:0: this is no file that is edited by hand\n" },
	{ "keys/" KEY ".asc", ARMOR, "" },
	{ "keys/" KEY ".asc", "key\n",
	    "format 0:0: this is no public key in ASCII armor\n" },
	{ "keys/" KEY ".asc", ARMOR SECRET,
	    "secret 0:0: this is a secret key: take it out of here\n" },
	{ "keys/alice.asc", ARMOR,
	    "path 0:0: this is no file that is edited by hand\n" },
	{ "cases/2026/4K/CVD-2026-4K7Q9XV.yaml", "",
	    "path 0:0: this is no file that is edited by hand\n" },
	{ "policies/.yaml", "",
	    "path 0:0: this is no file that is edited by hand\n" },
	{ "cvd.yaml.orig", "",
	    "path 0:0: this is no file that is edited by hand\n" },
};
#define ROWS ((int)(sizeof(rows) / sizeof(rows[0])))

START_TEST(a_file_is_what_its_path_says)
{
	ck_assert_str_eq(lint(rows[_i].path, rows[_i].text,
	                     strlen(rows[_i].text)),
	    rows[_i].found);
}
END_TEST

START_TEST(adopted_files_have_no_errors)
{
	const char *ids[] = { "nl-ncsc" };
	struct cvd_lines id_lines = { ids, 1 };
	struct cvd_lines no_terms = { 0 };
	struct cvd_items files = { 0 };
	const struct cvd_adopted *file;

	ck_assert_int_eq(cvd_adopt_policies(&id_lines, &no_terms, arena, &files,
	                     NULL),
	    CVD_OK);
	file = files.item;
	for (size_t i = 0; i < files.count; i++)
		ck_assert_str_eq(lint(file[i].path, file[i].bytes,
		                     file[i].size),
		    "");
	ck_assert_str_eq(lint("policies/own.yaml", file[0].bytes, file[0].size),
	    "name 2:5: the id 'nl-ncsc' is not the name of the file, 'own'\n");
}
END_TEST

START_TEST(a_policy_counts_on_a_calendar_that_is_there)
{
	const struct cvd_shipped *file = cvd_shipped_find(CVD_SHIPPED_POLICY,
	    "be-ccb-2020");

	ck_assert_ptr_nonnull(
	    strstr(lint("policies/be-ccb-2020.yaml", file->text, file->size),
	        "there is no file 'calendars/be.yaml'\n"));
}
END_TEST

START_TEST(a_key_has_a_ceiling)
{
	size_t size = CVD_MAX_KEY_FILE + 1;
	char *bytes = malloc(size);

	ck_assert_ptr_nonnull(bytes);
	memset(bytes, '\n', size);
	memcpy(bytes, ARMOR, strlen(ARMOR));
	ck_assert_str_eq(lint("keys/" KEY ".asc", bytes, size),
	    "format 0:0: the key is larger than 1048576 bytes\n");
	free(bytes);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lint");
	TCase *tcase = tcase_create("lint");

	tcase_add_checked_fixture(tcase, document_setup, document_teardown);
	tcase_add_loop_test(tcase, a_file_is_what_its_path_says, 0, ROWS);
	tcase_add_test(tcase, adopted_files_have_no_errors);
	tcase_add_test(tcase, a_policy_counts_on_a_calendar_that_is_there);
	tcase_add_test(tcase, a_key_has_a_ceiling);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
