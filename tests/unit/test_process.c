/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/process.h"

#include "folder.h"
#include "suite.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct cvd_err err;
static struct cvd_buf output;
static struct cvd_buf errors;
static int exit_status;

static void
set_up(void)
{
	output = (struct cvd_buf)CVD_BUF_INIT(1000);
	errors = (struct cvd_buf)CVD_BUF_INIT(10);
	exit_status = -1;
}

static void
tear_down(void)
{
	cvd_buf_clear(&output);
	cvd_buf_clear(&errors);
}

/* Runs a line of sh, which plays the foreign program. */
static enum cvd_status
run_sh(const char *script, const struct cvd_process *how)
{
	const char *const argv[] = { "sh", "-c", script, NULL };
	struct cvd_process process = { 0 };

	if (how != NULL)
		process = *how;
	process.argv = argv;
	return cvd_process_run(&process, &output, &errors, &exit_status, &err);
}

START_TEST(output_errors_and_exit_status_come_back)
{
	ck_assert_int_eq(run_sh("echo out; echo err >&2; exit 3", NULL),
	    CVD_OK);
	ck_assert_str_eq(output.data, "out\n");
	ck_assert_str_eq(errors.data, "err\n");
	ck_assert_int_eq(exit_status, 3);
}
END_TEST

static void
collect(void *context, const char *bytes, size_t size)
{
	cvd_buf_add(context, bytes, size);
}

START_TEST(errors_are_heard_as_they_come_and_beyond_what_is_kept)
{
	struct cvd_buf all = CVD_BUF_INIT(1000);
	const struct cvd_process how = { .heard = collect,
		.heard_context = &all };

	ck_assert_int_eq(run_sh("echo one >&2; echo two and more >&2", &how),
	    CVD_OK);
	ck_assert_str_eq(all.data, "one\ntwo and more\n");
	cvd_buf_clear(&all);
}
END_TEST

START_TEST(no_file_gets_larger_than_it_may)
{
	const struct cvd_process how = { .file_most = 1000 };
	struct cvd_process free_one = { .file_most = 0 };

	folder_make();
	ck_assert_int_eq(setenv("FOLDER", folder_path, 1), 0);
	ck_assert_int_eq(run_sh("head -c 5000 /dev/zero >$FOLDER/a", &how),
	    CVD_OK);
	ck_assert_int_ne(exit_status, 0);
	ck_assert_int_eq(run_sh("wc -c <$FOLDER/a", &how), CVD_OK);
	ck_assert_int_le(atoi(output.data), 1000);
	ck_assert_int_eq(run_sh("head -c 5000 /dev/zero >$FOLDER/b", &free_one),
	    CVD_OK);
	ck_assert_int_eq(exit_status, 0);
	folder_remove();
}
END_TEST

START_TEST(a_signal_counts_as_in_the_shell)
{
	ck_assert_int_eq(run_sh("kill -TERM $$", NULL), CVD_OK);
	ck_assert_int_eq(exit_status, 128 + SIGTERM);
}
END_TEST

START_TEST(without_input_the_program_reads_nothing)
{
	ck_assert_int_eq(run_sh("cat", NULL), CVD_OK);
	ck_assert_str_eq(output.data, "");
	ck_assert_int_eq(exit_status, 0);
}
END_TEST

START_TEST(input_larger_than_a_pipe_goes_through_and_back)
{
	const size_t size = 1000000;
	char *bytes = malloc(size);
	struct cvd_process how = { .input = bytes, .input_size = size };

	for (size_t i = 0; i < size; i++)
		bytes[i] = (char)('a' + i % 23);
	output.ceiling = size;
	ck_assert_int_eq(run_sh("exec cat", &how), CVD_OK);
	ck_assert_uint_eq(output.size, size);
	ck_assert_mem_eq(output.data, bytes, size);
	free(bytes);
}
END_TEST

START_TEST(a_program_need_not_read_its_input)
{
	static char bytes[200000];
	struct cvd_process how = { .input = bytes,
		.input_size = sizeof(bytes) };

	ck_assert_int_eq(run_sh("exec true", &how), CVD_OK);
	ck_assert_int_eq(exit_status, 0);
}
END_TEST

START_TEST(too_much_output_ends_the_program)
{
	ck_assert_int_eq(run_sh("exec yes", NULL), CVD_E_INVALID);
	ck_assert_str_eq(err.message,
	    "'sh' wrote more than the limit of 1000 bytes");
}
END_TEST

START_TEST(too_many_errors_are_dropped)
{
	ck_assert_int_eq(run_sh("echo 12345678901234 >&2; echo ok", NULL),
	    CVD_OK);
	ck_assert_str_eq(output.data, "ok\n");
	ck_assert_int_eq(cvd_buf_check(&errors, NULL), CVD_OK);
}
END_TEST

START_TEST(the_limit_of_time_ends_the_whole_group)
{
	const struct cvd_process how = { .limit_ms = 100 };
	struct timespec pause = { .tv_nsec = 10000000 };
	pid_t grandchild;

	ck_assert_int_eq(run_sh("sleep 300 & echo $!; wait", &how),
	    CVD_E_AGAIN);
	ck_assert_str_eq(err.message, "'sh' took longer than 100 ms");
	grandchild = (pid_t)atol(output.data);
	ck_assert_int_gt(grandchild, 1);
	for (int i = 0; i < 1000 && kill(grandchild, 0) == 0; i++)
		(void)nanosleep(&pause, NULL);
	ck_assert_int_eq(kill(grandchild, 0), -1);
}
END_TEST

START_TEST(a_daemon_left_behind_is_not_waited_for)
{
	const struct cvd_process how = { .limit_ms = 60000 };

	ck_assert_int_eq(run_sh("sleep 300 & echo $!", &how), CVD_OK);
	ck_assert_int_eq(exit_status, 0);
	ck_assert_int_eq(kill((pid_t)atol(output.data), SIGKILL), 0);
}
END_TEST

START_TEST(the_environment_is_ours_with_the_additions)
{
	const char *const more[] = { "CVD_A=new", "CVD_B=two words", "CVD_C",
		NULL };
	const struct cvd_process how = { .environment = more };

	(void)setenv("CVD_A", "old", 1);
	(void)setenv("CVD_C", "gone", 1);
	(void)setenv("CVD_AB", "kept", 1);
	ck_assert_int_eq(run_sh("echo $CVD_A,$CVD_B,${CVD_C-unset},$CVD_AB",
	                     &how),
	    CVD_OK);
	ck_assert_str_eq(output.data, "new,two words,unset,kept\n");
}
END_TEST

START_TEST(no_shell_looks_at_the_words)
{
	const char *const argv[] = { "echo", "$HOME", ";", "a  b", NULL };
	const struct cvd_process process = { .argv = argv };

	ck_assert_int_eq(cvd_process_run(&process, &output, NULL, &exit_status,
	                     &err),
	    CVD_OK);
	ck_assert_str_eq(output.data, "$HOME ; a  b\n");
}
END_TEST

START_TEST(a_program_that_is_not_there_is_named)
{
	const char *const argv[] = { "cvd-no-such-program", NULL };
	const struct cvd_process process = { .argv = argv };

	/* a folder in it that may not be read would count as a refusal */
	ck_assert_int_eq(setenv("PATH", "/usr/bin:/bin", 1), 0);
	ck_assert_int_eq(cvd_process_run(&process, &output, NULL, &exit_status,
	                     &err),
	    CVD_E_NOT_FOUND);
	ck_assert_str_eq(err.message,
	    "cannot run 'cvd-no-such-program': No such file or directory");
	ck_assert_int_eq(exit_status, -1);
}
END_TEST

START_TEST(no_lock_of_ours_reaches_the_program)
{
	char script[64];
	int lock = -1;

	folder_make();
	ck_assert_int_eq(cvd_fs_lock(in_folder("l"), 0, &lock, &err), CVD_OK);
	(void)snprintf(script, sizeof(script),
	    "[ -e /proc/$$/fd/%d ] || echo closed", lock);
	ck_assert_int_eq(run_sh(script, NULL), CVD_OK);
	ck_assert_str_eq(output.data, "closed\n");
	cvd_fs_unlock(lock);
	folder_remove();
}
END_TEST

/* Starts a line of sh with these descriptors. */
static struct cvd_child
start_sh(const char *script, struct cvd_process *process, int input, int out)
{
	static const char *argv[8][4];
	static unsigned turn;
	const char **words = argv[turn++ % 8];
	struct cvd_child child = { 0 };

	words[0] = "sh";
	words[1] = "-c";
	words[2] = script;
	process->argv = words;
	ck_assert_int_eq(cvd_process_start(process, input, out, &child, &err),
	    CVD_OK);
	return child;
}

START_TEST(programs_run_side_by_side)
{
	struct cvd_process process[2] = { { 0 }, { 0 } };
	struct cvd_child child[2];
	int ends[2];
	char c = '\0';

	/* each waits for the other, so one after the other would never end */
	folder_make();
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(setenv("F", folder_path, 1), 0);
	ck_assert_int_eq(run_sh("mkfifo $F/a $F/b", NULL), CVD_OK);
	child[0] = start_sh("echo 1 >$F/a; read x <$F/b; exit $x", &process[0],
	    -1, ends[1]);
	child[1] = start_sh("read x <$F/a; echo 2 >$F/b; exit $x", &process[1],
	    -1, ends[1]);
	ck_assert_int_eq(close(ends[1]), 0);
	ck_assert_int_eq(cvd_process_wait(&child[1], &exit_status, &err),
	    CVD_OK);
	ck_assert_int_eq(exit_status, 1);
	ck_assert_int_eq(cvd_process_wait(&child[0], &exit_status, &err),
	    CVD_OK);
	ck_assert_int_eq(exit_status, 2);
	/* nobody else holds the pipe any more */
	ck_assert_int_eq(read(ends[0], &c, 1), 0);
	(void)close(ends[0]);
	folder_remove();
}
END_TEST

START_TEST(a_program_reads_and_writes_files_of_ours)
{
	struct cvd_process process = { .quiet = true };
	struct cvd_child child;
	int input, out;

	folder_make();
	folder_write("in", "text\n");
	folder_write("out", "");
	input = open(in_folder("in"), O_RDONLY | O_CLOEXEC);
	out = open(in_folder("out"), O_WRONLY | O_CLOEXEC);
	child = start_sh("tr a-z A-Z; echo gone >&2; exit 5", &process, input,
	    out);
	(void)close(input);
	(void)close(out);
	ck_assert_int_eq(cvd_process_wait(&child, &exit_status, &err), CVD_OK);
	ck_assert_int_eq(exit_status, 5);
	cvd_process_end(&child);
	assert_file("out", "TEXT\n");
	folder_remove();
}
END_TEST

START_TEST(what_is_quiet_says_nothing_on_our_errors)
{
	const char *const argv[] = { "sh", "-c", "echo loud >&2", NULL };
	const struct cvd_process process = { .argv = argv, .quiet = true };
	int saved = dup(2);
	int ends[2];
	char c = '\0';

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[1], 2), 2);
	(void)close(ends[1]);
	ck_assert_int_eq(cvd_process_run(&process, NULL, NULL, &exit_status,
	                     &err),
	    CVD_OK);
	ck_assert_int_eq(dup2(saved, 2), 2);
	(void)close(saved);
	ck_assert_int_eq(read(ends[0], &c, 1), 0);
	(void)close(ends[0]);
}
END_TEST

START_TEST(the_time_of_a_child_counts_from_its_start)
{
	struct cvd_process process = { .limit_ms = 100 };
	struct timespec pause = { .tv_nsec = 200000000 };
	struct cvd_child child;
	int ends[2];
	char c = '\0';

	ck_assert_int_eq(pipe(ends), 0);
	/* the grandchild would keep the pipe open */
	child = start_sh("sleep 300 & wait", &process, -1, ends[1]);
	(void)close(ends[1]);
	(void)nanosleep(&pause, NULL);
	ck_assert_int_eq(cvd_process_wait(&child, &exit_status, &err),
	    CVD_E_AGAIN);
	ck_assert_str_eq(err.message, "'sh' took longer than 100 ms");
	ck_assert_int_eq(exit_status, -1);
	ck_assert_int_eq(read(ends[0], &c, 1), 0);
	(void)close(ends[0]);
}
END_TEST

START_TEST(a_child_that_ended_by_itself_is_never_late)
{
	struct cvd_process process = { .limit_ms = 1 };
	struct timespec pause = { .tv_nsec = 50000000 };
	struct cvd_child child;
	int ends[2];
	char c = '\0';

	ck_assert_int_eq(pipe(ends), 0);
	child = start_sh("exit 4", &process, -1, ends[1]);
	(void)close(ends[1]);
	ck_assert_int_eq(read(ends[0], &c, 1), 0);
	(void)nanosleep(&pause, NULL);
	ck_assert_int_eq(cvd_process_wait(&child, &exit_status, &err), CVD_OK);
	ck_assert_int_eq(exit_status, 4);
	(void)close(ends[0]);
}
END_TEST

START_TEST(a_child_is_ended_with_its_group)
{
	struct cvd_process process = { 0 };
	struct cvd_child none = { 0 };
	struct cvd_child child;
	int ends[2];
	char c = '\0';

	ck_assert_int_eq(pipe(ends), 0);
	child = start_sh("sleep 300 & wait", &process, -1, ends[1]);
	(void)close(ends[1]);
	cvd_process_end(&child);
	ck_assert_int_eq(read(ends[0], &c, 1), 0);
	(void)close(ends[0]);
	cvd_process_end(&child);
	cvd_process_end(&none);
}
END_TEST

START_TEST(a_child_that_is_not_there_is_none)
{
	const char *const argv[] = { "/nonexistent/program", NULL };
	const struct cvd_process process = { .argv = argv };
	struct cvd_child child = { 0 };

	ck_assert_int_eq(cvd_process_start(&process, -1, -1, &child, &err),
	    CVD_E_NOT_FOUND);
	ck_assert_int_eq(child.pid, 0);
	cvd_process_end(&child);
}
END_TEST

START_TEST(what_is_kept_has_the_same_number)
{
	struct cvd_process how = { 0 };
	char script[200];
	int kept, other;

	folder_make();
	folder_write("in", "text\n");
	kept = open(in_folder("in"), O_RDONLY | O_CLOEXEC);
	other = open(in_folder("in"), O_RDONLY | O_CLOEXEC);
	how.kept = &kept;
	how.kept_count = 1;
	(void)snprintf(script, sizeof(script),
	    "cat /proc/self/fd/%d; [ -e /proc/$$/fd/%d ] || echo closed", kept,
	    other);
	ck_assert_int_eq(run_sh(script, &how), CVD_OK);
	ck_assert_str_eq(output.data, "text\nclosed\n");
	ck_assert_int_eq(fcntl(kept, F_GETFD), FD_CLOEXEC);
	(void)close(kept);
	(void)close(other);
	folder_remove();
}
END_TEST

START_TEST(a_command_splits_at_blanks_only)
{
	struct cvd_arena *arena = cvd_arena_new();
	const char *const *argv = NULL;

	ck_assert_int_eq(cvd_process_split("  pass\tshow  'a b' $x ", arena,
	                     &argv, &err),
	    CVD_OK);
	ck_assert_str_eq(argv[0], "pass");
	ck_assert_str_eq(argv[1], "show");
	ck_assert_str_eq(argv[2], "'a");
	ck_assert_str_eq(argv[3], "b'");
	ck_assert_str_eq(argv[4], "$x");
	ck_assert_ptr_null(argv[5]);
	cvd_arena_free(arena);
}
END_TEST

START_TEST(a_command_of_no_or_too_many_words_is_refused)
{
	struct cvd_arena *arena = cvd_arena_new();
	const char *const *argv = NULL;
	char many[200];

	for (size_t i = 0; i < sizeof(many); i++)
		many[i] = i % 2 == 0 ? 'x' : ' ';
	many[sizeof(many) - 1] = '\0';
	ck_assert_int_eq(cvd_process_split(" \t", arena, &argv, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "an empty command");
	ck_assert_int_eq(cvd_process_split(many, arena, &argv, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "a command of more than 64 words");
	ck_assert_ptr_null(argv);
	cvd_arena_free(arena);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("process");
	TCase *tc = tcase_create("process");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, output_errors_and_exit_status_come_back);
	tcase_add_test(tc,
	    errors_are_heard_as_they_come_and_beyond_what_is_kept);
	tcase_add_test(tc, no_file_gets_larger_than_it_may);
	tcase_add_test(tc, a_signal_counts_as_in_the_shell);
	tcase_add_test(tc, without_input_the_program_reads_nothing);
	tcase_add_test(tc, input_larger_than_a_pipe_goes_through_and_back);
	tcase_add_test(tc, a_program_need_not_read_its_input);
	tcase_add_test(tc, too_much_output_ends_the_program);
	tcase_add_test(tc, too_many_errors_are_dropped);
	tcase_add_test(tc, the_limit_of_time_ends_the_whole_group);
	tcase_add_test(tc, a_daemon_left_behind_is_not_waited_for);
	tcase_add_test(tc, the_environment_is_ours_with_the_additions);
	tcase_add_test(tc, no_shell_looks_at_the_words);
	tcase_add_test(tc, a_program_that_is_not_there_is_named);
	tcase_add_test(tc, no_lock_of_ours_reaches_the_program);
	tcase_add_test(tc, programs_run_side_by_side);
	tcase_add_test(tc, a_program_reads_and_writes_files_of_ours);
	tcase_add_test(tc, what_is_quiet_says_nothing_on_our_errors);
	tcase_add_test(tc, the_time_of_a_child_counts_from_its_start);
	tcase_add_test(tc, a_child_that_ended_by_itself_is_never_late);
	tcase_add_test(tc, a_child_is_ended_with_its_group);
	tcase_add_test(tc, a_child_that_is_not_there_is_none);
	tcase_add_test(tc, what_is_kept_has_the_same_number);
	tcase_add_test(tc, a_command_splits_at_blanks_only);
	tcase_add_test(tc, a_command_of_no_or_too_many_words_is_refused);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
