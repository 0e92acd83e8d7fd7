/* SPDX-License-Identifier: EUPL-1.2 */

/* The first commit of a casebook: who the team is, and who may sign. */

#include "founding.h"

#include "app/adopt.h"
#include "app/person.h"
#include "core/canon.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/message.h"
#include "core/roster.h"
#include "core/team.h"
#include "edge/gitconfig.h"
#include "edge/hash.h"
#include "edge/keyring.h"
#include "edge/store.h"

#define POLICY "nl-ncsc"

/* The team's files, and who signs. */
struct founding {
	struct cvd_arena *arena;
	const struct cvd_world *world;
	struct cvd_gitconfig *config;
	struct cvd_keyring *keyring;
	struct cvd_signature signer;
	struct cvd_change changes[8];
	size_t count;
};

static void
add_file(struct founding *f, const char *path, const void *bytes, size_t size)
{
	f->changes[f->count++] = (struct cvd_change){ path, bytes, size };
}

static enum cvd_status
add_document(struct founding *f, const char *path,
    const struct cvd_shape *shape, const void *document, struct cvd_err *err)
{
	struct cvd_node *root = cvd_fields_save(shape, 0, document, f->arena);
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);
	enum cvd_status rc;

	if (root == NULL)
		return cvd_arena_check(f->arena, err);
	cvd_canon_write(&text, root);
	rc = cvd_buf_check(&text, err);
	if (rc == CVD_OK)
		add_file(f, path,
		    cvd_arena_copy(f->arena, text.data, text.size), text.size);
	cvd_buf_clear(&text);
	return rc;
}

static enum cvd_status
add_team(struct founding *f, struct cvd_err *err)
{
	unsigned char random[CVD_EVENT_ID_BYTES];
	char id[CVD_EVENT_ID_TEXT];
	const char *policies[] = { POLICY };
	const char *languages[] = { "nl", "en" };
	const char *signing[] = { f->signer.fingerprint };
	struct cvd_member member = { "desk", CVD_MEMBER_LEAD, f->signer.primary,
		{ signing, 1 } };
	const struct cvd_team team = { CVD_TEAM_SCHEMA, id, "Example Security",
		"example", CVD_TEAM_DESK, { policies, 1 }, { languages, 2 },
		"Europe/Amsterdam", "security@example.org" };
	const struct cvd_roster roster = { .schema = CVD_ROSTER_SCHEMA,
		.serial = 1,
		.members = { &member, 1 } };
	enum cvd_status rc = f->world->random(f->world->random_context, random,
	    sizeof random, err);

	if (rc != CVD_OK)
		return rc;
	cvd_event_id_make(random, id);
	rc = add_document(f, CVD_TEAM_PATH, &cvd_team_shape, &team, err);
	if (rc == CVD_OK)
		rc = add_document(f, CVD_ROSTER_PATH, &cvd_roster_shape,
		    &roster, err);
	return rc;
}

static enum cvd_status
add_policies(struct founding *f, struct cvd_err *err)
{
	const char *ids[] = { POLICY };
	const struct cvd_lines none = { NULL, 0 };
	struct cvd_items files;
	const struct cvd_adopted *file;
	enum cvd_status rc = cvd_adopt_policies(&(struct cvd_lines){ ids, 1 },
	    &none, f->arena, &files, err);

	if (rc != CVD_OK)
		return rc;
	file = files.item;
	for (size_t i = 0; i < files.count; i++)
		add_file(f, file[i].path, file[i].bytes, file[i].size);
	return CVD_OK;
}

/* A probe tells which subkey signs. */
static enum cvd_status
add_key(struct founding *f, struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_KEY_FILE);
	enum cvd_status rc = cvd_keyring_sign(f->keyring, "probe", 5, &text,
	    &f->signer, err);

	cvd_buf_clear(&text);
	if (rc == CVD_OK)
		rc = cvd_keyring_export(f->keyring, f->signer.primary, &text,
		    err);
	if (rc == CVD_OK)
		add_file(f,
		    cvd_arena_textf(f->arena, "keys/%s.asc", f->signer.primary),
		    cvd_arena_copy(f->arena, text.data, text.size), text.size);
	cvd_buf_clear(&text);
	return rc;
}

static enum cvd_status
add_files(struct founding *f, struct cvd_err *err)
{
	static const char attributes[] = "* -text\ncases/** merge=cvd\n";
	enum cvd_status rc = add_key(f, err);

	if (rc == CVD_OK)
		rc = add_team(f, err);
	if (rc == CVD_OK)
		rc = add_policies(f, err);
	if (rc != CVD_OK)
		return rc;
	add_file(f, ".gitattributes", attributes, sizeof attributes - 1);
	return cvd_arena_check(f->arena, err);
}

static enum cvd_status
sign(void *context, const char *data, size_t size, struct cvd_buf *signature,
    struct cvd_err *err)
{
	struct cvd_signature made;

	return cvd_keyring_sign(context, data, size, signature, &made, err);
}

static enum cvd_status
commit(struct founding *f, struct cvd_store *store, struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_COMMIT);
	char sha256[CVD_HASH_TEXT];
	char id[CVD_STORE_ID_TEXT];
	const struct cvd_message message = { .verb = "init",
		.actor = "desk",
		.sha256 = sha256 };
	struct cvd_person_ident ident;
	enum cvd_status rc = cvd_person_ident(f->config, f->world, f->arena,
	    &ident, err);

	if (rc == CVD_OK)
		rc = cvd_hash_changes(f->changes, f->count, sha256, err);
	if (rc == CVD_OK)
		rc = cvd_message_write(&text, &message, err);
	if (rc == CVD_OK)
		rc = cvd_store_lock(store, 0, err);
	if (rc == CVD_OK)
		rc = cvd_store_commit(store,
		    &(struct cvd_store_commit){
		        .changes = f->changes,
		        .count = f->count,
		        .message = text.data,
		        .name = ident.name,
		        .email = ident.email,
		        .now = f->world->read_now,
		        .now_context = f->world->now_context,
		        .sign = sign,
		        .sign_context = f->keyring,
		    },
		    id, err);
	cvd_buf_clear(&text);
	return rc;
}

enum cvd_status
found_casebook(const char *dir, bool bare, const struct cvd_world *world,
    struct cvd_err *err)
{
	const struct cvd_git_env env = cvd_person_git_env(world);
	struct founding f = { .arena = cvd_arena_new(), .world = world };
	struct cvd_store *store = NULL;
	enum cvd_status rc = cvd_arena_check(f.arena, err);

	if (rc == CVD_OK)
		rc = cvd_gitconfig_open(&env, &f.config, err);
	if (rc == CVD_OK)
		rc = cvd_person_keyring(f.config, world, &f.keyring, err);
	if (rc == CVD_OK)
		rc = add_files(&f, err);
	if (rc == CVD_OK)
		rc = cvd_store_init(dir, bare, &env, &store, err);
	if (rc == CVD_OK)
		rc = commit(&f, store, err);
	cvd_store_close(store);
	cvd_keyring_close(f.keyring);
	cvd_gitconfig_close(f.config);
	cvd_arena_free(f.arena);
	return rc;
}
