/* SPDX-License-Identifier: EUPL-1.2 */

/* Letters on their way out, as files of the local state. */

#include "app/outbox.h"

#include "core/address.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/scan.h"
#include "edge/fs.h"

#include <string.h>

#define FIRST_LINE "cvd-outbox/1"
#define PREPARED   ".prepared"
#define READY      ".ready"
/* The lines on a letter, whose fields are short. */
#define MAX_LINES  4096u
#define MAX_PATH   4096u

/* The lines of a file, in their order. */
static const struct line {
	const char *name;
	size_t offset;
	enum cvd_status (*check)(const char *text, struct cvd_err *err);
} lines[] = {
	{ "message-id", offsetof(struct cvd_outbox_item, message_id),
	    cvd_address_check_message_id },
	{ "case", offsetof(struct cvd_outbox_item, case_id),
	    cvd_case_id_check },
	{ "letter", offsetof(struct cvd_outbox_item, letter), cvd_slug_check },
	{ "party", offsetof(struct cvd_outbox_item, party), cvd_slug_check },
	{ "from", offsetof(struct cvd_outbox_item, from), cvd_address_check },
	{ "to", offsetof(struct cvd_outbox_item, to), cvd_address_check },
};

#define LINES (sizeof lines / sizeof lines[0])

static const char **
field(struct cvd_outbox_item *item, size_t i)
{
	return (const char **)((char *)item + lines[i].offset);
}

/* STATE/FOLDER/LEFT.SUFFIX; the id was checked, so LEFT leaves no folder. */
static enum cvd_status
path_of(struct cvd_buf *path, const char *state, const char *folder,
    const char *message_id, const char *suffix, struct cvd_err *err)
{
	enum cvd_status rc = cvd_address_check_message_id(message_id, err);

	if (rc != CVD_OK)
		return rc;
	cvd_buf_cut(path, 0);
	cvd_buf_addf(path, "%s/%s/%.*s%s", state, folder,
	    (int)strcspn(message_id, "@"), message_id, suffix);
	return cvd_buf_check(path, err);
}

static enum cvd_status
make_folder(const char *state, const char *name, struct cvd_err *err)
{
	struct cvd_buf path = CVD_BUF_INIT(MAX_PATH);
	enum cvd_status rc;

	cvd_buf_addf(&path, "%s/%s", state, name);
	rc = cvd_buf_check(&path, err);
	if (rc == CVD_OK)
		rc = cvd_fs_make_folder(path.data, err);
	cvd_buf_clear(&path);
	return rc;
}

enum cvd_status
cvd_outbox_sweep(const char *state, struct cvd_err *err)
{
	struct cvd_buf path = CVD_BUF_INIT(MAX_PATH);
	enum cvd_status rc;

	cvd_buf_addf(&path, "%s/outbox", state);
	rc = cvd_buf_check(&path, err);
	if (rc == CVD_OK)
		rc = cvd_fs_sweep(path.data, err);
	cvd_buf_clear(&path);
	return rc;
}

static enum cvd_status
write_item(struct cvd_buf *out, struct cvd_outbox_item item,
    struct cvd_err *err)
{
	cvd_buf_addz(out, FIRST_LINE "\n");
	for (size_t i = 0; i < LINES; i++) {
		const char *text = *field(&item, i);
		enum cvd_status rc = lines[i].check(text, err);

		if (rc != CVD_OK)
			return rc;
		cvd_buf_addf(out, "%s: %s\n", lines[i].name, text);
	}
	cvd_buf_addc(out, '\n');
	cvd_buf_add(out, item.mail, item.mail_size);
	return cvd_buf_check(out, err);
}

enum cvd_status
cvd_outbox_prepare(const char *state, const struct cvd_outbox_item *item,
    struct cvd_err *err)
{
	struct cvd_buf path = CVD_BUF_INIT(MAX_PATH);
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_MAIL + MAX_LINES);
	enum cvd_status rc = write_item(&bytes, *item, err);

	if (rc == CVD_OK)
		rc = make_folder(state, "outbox", err);
	if (rc == CVD_OK)
		rc = path_of(&path, state, "outbox", item->message_id, PREPARED,
		    err);
	if (rc == CVD_OK)
		rc = cvd_fs_replace(path.data, bytes.data, bytes.size, err);
	cvd_buf_clear(&bytes);
	cvd_buf_clear(&path);
	return rc;
}

static enum cvd_status
fail_missing(const char *message_id, struct cvd_err *err)
{
	return cvd_fail(err, CVD_E_NOT_FOUND, "the outbox has no letter '%s'",
	    message_id);
}

/* Moves whichever of the names in the outbox there is. */
static enum cvd_status
move(const char *state, const char *message_id, const char *const *suffixes,
    const char *folder, const char *suffix, struct cvd_err *err)
{
	struct cvd_buf from = CVD_BUF_INIT(MAX_PATH);
	struct cvd_buf to = CVD_BUF_INIT(MAX_PATH);
	enum cvd_status rc;

	rc = path_of(&to, state, folder, message_id, suffix, err);
	for (; rc == CVD_OK && *suffixes != NULL; suffixes++) {
		rc = path_of(&from, state, "outbox", message_id, *suffixes,
		    err);
		if (rc == CVD_OK)
			rc = cvd_fs_rename(from.data, to.data, err);
		if (rc != CVD_E_NOT_FOUND)
			goto out;
		rc = CVD_OK;
	}
	if (rc == CVD_OK)
		rc = fail_missing(message_id, err);
out:
	cvd_buf_clear(&from);
	cvd_buf_clear(&to);
	return rc;
}

enum cvd_status
cvd_outbox_ready(const char *state, const char *message_id, struct cvd_err *err)
{
	/* A ready letter moves onto itself, which is nothing (POSIX). */
	static const char *const suffixes[] = { PREPARED, READY, NULL };

	return move(state, message_id, suffixes, "outbox", READY, err);
}

enum cvd_status
cvd_outbox_sent(const char *state, const char *message_id, struct cvd_err *err)
{
	static const char *const suffixes[] = { READY, PREPARED, NULL };
	enum cvd_status rc = make_folder(state, "sent", err);

	if (rc == CVD_OK)
		rc = move(state, message_id, suffixes, "sent", ".sent", err);
	return rc;
}

enum cvd_status
cvd_outbox_drop(const char *state, const char *message_id, struct cvd_err *err)
{
	static const char *const suffixes[] = { PREPARED, READY };
	struct cvd_buf path = CVD_BUF_INIT(MAX_PATH);
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < 2 && rc == CVD_OK; i++) {
		rc = path_of(&path, state, "outbox", message_id, suffixes[i],
		    err);
		if (rc == CVD_OK)
			rc = cvd_fs_remove(path.data, err);
	}
	cvd_buf_clear(&path);
	return rc;
}

/* "NAME: TEXT" into the field. */
static bool
read_line(struct cvd_scan *scan, size_t i, struct cvd_arena *arena,
    struct cvd_outbox_item *item)
{
	struct cvd_bytes line;
	struct cvd_scan inside;

	if (!cvd_scan_line(scan, &line))
		return false;
	inside = cvd_scan_bytes(line.data, line.size);
	if (!cvd_scan_literal(&inside, lines[i].name) ||
	    !cvd_scan_literal(&inside, ": "))
		return false;
	*field(item, i) = cvd_arena_copy(arena, inside.p,
	    (size_t)(inside.end - inside.p));
	return *field(item, i) != NULL &&
	       lines[i].check(*field(item, i), NULL) == CVD_OK;
}

static bool
read_lines(const struct cvd_buf *bytes, struct cvd_arena *arena,
    struct cvd_outbox_item *item)
{
	struct cvd_scan scan = cvd_scan_bytes(bytes->data, bytes->size);
	struct cvd_bytes line;

	if (!cvd_scan_line(&scan, &line) || !cvd_bytes_is(line, FIRST_LINE))
		return false;
	for (size_t i = 0; i < LINES; i++)
		if (!read_line(&scan, i, arena, item))
			return false;
	if (!cvd_scan_line(&scan, &line) || line.size != 0)
		return false;
	item->mail_size = (size_t)(scan.end - scan.p);
	item->mail = cvd_arena_copy(arena, scan.p, item->mail_size);
	return item->mail != NULL;
}

static enum cvd_status
read_item(const char *path, struct cvd_arena *arena,
    struct cvd_outbox_item *item, struct cvd_err *err)
{
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_MAIL + MAX_LINES);
	enum cvd_status rc = cvd_fs_read_own(path, &bytes, err);

	if (rc == CVD_OK && !read_lines(&bytes, arena, item)) {
		rc = cvd_arena_check(arena, err);
		if (rc == CVD_OK)
			rc = cvd_fail(err, CVD_E_INVALID,
			    "'%s' is no letter of the outbox", path);
	}
	cvd_buf_clear(&bytes);
	return rc;
}

static bool
ends_with(const char *name, const char *suffix)
{
	size_t n = strlen(name), s = strlen(suffix);

	return n > s && strcmp(name + n - s, suffix) == 0;
}

static enum cvd_status
list_names(const char *folder, struct cvd_arena *arena,
    const char *const **names, size_t *count, struct cvd_err *err)
{
	enum cvd_status rc = cvd_fs_list(folder, arena, names, count, err);

	if (rc != CVD_E_NOT_FOUND)
		return rc;
	*count = 0;
	return CVD_OK;
}

enum cvd_status
cvd_outbox_list(const char *state, struct cvd_arena *arena,
    struct cvd_outbox_item **items, size_t *count, struct cvd_err *err)
{
	const char *folder = cvd_arena_textf(arena, "%s/outbox", state);
	const char *const *names;
	struct cvd_outbox_item *list;
	size_t name_count, n = 0;
	enum cvd_status rc;

	if (folder == NULL)
		return cvd_arena_check(arena, err);
	rc = list_names(folder, arena, &names, &name_count, err);
	if (rc != CVD_OK)
		return rc;
	list = cvd_arena_alloc(arena, name_count, sizeof *list);
	for (size_t i = 0; i < name_count && list != NULL; i++) {
		bool ready = ends_with(names[i], READY);
		const char *path = cvd_arena_textf(arena, "%s/%s", folder,
		    names[i]);

		if (!ready && !ends_with(names[i], PREPARED))
			continue;
		if (path == NULL)
			break;
		rc = read_item(path, arena, &list[n], err);
		if (rc != CVD_OK)
			return rc;
		list[n++].ready = ready;
	}
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK) {
		*items = list;
		*count = n;
	}
	return rc;
}
