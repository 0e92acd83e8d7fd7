/* SPDX-License-Identifier: EUPL-1.2 */

/* Making a casebook. */

#include "app/init.h"

#include "app/adopt.h"
#include "app/merge_setup.h"
#include "app/person.h"
#include "app/signing.h"
#include "app/trust.h"
#include "core/canon.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/message.h"
#include "core/policy.h"
#include "edge/gitconfig.h"
#include "edge/hash.h"
#include "edge/keyring.h"
#include "edge/store.h"
#include "edge/yaml.h"
#include "edge/zoneinfo.h"

#include <string.h>

/*
 * Bytes are as they were signed, whatever a person's git is set to. Cases and
 * the roster are merged by what they mean, and nothing by its lines: of what
 * both sides changed a person says what it is to be.
 */
static const char attributes[] = "* -text -merge\ncases/** merge=cvd\n"
                                 "roster.yaml merge=cvd\n";

/* What is being put together. */
struct making {
	const struct cvd_init *init;
	const struct cvd_world *world;
	struct cvd_arena *arena;
	struct cvd_change *files;
	size_t count;
	struct cvd_team team;
	struct cvd_member member;
	struct cvd_signature signature;
	struct cvd_person_ident ident;
	struct cvd_keyring *keyring;
	struct cvd_store *store;
};

static enum cvd_status
add_file(struct making *m, const char *path, const void *bytes, size_t size,
    struct cvd_err *err)
{
	struct cvd_change *files = cvd_arena_grow(m->arena, m->files, m->count,
	    sizeof *files);

	if (files == NULL || path == NULL || bytes == NULL)
		return cvd_arena_check(m->arena, err);
	m->files = files;
	files[m->count++] = (struct cvd_change){ path, bytes, size };
	return CVD_OK;
}

static enum cvd_status
add_document(struct making *m, const char *path, const struct cvd_shape *shape,
    const void *document, struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_node *node = cvd_fields_save(shape, 0, document, m->arena);
	enum cvd_status rc = cvd_arena_check(m->arena, err);

	if (rc != CVD_OK)
		return rc;
	cvd_canon_write(&text, node);
	rc = cvd_buf_check(&text, err);
	if (rc == CVD_OK)
		rc = add_file(m, path,
		    cvd_arena_copy(m->arena, text.data, text.size), text.size,
		    err);
	cvd_buf_clear(&text);
	return rc;
}

/* "Alice de Vries" becomes "alice-de-vries"; NULL where nothing is left. */
static const char *
slug_of(struct cvd_arena *arena, const char *name)
{
	char *slug = cvd_arena_alloc(arena, CVD_MAX_SLUG + 1, 1);
	size_t n = 0;

	if (slug == NULL)
		return NULL;
	for (; *name != '\0' && n < CVD_MAX_SLUG; name++) {
		char c = *name;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (n > 0 && c >= '0' && c <= '9'))
			slug[n++] = c;
		else if (n > 0 && slug[n - 1] != '-')
			slug[n++] = '-';
	}
	while (n > 0 && slug[n - 1] == '-')
		n--;
	slug[n] = '\0';
	return n == 0 ? NULL : slug;
}

/* Copies of the policies and of the calendars that they count on. */
static enum cvd_status
add_policies(struct making *m, struct cvd_err *err)
{
	const struct cvd_adopted *adopted;
	struct cvd_items files;
	enum cvd_status rc = cvd_adopt_policies(&m->init->policies,
	    &m->init->terms, m->arena, &files, err);

	if (rc != CVD_OK)
		return rc;
	adopted = files.item;
	for (size_t i = 0; i < files.count && rc == CVD_OK; i++)
		rc = add_file(m, adopted[i].path, adopted[i].bytes,
		    adopted[i].size, err);
	return rc;
}

/* The zone of the leading policy, where the person names none. */
static enum cvd_status
take_timezone(struct making *m, struct cvd_err *err)
{
	const struct cvd_policy *policy;
	const struct cvd_node *root;
	const char *path = cvd_arena_textf(m->arena, "policies/%s.yaml",
	    m->init->policies.item[0]);
	enum cvd_status rc = CVD_OK;

	if (path == NULL)
		return cvd_arena_check(m->arena, err);
	for (size_t i = 0; i < m->count && m->team.timezone == NULL; i++) {
		if (strcmp(m->files[i].path, path) != 0)
			continue;
		rc = cvd_yaml_read(m->files[i].bytes, m->files[i].size,
		    m->arena, &root, err);
		if (rc == CVD_OK)
			rc = cvd_policy_load(root, m->arena, &policy, err);
		if (rc != CVD_OK)
			return rc;
		m->team.timezone = policy->timezone;
	}
	return CVD_OK;
}

/*
 * The key that signs, found by signing: which subkey gpg takes is known only
 * afterwards.
 */
static enum cvd_status
probe_key(struct making *m, const struct cvd_gitconfig *config,
    struct cvd_err *err)
{
	static const char probe[] = "cvd init\n";
	struct cvd_buf armored = CVD_BUF_INIT(CVD_MAX_KEY_FILE);
	struct cvd_buf key = CVD_BUF_INIT(CVD_MAX_KEY_FILE);
	enum cvd_status rc;

	rc = cvd_person_ident(config, m->world, m->arena, &m->ident, err);
	if (rc == CVD_OK)
		rc = cvd_person_keyring(config, m->world, &m->keyring, err);
	if (rc == CVD_OK)
		rc = cvd_keyring_sign(m->keyring, probe, sizeof probe - 1,
		    &armored, &m->signature, err);
	if (rc == CVD_OK)
		rc = cvd_keyring_export(m->keyring, m->signature.primary, &key,
		    err);
	if (rc == CVD_OK)
		rc = add_file(m,
		    cvd_arena_textf(m->arena, "keys/%s.asc",
		        m->signature.primary),
		    cvd_arena_copy(m->arena, key.data, key.size), key.size,
		    err);
	cvd_buf_clear(&armored);
	cvd_buf_clear(&key);
	return rc;
}

static enum cvd_status
make_member(struct making *m, struct cvd_err *err)
{
	const char **signing = cvd_arena_alloc(m->arena, 1, sizeof *signing);
	const char *name = m->init->as;

	if (signing == NULL)
		return cvd_arena_check(m->arena, err);
	if (name == NULL)
		name = slug_of(m->arena, m->ident.name);
	if (name == NULL || cvd_slug_check(name, err) != CVD_OK) {
		enum cvd_status rc = cvd_fail(err, CVD_E_USAGE,
		    "'%s' is no name for a member",
		    name == NULL ? m->ident.name : name);

		cvd_err_hint(err, "give one with --as: a to z, digits, '-'");
		return rc;
	}
	signing[0] = m->signature.fingerprint;
	m->member = (struct cvd_member){
		.name = name,
		.role = CVD_MEMBER_LEAD,
		.primary = m->signature.primary,
		.signing = { signing, 1 },
	};
	return CVD_OK;
}

static enum cvd_status
add_roster(struct making *m, struct cvd_err *err)
{
	struct cvd_roster roster = {
		.schema = CVD_ROSTER_SCHEMA,
		.serial = 1,
		.members = { &m->member, 1 },
	};
	enum cvd_status rc = make_member(m, err);

	if (rc == CVD_OK)
		rc = add_document(m, CVD_ROSTER_PATH, &cvd_roster_shape,
		    &roster, err);
	return rc;
}

static enum cvd_status
add_team(struct making *m, struct cvd_err *err)
{
	static const char *standard[] = { "nl", "en" };
	const struct cvd_init *init = m->init;
	unsigned char random[CVD_EVENT_ID_BYTES];
	char *id = cvd_arena_alloc(m->arena, CVD_EVENT_ID_TEXT, 1);
	const struct cvd_zone *zone;
	enum cvd_status rc;

	if (id == NULL)
		return cvd_arena_check(m->arena, err);
	rc = m->world->random(m->world->random_context, random, sizeof random,
	    err);
	if (rc != CVD_OK)
		return rc;
	cvd_event_id_make(random, id);
	m->team.schema = CVD_TEAM_SCHEMA;
	m->team.id = id;
	m->team.name = init->name;
	m->team.desk = init->desk != NULL ? init->desk
	                                  : slug_of(m->arena, init->name);
	if (m->team.desk == NULL)
		m->team.desk = "desk";
	m->team.role = init->role == CVD_TEAM_NONE ? CVD_TEAM_DESK : init->role;
	m->team.policies = init->policies;
	m->team.languages = init->languages.count > 0
	                        ? init->languages
	                        : (struct cvd_lines){ standard, 2 };
	m->team.from = init->from;
	rc = cvd_zoneinfo_load(m->world->tzdir, m->team.timezone, m->arena,
	    &zone, err);
	if (rc != CVD_OK)
		return rc == CVD_E_NOT_FOUND || rc == CVD_E_INVALID
		           ? cvd_fail_as(err, CVD_E_USAGE)
		           : rc;
	return add_document(m, CVD_TEAM_PATH, &cvd_team_shape, &m->team, err);
}

/* Whether what was written can be read: what a person chose is checked so. */
static enum cvd_status
check_team(struct making *m, struct cvd_err *err)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct cvd_node *root;
		const struct cvd_team *team;
		enum cvd_status rc;

		if (strcmp(m->files[i].path, CVD_TEAM_PATH) != 0)
			continue;
		rc = cvd_yaml_read(m->files[i].bytes, m->files[i].size,
		    m->arena, &root, err);
		if (rc == CVD_OK)
			rc = cvd_team_load(root, m->arena, &team, err);
		if (rc != CVD_OK && err != NULL) {
			err->line = 0;
			return cvd_fail_as(err, CVD_E_USAGE);
		}
		return rc;
	}
	return CVD_OK;
}

static enum cvd_status
open_store(struct making *m, struct cvd_err *err)
{
	const struct cvd_git_env env = cvd_person_git_env(m->world);
	enum cvd_status rc = cvd_store_init(m->init->dir, m->init->bare, &env,
	    &m->store, err);

	/* A repository without a history is as good as none. */
	if (rc == CVD_E_REFUSED &&
	    cvd_store_open(m->init->dir, &env, &m->store, err) == CVD_OK) {
		rc = CVD_OK;
		if (cvd_store_head(m->store) != NULL) {
			rc = cvd_fail(err, CVD_E_CONFLICT,
			    "'%s' has a history already", m->init->dir);
			cvd_err_hint(err,
			    "a casebook begins with its own first commit");
		}
	}
	if (rc == CVD_OK)
		rc = cvd_store_lock(m->store, 0, err);
	return rc;
}

/* Who merges with git merges cases by what they mean. */
static enum cvd_status
set_driver(struct making *m, struct cvd_err *err)
{
	const char *command = NULL;
	enum cvd_status rc = cvd_merge_setup_command(m->world, m->arena,
	    &command, err);

	return rc == CVD_OK ? cvd_merge_setup_driver(m->store, command, err)
	                    : rc;
}

struct signer {
	struct cvd_keyring *keyring;
	const char *fingerprint;
};

static enum cvd_status
sign(void *context, const char *data, size_t size, struct cvd_buf *signature,
    struct cvd_err *err)
{
	struct signer *s = context;
	struct cvd_signature made;
	enum cvd_status rc;

	rc = cvd_keyring_sign(s->keyring, data, size, signature, &made, err);
	if (rc == CVD_OK && strcmp(made.fingerprint, s->fingerprint) != 0)
		rc = cvd_fail(err, CVD_E_CRYPTO,
		    "gpg signs now with one key, now with another");
	return rc;
}

static enum cvd_status
commit_all(struct making *m, char *commit, struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_COMMIT);
	struct signer signer = { m->keyring, m->signature.fingerprint };
	char sha256[CVD_HASH_TEXT];
	const struct cvd_message message = {
		.verb = "init",
		.actor = m->member.name,
		.sha256 = sha256,
	};
	enum cvd_status rc = cvd_hash_changes(m->files, m->count, sha256, err);

	if (rc == CVD_OK)
		rc = cvd_message_write(&text, &message, err);
	if (rc == CVD_OK)
		rc = cvd_store_commit(m->store,
		    &(struct cvd_store_commit){
		        .changes = m->files,
		        .count = m->count,
		        .message = text.data,
		        .name = m->ident.name,
		        .email = m->ident.email,
		        .sign = sign,
		        .sign_context = &signer,
		        .now = m->world->read_now,
		        .now_context = m->world->now_context,
		    },
		    commit, err);
	cvd_buf_clear(&text);
	return rc;
}

/* What this person trusts from now on. */
static enum cvd_status
pin(struct making *m, struct cvd_introduction *intro, const char *commit,
    struct cvd_err *err)
{
	intro->commit = cvd_arena_text(m->arena, commit);
	if (intro->commit == NULL)
		return cvd_arena_check(m->arena, err);
	return cvd_trust_write(m->world, intro->id,
	    &(struct cvd_trust){
	        .introduction = &(
	            struct cvd_introduced){ intro->commit, intro->signer },
	    },
	    m->arena, &intro->trust_path, err);
}

static enum cvd_status
put_together(struct making *m, const struct cvd_gitconfig *config,
    struct cvd_err *err)
{
	enum cvd_status rc = add_policies(m, err);

	if (rc == CVD_OK)
		rc = take_timezone(m, err);
	if (rc == CVD_OK)
		rc = probe_key(m, config, err);
	if (rc == CVD_OK)
		rc = add_team(m, err);
	if (rc == CVD_OK)
		rc = check_team(m, err);
	if (rc == CVD_OK)
		rc = add_roster(m, err);
	if (rc == CVD_OK)
		rc = add_file(m, ".gitattributes", attributes,
		    sizeof attributes - 1, err);
	return rc;
}

enum cvd_status
cvd_init_casebook(const struct cvd_init *init, const struct cvd_world *world,
    struct cvd_arena *arena, struct cvd_introduction *introduction,
    struct cvd_err *err)
{
	const struct cvd_git_env env = cvd_person_git_env(world);
	struct making m = {
		.init = init,
		.world = world,
		.arena = arena,
		.team = { .timezone = init->timezone },
	};
	struct cvd_gitconfig *config = NULL;
	struct cvd_introduction intro = { 0 };
	char commit[CVD_STORE_ID_TEXT];
	enum cvd_status rc = cvd_gitconfig_open(&env, &config, err);

	if (rc == CVD_OK)
		rc = put_together(&m, config, err);
	if (rc == CVD_OK) {
		intro.files = m.files;
		intro.file_count = m.count;
		intro.id = m.team.id;
		intro.member = m.member.name;
		intro.signer = cvd_arena_text(arena, m.signature.fingerprint);
		rc = cvd_arena_check(arena, err);
	}
	if (rc == CVD_OK && !init->dry_run) {
		rc = cvd_trust_prepare(world, arena, err);
		if (rc == CVD_OK)
			rc = open_store(&m, err);
		if (rc == CVD_OK)
			rc = set_driver(&m, err);
		if (rc == CVD_OK)
			rc = commit_all(&m, commit, err);
		if (rc == CVD_OK)
			rc = pin(&m, &intro, commit, err);
	}
	if (rc == CVD_OK)
		*introduction = intro;
	cvd_store_close(m.store);
	cvd_keyring_close(m.keyring);
	cvd_gitconfig_close(config);
	return rc;
}
