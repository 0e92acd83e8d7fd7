/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/gitconfig.h"

#include "repo.h"
#include "suite.h"

static struct cvd_gitconfig *config;

static void
set_up(void)
{
	repo_env();
	config = NULL;
}

static void
tear_down(void)
{
	cvd_gitconfig_close(config);
	repo_clear();
}

static const char *
text(const char *name)
{
	const char *value = "untouched";

	assert_ok(cvd_gitconfig_text(config, name, arena, &value, &err));
	return value;
}

START_TEST(the_person_s_own_file_counts)
{
	assert_ok(cvd_gitconfig_open(NULL, &config, &err));
	ck_assert_str_eq(text("user.name"), "Person");
	ck_assert_ptr_null(text("user.signingkey"));
}
END_TEST

START_TEST(includes_and_the_last_value_count)
{
	folder_write("home/more", "[user]\n\tname = Other\n[cvd \"A.b\"]\n"
	                          "\tx = 1\n\tx = 2\n");
	folder_write("home/.gitconfig",
	    "[user]\n\tname = Person\n[include]\n\tpath = more\n");
	assert_ok(cvd_gitconfig_open(NULL, &config, &err));
	ck_assert_str_eq(text("user.name"), "Other");
	ck_assert_str_eq(text("cvd.A.b.x"), "2");
}
END_TEST

START_TEST(another_global_file_replaces_the_person_s)
{
	static const char *const names[] = { "g/.gitconfig", "g/anything" };

	assert_ok(cvd_fs_make_folder(in_folder("g"), &err));
	for (size_t i = 0; i < 2; i++) {
		const struct cvd_git_env env = { .config_global = in_folder(
			                             names[i]),
			.config_nosystem = true };

		folder_write(names[i], "[user]\n\temail = other@example.org\n");
		assert_ok(cvd_gitconfig_open(&env, &config, &err));
		ck_assert_str_eq(text("user.email"), "other@example.org");
		ck_assert_ptr_null(text("user.name"));
		cvd_gitconfig_close(config);
		config = NULL;
	}
}
END_TEST

START_TEST(no_global_file_at_all_is_possible)
{
	const struct cvd_git_env env = { .config_global = "/dev/null",
		.config_nosystem = true };

	assert_ok(cvd_gitconfig_open(&env, &config, &err));
	ck_assert_ptr_null(text("user.name"));
}
END_TEST

START_TEST(truth_has_git_s_spellings)
{
	bool value = true;

	folder_write("home/.gitconfig",
	    "[cvd]\n\ta = off\n\tb\n\tc = maybe\n\td = 1\n");
	assert_ok(cvd_gitconfig_open(NULL, &config, &err));
	assert_ok(cvd_gitconfig_bool(config, "cvd.z", &value, &err));
	ck_assert(value);
	assert_ok(cvd_gitconfig_bool(config, "cvd.a", &value, &err));
	ck_assert(!value);
	assert_ok(cvd_gitconfig_bool(config, "cvd.z", &value, &err));
	ck_assert(!value);
	assert_ok(cvd_gitconfig_bool(config, "cvd.b", &value, &err));
	ck_assert(value);
	assert_ok(cvd_gitconfig_bool(config, "cvd.d", &value, &err));
	ck_assert(value);
	assert_fails(cvd_gitconfig_bool(config, "cvd.c", &value, &err),
	    CVD_E_INVALID, "git-config 'cvd.c'");
}
END_TEST

START_TEST(a_tilde_is_the_home)
{
	const char *value = NULL;

	folder_write("home/.gitconfig", "[gpg]\n\tprogram = ~/bin/gpg\n");
	assert_ok(cvd_gitconfig_open(NULL, &config, &err));
	assert_ok(
	    cvd_gitconfig_path(config, "gpg.program", arena, &value, &err));
	ck_assert_str_eq(value, in_folder("home/bin/gpg"));
	assert_ok(cvd_gitconfig_path(config, "gpg.none", arena, &value, &err));
	ck_assert_ptr_null(value);
}
END_TEST

START_TEST(what_does_not_parse_or_cannot_be_is_refused)
{
	const char *value = NULL;

	assert_ok(cvd_gitconfig_open(NULL, &config, &err));
	assert_fails(cvd_gitconfig_text(config, "user", arena, &value, &err),
	    CVD_E_INVALID, "git-config 'user'");
	cvd_gitconfig_close(config);
	config = NULL;
	folder_write("home/.gitconfig", "[user\n");
	assert_fails(cvd_gitconfig_open(NULL, &config, &err), CVD_E_INVALID,
	    "git's configuration: ");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("gitconfig");
	TCase *tc = tcase_create("gitconfig");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, the_person_s_own_file_counts);
	tcase_add_test(tc, includes_and_the_last_value_count);
	tcase_add_test(tc, another_global_file_replaces_the_person_s);
	tcase_add_test(tc, no_global_file_at_all_is_possible);
	tcase_add_test(tc, truth_has_git_s_spellings);
	tcase_add_test(tc, a_tilde_is_the_home);
	tcase_add_test(tc, what_does_not_parse_or_cannot_be_is_refused);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
