/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/fs.h"

#include "folder.h"
#include "suite.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct cvd_err err;

#define assert_fails(call, expected, text)                                     \
	do {                                                                   \
		ck_assert_int_eq(call, expected);                              \
		ck_assert_int_eq(err.status, expected);                        \
		ck_assert_msg(strstr(err.message, text) != NULL,               \
		    "message: %s", err.message);                               \
	} while (0)

static mode_t
mode_of(const char *path)
{
	struct stat info;

	ck_assert_int_eq(lstat(path, &info), 0);
	return info.st_mode & 07777;
}

START_TEST(what_is_written_is_read_again)
{
	struct cvd_buf bytes = CVD_BUF_INIT(100);

	ck_assert_int_eq(cvd_fs_replace(in_folder("a"), "old", 3, &err),
	    CVD_OK);
	ck_assert_int_eq(cvd_fs_replace(in_folder("a"), "n\0w", 3, &err),
	    CVD_OK);
	ck_assert_int_eq(cvd_fs_read(in_folder("a"), &bytes, &err), CVD_OK);
	ck_assert_uint_eq(bytes.size, 3);
	ck_assert_mem_eq(bytes.data, "n\0w", 3);
	ck_assert_uint_eq(mode_of(in_folder("a")), 0600);
	cvd_buf_clear(&bytes);
}
END_TEST

START_TEST(replacing_leaves_nothing_else_behind)
{
	const char *const *names = NULL;
	struct cvd_arena *arena = cvd_arena_new();
	size_t count = 0;

	folder_write("a", "x");
	ck_assert_int_eq(mkdir(in_folder("f"), 0700), 0);
	assert_fails(cvd_fs_replace(in_folder("f"), "x", 1, &err), CVD_E_IO,
	    "/f': Is a directory");
	ck_assert_int_eq(cvd_fs_list(folder_path, arena, &names, &count, &err),
	    CVD_OK);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(names[0], "a");
	ck_assert_int_eq(access(in_folder(".new-"), F_OK), -1);
	cvd_arena_free(arena);
}
END_TEST

START_TEST(a_file_of_exactly_the_limit_is_read)
{
	struct cvd_buf bytes = CVD_BUF_INIT(5);

	folder_write("a", "12345");
	ck_assert_int_eq(cvd_fs_read(in_folder("a"), &bytes, &err), CVD_OK);
	ck_assert_str_eq(bytes.data, "12345");
	cvd_buf_clear(&bytes);
}
END_TEST

START_TEST(a_file_beyond_the_limit_leaves_the_buffer)
{
	struct cvd_buf bytes = CVD_BUF_INIT(6);

	cvd_buf_addz(&bytes, "ab");
	folder_write("a", "12345");
	assert_fails(cvd_fs_read(in_folder("a"), &bytes, &err), CVD_E_INVALID,
	    "/a' is larger than the limit of 6 bytes");
	ck_assert_str_eq(bytes.data, "ab");
	ck_assert_int_eq(cvd_buf_check(&bytes, NULL), CVD_OK);
	cvd_buf_clear(&bytes);
}
END_TEST

START_TEST(reading_what_is_not_there_or_no_file_says_so)
{
	struct cvd_buf bytes = CVD_BUF_INIT(6);

	assert_fails(cvd_fs_read(in_folder("a"), &bytes, &err), CVD_E_NOT_FOUND,
	    "/a': No such file");
	assert_fails(cvd_fs_read_own(in_folder("a"), &bytes, &err),
	    CVD_E_NOT_FOUND, "/a': No such file");
	assert_fails(cvd_fs_read(folder_path, &bytes, &err), CVD_E_IO,
	    "Is a directory");
	assert_fails(cvd_fs_read_own(folder_path, &bytes, &err), CVD_E_IO,
	    "is not a plain file");
}
END_TEST

START_TEST(in_our_own_folders_no_link_is_followed)
{
	struct cvd_buf bytes = CVD_BUF_INIT(100);

	folder_write("a", "x");
	ck_assert_int_eq(symlink(in_folder("a"), in_folder("l")), 0);
	ck_assert_int_eq(mkfifo(in_folder("p"), 0600), 0);
	ck_assert_int_eq(cvd_fs_read(in_folder("l"), &bytes, &err), CVD_OK);
	assert_fails(cvd_fs_read_own(in_folder("l"), &bytes, &err), CVD_E_IO,
	    "/l' is a symbolic link");
	assert_fails(cvd_fs_read_own(in_folder("p"), &bytes, &err), CVD_E_IO,
	    "/p' is not a plain file");
	cvd_buf_clear(&bytes);
}
END_TEST

START_TEST(a_pipe_is_read_to_its_end)
{
	struct cvd_buf bytes = CVD_BUF_INIT(100);
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], "hello", 5), 5);
	ck_assert_int_eq(close(ends[1]), 0);
	ck_assert_int_eq(cvd_fs_read_fd(ends[0], "-", &bytes, &err), CVD_OK);
	ck_assert_str_eq(bytes.data, "hello");
	cvd_buf_clear(&bytes);
}
END_TEST

START_TEST(folders_are_made_to_the_bottom_for_their_owner)
{
	ck_assert_int_eq(cvd_fs_make_folder(in_folder("a/b/c"), &err), CVD_OK);
	ck_assert_int_eq(cvd_fs_make_folder(in_folder("a/b/c/"), &err), CVD_OK);
	ck_assert_uint_eq(mode_of(in_folder("a")), 0700);
	ck_assert_uint_eq(mode_of(in_folder("a/b/c")), 0700);
	folder_write("f", "x");
	assert_fails(cvd_fs_make_folder(in_folder("f"), &err), CVD_E_IO,
	    "/f' is not a folder");
	assert_fails(cvd_fs_make_folder(in_folder("f/g"), &err), CVD_E_IO,
	    "cannot make folder");
}
END_TEST

START_TEST(where_a_folder_is_missing_nothing_can_be_written)
{
	int lock = -1;

	folder_write("a", "x");
	assert_fails(cvd_fs_replace(in_folder("no/b"), "x", 1, &err), CVD_E_IO,
	    "/no/b': No such file");
	assert_fails(cvd_fs_replace(in_folder("a/b"), "x", 1, &err), CVD_E_IO,
	    "/a/b': Not a directory");
	assert_fails(cvd_fs_rename(in_folder("a"), in_folder("no/b"), &err),
	    CVD_E_IO, "/no/b': No such file");
	assert_fails(cvd_fs_lock(in_folder("no/l"), 0, &lock, &err), CVD_E_IO,
	    "cannot lock");
	assert_fails(cvd_fs_remove(in_folder("a/b"), &err), CVD_E_IO,
	    "cannot remove");
	assert_file("a", "x");
}
END_TEST

START_TEST(names_come_in_byte_order_without_hidden_ones)
{
	struct cvd_arena *arena = cvd_arena_new();
	const char *const *names = NULL;
	size_t count = 9;

	ck_assert_int_eq(cvd_fs_list(folder_path, arena, &names, &count, &err),
	    CVD_OK);
	ck_assert_uint_eq(count, 0);
	folder_write("b", "");
	folder_write("a", "");
	folder_write("B", "");
	folder_write(".c", "");
	ck_assert_int_eq(cvd_fs_list(folder_path, arena, &names, &count, &err),
	    CVD_OK);
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(names[0], "B");
	ck_assert_str_eq(names[1], "a");
	ck_assert_str_eq(names[2], "b");
	assert_fails(cvd_fs_list(in_folder("x"), arena, &names, &count, &err),
	    CVD_E_NOT_FOUND, "cannot list");
	cvd_arena_free(arena);
}
END_TEST

START_TEST(files_move_and_go)
{
	folder_write("a", "x");
	ck_assert_int_eq(cvd_fs_rename(in_folder("a"), in_folder("b"), &err),
	    CVD_OK);
	assert_file("b", "x");
	assert_fails(cvd_fs_rename(in_folder("a"), in_folder("b"), &err),
	    CVD_E_NOT_FOUND, "cannot move");
	ck_assert_int_eq(cvd_fs_remove(in_folder("b"), &err), CVD_OK);
	ck_assert_int_eq(cvd_fs_remove(in_folder("b"), &err), CVD_OK);
	assert_fails(cvd_fs_remove(folder_path, &err), CVD_E_IO,
	    "cannot remove");
}
END_TEST

START_TEST(what_was_left_half_written_is_swept)
{
	folder_write("a", "x");
	folder_write(".new-0123456789abcdef", "x");
	folder_write(".other", "x");
	cvd_fs_sweep(folder_path);
	assert_file("a", "x");
	assert_file(".other", "x");
	ck_assert_int_ne(access(in_folder(".new-0123456789abcdef"), F_OK), 0);
	cvd_fs_sweep(in_folder("nowhere"));
	cvd_fs_sweep(in_folder("a"));
	assert_file("a", "x");
}
END_TEST

START_TEST(a_lock_keeps_others_out_until_it_is_given_back)
{
	int lock = -1;
	int other = -1;

	ck_assert_int_eq(cvd_fs_lock(in_folder("l"), 0, &lock, &err), CVD_OK);
	assert_fails(cvd_fs_lock(in_folder("l"), 30, &other, &err), CVD_E_AGAIN,
	    "another process holds");
	ck_assert_int_eq(other, -1);
	cvd_fs_unlock(lock);
	ck_assert_int_eq(cvd_fs_lock(in_folder("l"), 0, &other, &err), CVD_OK);
	cvd_fs_unlock(other);
	ck_assert_uint_eq(mode_of(in_folder("l")), 0600);
}
END_TEST

START_TEST(a_lock_is_waited_for)
{
	int ready[2];
	int lock = -1;
	char c;
	pid_t pid;

	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		const struct timespec pause = { .tv_nsec = 50000000 };

		if (cvd_fs_lock(in_folder("l"), 0, &lock, NULL) == CVD_OK &&
		    write(ready[1], "x", 1) == 1)
			(void)nanosleep(&pause, NULL);
		_exit(0);
	}
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	ck_assert_int_eq(cvd_fs_lock(in_folder("l"), 30000, &lock, &err),
	    CVD_OK);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	cvd_fs_unlock(lock);
}
END_TEST

START_TEST(a_disk_that_takes_no_more_leaves_the_old_file)
{
	const struct rlimit little = { .rlim_cur = 10, .rlim_max = 10 };
	char large[100];

	(void)memset(large, 'x', sizeof(large));
	folder_write("a", "old");
	(void)signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &little), 0);
	assert_fails(cvd_fs_replace(in_folder("a"), large, sizeof(large), &err),
	    CVD_E_IO, "cannot write");
	assert_file("a", "old");
}
END_TEST

START_TEST(a_folder_goes_with_what_is_in_it_and_no_more)
{
	const char *link;

	ck_assert_int_eq(cvd_fs_make_folder(in_folder("a/b/c"), &err), CVD_OK);
	ck_assert_int_eq(cvd_fs_make_folder(in_folder("kept"), &err), CVD_OK);
	folder_write("a/x", "x");
	folder_write("a/b/c/.y", "y");
	folder_write("kept/z", "z");
	link = strdup(in_folder("a/b/link"));
	ck_assert_int_eq(symlink(in_folder("kept"), link), 0);
	cvd_fs_remove_folder(in_folder("a"), 1);
	ck_assert_int_eq(access(in_folder("a/x"), F_OK), -1);
	assert_file("a/b/c/.y", "y");
	cvd_fs_empty_folder(in_folder("a"), 9);
	ck_assert_int_eq(access(in_folder("a"), F_OK), 0);
	ck_assert_int_eq(access(in_folder("a/b"), F_OK), -1);
	cvd_fs_remove_folder(in_folder("a"), 9);
	ck_assert_int_eq(access(in_folder("a"), F_OK), -1);
	assert_file("kept/z", "z");
}
END_TEST

START_TEST(a_folder_to_be_filled_is_empty)
{
	bool made = false;

	ck_assert_int_eq(cvd_fs_take_folder(in_folder("a/b"), &made, &err),
	    CVD_OK);
	ck_assert(made);
	ck_assert_int_eq(cvd_fs_take_folder(in_folder("a/b"), &made, &err),
	    CVD_OK);
	ck_assert(!made);
	folder_write("a/.x", "x");
	assert_fails(cvd_fs_take_folder(in_folder("a"), &made, &err),
	    CVD_E_CONFLICT, "is not empty");
	assert_fails(cvd_fs_take_folder(in_folder("a/.x"), &made, &err),
	    CVD_E_CONFLICT, "is no folder");
}
END_TEST

START_TEST(random_bytes_differ)
{
	unsigned char a[16] = { 0 };
	unsigned char b[16] = { 0 };

	ck_assert_int_eq(cvd_fs_random(a, sizeof(a), &err), CVD_OK);
	ck_assert_int_eq(cvd_fs_random(b, sizeof(b), &err), CVD_OK);
	ck_assert_mem_ne(a, b, sizeof(a));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("fs");
	TCase *tc = tcase_create("fs");

	tcase_add_checked_fixture(tc, folder_make, folder_remove);
	tcase_add_test(tc, what_is_written_is_read_again);
	tcase_add_test(tc, replacing_leaves_nothing_else_behind);
	tcase_add_test(tc, a_file_of_exactly_the_limit_is_read);
	tcase_add_test(tc, a_file_beyond_the_limit_leaves_the_buffer);
	tcase_add_test(tc, reading_what_is_not_there_or_no_file_says_so);
	tcase_add_test(tc, in_our_own_folders_no_link_is_followed);
	tcase_add_test(tc, a_pipe_is_read_to_its_end);
	tcase_add_test(tc, folders_are_made_to_the_bottom_for_their_owner);
	tcase_add_test(tc, where_a_folder_is_missing_nothing_can_be_written);
	tcase_add_test(tc, names_come_in_byte_order_without_hidden_ones);
	tcase_add_test(tc, files_move_and_go);
	tcase_add_test(tc, what_was_left_half_written_is_swept);
	tcase_add_test(tc, a_lock_keeps_others_out_until_it_is_given_back);
	tcase_add_test(tc, a_lock_is_waited_for);
	tcase_add_test(tc, a_disk_that_takes_no_more_leaves_the_old_file);
	tcase_add_test(tc, a_folder_goes_with_what_is_in_it_and_no_more);
	tcase_add_test(tc, a_folder_to_be_filled_is_empty);
	tcase_add_test(tc, random_bytes_differ);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
