/* SPDX-License-Identifier: EUPL-1.2 */

/* Where another copy of a casebook is, as git is told. */

#include "core/remote_url.h"

#include "core/limits.h"

#include <string.h>

/* The parts of "user:password@host:port" of a URL. */
struct authority {
	const char *begin;
	const char *end;      /* the first '/' behind it, or the end */
	const char *at;       /* the last '@', or NULL */
	const char *password; /* behind the ':', or NULL */
};

static bool
is_scheme_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

/* How long the scheme is; 0 where there is none. */
static size_t
scheme_size(const char *url)
{
	size_t n = 0;

	while (is_scheme_char(url[n]))
		n++;
	return strncmp(url + n, "://", 3) == 0 ? n : 0;
}

static bool
is_known(const char *scheme, size_t size)
{
	static const char *const known[] = { "file", "git", "http", "https",
		"ssh" };

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strlen(known[i]) == size &&
		    memcmp(known[i], scheme, size) == 0)
			return true;
	return false;
}

static struct authority
split(const char *begin)
{
	struct authority a = {
		.begin = begin,
		.end = begin + strcspn(begin, "/?#"),
	};
	const char *colon;

	for (const char *p = a.begin; p < a.end; p++)
		if (*p == '@')
			a.at = p;
	colon = memchr(a.begin, ':', (size_t)(a.end - a.begin));
	if (a.at != NULL && colon != NULL && colon < a.at)
		a.password = colon + 1;
	return a;
}

static enum cvd_status
check_url(const char *url, size_t scheme, struct cvd_err *err)
{
	struct authority a = split(url + scheme + 3);
	const char *host = a.at != NULL ? a.at + 1 : a.begin;
	bool is_file = scheme == 4 && memcmp(url, "file", 4) == 0;

	if (!is_known(url, scheme))
		return cvd_fail(err, CVD_E_INVALID,
		    "'%.*s' is no scheme for a casebook: file, git, http, "
		    "https or ssh",
		    scheme > 20 ? 20 : (int)scheme, url);
	if (a.password != NULL) {
		(void)cvd_fail(err, CVD_E_INVALID,
		    "the URL holds a password, which other users of this "
		    "machine could see");
		cvd_err_hint(err, "leave it out: git asks for it, or its "
		                  "credential helper does; see "
		                  "gitcredentials(7)");
		return CVD_E_INVALID;
	}
	if (*a.begin == '-' || *host == '-')
		return cvd_fail(err, CVD_E_INVALID,
		    "a host does not begin with '-'");
	if (!is_file && host == a.end)
		return cvd_fail(err, CVD_E_INVALID, "the URL names no host");
	return CVD_OK;
}

enum cvd_status
cvd_remote_url_check(const char *url, struct cvd_err *err)
{
	size_t scheme = scheme_size(url);
	size_t word = 0;

	if (*url == '\0')
		return cvd_fail(err, CVD_E_INVALID, "the URL is empty");
	if (strlen(url) > CVD_MAX_URL)
		return cvd_fail(err, CVD_E_INVALID,
		    "the URL is longer than %u bytes", CVD_MAX_URL);
	for (const char *p = url; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return cvd_fail(err, CVD_E_INVALID,
			    "the URL holds a control character");
	/* of user@host:path, too, the beginning becomes a word for ssh */
	if (*url == '-')
		return cvd_fail(err, CVD_E_INVALID,
		    "a URL does not begin with '-'");
	if (scheme > 0)
		return check_url(url, scheme, err);
	while (is_scheme_char(url[word]))
		word++;
	if (word > 0 && strncmp(url + word, "::", 2) == 0)
		return cvd_fail(err, CVD_E_INVALID,
		    "'%.*s::' would have git run another program",
		    word > 20 ? 20 : (int)word, url);
	return CVD_OK;
}

static bool
ends_in(const char *begin, const char *end, const char *suffix)
{
	size_t size = strlen(suffix);

	return (size_t)(end - begin) > size &&
	       memcmp(end - size, suffix, size) == 0;
}

const char *
cvd_remote_url_name(const char *url, struct cvd_arena *arena)
{
	size_t scheme = scheme_size(url);
	const char *begin = scheme > 0 ? split(url + scheme + 3).end : url;
	const char *end = begin + strlen(begin);
	const char *name;

	while (end > begin && end[-1] == '/')
		end--;
	/* a folder that holds nothing but its repository */
	if (ends_in(begin, end, "/.git"))
		end -= strlen("/.git");
	for (name = end; name > begin; name--)
		if (name[-1] == '/' || (scheme == 0 && name[-1] == ':'))
			break;
	if (ends_in(name, end, ".git"))
		end -= strlen(".git");
	else if (ends_in(name, end, ".bundle"))
		end -= strlen(".bundle");
	if (name == end || *name == '.' || *name == '-' || *name == '~')
		return NULL;
	return cvd_arena_copy(arena, name, (size_t)(end - name));
}

const char *
cvd_remote_url_public(const char *url, struct cvd_arena *arena)
{
	size_t scheme = scheme_size(url);
	struct authority a;

	if (scheme == 0)
		return cvd_arena_text(arena, url);
	a = split(url + scheme + 3);
	if (a.password == NULL)
		return cvd_arena_text(arena, url);
	return cvd_arena_textf(arena, "%.*s%s", (int)(a.password - 1 - url),
	    url, a.at);
}
