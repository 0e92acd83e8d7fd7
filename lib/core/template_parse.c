/* SPDX-License-Identifier: EUPL-1.2 */

/* The syntax of templates. */

#include "core/limits.h"
#include "core/template.h"
#include "core/template_node.h"
#include "core/utf8.h"

#include <string.h>

enum token_kind {
	TOKEN_END,
	TOKEN_TEXT,
	TOKEN_NAME,
	TOKEN_IF,
	TOKEN_EACH,
	TOKEN_ELSE,
	TOKEN_END_IF,
	TOKEN_END_EACH,
	TOKEN_COMMENT,
};

struct token {
	enum token_kind kind;
	struct cvd_bytes text; /* of TEXT; the name of NAME, IF, EACH */
	unsigned line;
	unsigned column;
};

struct parser {
	struct cvd_scan scan;
	const char *line_start;
	unsigned line;
	struct cvd_arena *arena;
};

/* Moves to a later place and keeps count of the lines. */
static void
advance(struct parser *p, const char *to)
{
	for (; p->scan.p < to; p->scan.p++) {
		if (*p->scan.p == '\n') {
			p->line++;
			p->line_start = p->scan.p + 1;
		}
	}
}

static enum cvd_status
fail_token(struct cvd_err *err, const struct token *token, const char *what)
{
	return cvd_fail_at(err, CVD_E_SYNTAX, token->line, token->column, "%s",
	    what);
}

/* The first place at or after `from` where the two characters stand. */
static const char *
find_pair(const char *from, const char *end, const char *pair)
{
	for (; end - from >= 2; from++) {
		if (from[0] == pair[0] && from[1] == pair[1])
			return from;
	}
	return end;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* What is between the braces, without the blanks around it. */
static struct cvd_bytes
tag_content(const char *tag, const char *close)
{
	const char *p = tag + 2;

	while (p < close && is_blank(*p))
		p++;
	while (close > p && is_blank(close[-1]))
		close--;
	return (struct cvd_bytes){ p, (size_t)(close - p) };
}

static bool
is_section(struct cvd_bytes content)
{
	return cvd_bytes_is(content, "else") ||
	       (content.size > 0 && strchr("#/!", content.data[0]) != NULL);
}

/*
 * Where the next line begins, if the tag is alone on its line and not a name;
 * else NULL. `line_start` is that of the tag.
 */
static const char *
line_taken(const struct parser *p, const char *line_start, const char *tag)
{
	const char *close = find_pair(tag + 2, p->scan.end, "}}");
	const char *after = close + 2;

	if (close == p->scan.end || !is_section(tag_content(tag, close)))
		return NULL;
	while (line_start < tag && is_blank(*line_start))
		line_start++;
	while (after < p->scan.end && is_blank(*after))
		after++;
	if (line_start != tag || (after < p->scan.end && *after != '\n'))
		return NULL;
	return after < p->scan.end ? after + 1 : after;
}

static void
next_text(struct parser *p, struct token *token)
{
	const char *start = p->scan.p;
	const char *tag = find_pair(start, p->scan.end, "{{");
	const char *end = tag;

	advance(p, tag);
	if (tag < p->scan.end && line_taken(p, p->line_start, tag) != NULL) {
		while (end > start && is_blank(end[-1]))
			end--;
	}
	token->kind = TOKEN_TEXT;
	token->text = (struct cvd_bytes){ start, (size_t)(end - start) };
}

/* Small words with dots between them, or one dot for the member itself. */
static bool
is_name(struct cvd_bytes text)
{
	struct cvd_scan scan = cvd_scan_bytes(text.data, text.size);
	struct cvd_bytes word;

	if (cvd_bytes_is(text, "."))
		return true;
	do {
		if (!cvd_scan_word(&scan, CVD_TEMPLATE_NAME_TEXT, &word))
			return false;
	} while (cvd_scan_char(&scan, '.'));
	return cvd_scan_end(&scan);
}

/* The name after "#if " or "#each ", or nothing. */
static bool
takes_name(struct cvd_bytes content, const char *word, struct cvd_bytes *name)
{
	struct cvd_scan scan = cvd_scan_bytes(content.data, content.size);

	if (!cvd_scan_literal(&scan, word) || cvd_scan_end(&scan) ||
	    !is_blank(*scan.p))
		return false;
	while (!cvd_scan_end(&scan) && is_blank(*scan.p))
		scan.p++;
	*name = (struct cvd_bytes){ scan.p, (size_t)(scan.end - scan.p) };
	return is_name(*name);
}

static bool
classify(struct cvd_bytes content, struct token *token)
{
	if (content.size > 0 && content.data[0] == '!')
		token->kind = TOKEN_COMMENT;
	else if (cvd_bytes_is(content, "else"))
		token->kind = TOKEN_ELSE;
	else if (cvd_bytes_is(content, "/if"))
		token->kind = TOKEN_END_IF;
	else if (cvd_bytes_is(content, "/each"))
		token->kind = TOKEN_END_EACH;
	else if (takes_name(content, "#if", &token->text))
		token->kind = TOKEN_IF;
	else if (takes_name(content, "#each", &token->text))
		token->kind = TOKEN_EACH;
	else if (is_name(content)) {
		token->kind = TOKEN_NAME;
		token->text = content;
	} else
		return false;
	return true;
}

static enum cvd_status
next_tag(struct parser *p, struct token *token, struct cvd_err *err)
{
	const char *tag = p->scan.p;
	const char *close = find_pair(tag + 2, p->scan.end, "}}");
	const char *next = line_taken(p, p->line_start, tag);
	struct cvd_bytes content;

	if (close == p->scan.end)
		return fail_token(err, token, "tag without '}}'");
	content = tag_content(tag, close);
	if (!classify(content, token))
		return cvd_fail_at(err, CVD_E_SYNTAX, token->line,
		    token->column, "no such tag as '{{%.*s}}'",
		    content.size > 80 ? 80 : (int)content.size, content.data);
	advance(p, next != NULL ? next : close + 2);
	return CVD_OK;
}

static enum cvd_status
next_token(struct parser *p, struct token *token, struct cvd_err *err)
{
	size_t left = (size_t)(p->scan.end - p->scan.p);

	token->line = p->line;
	token->column = (unsigned)(p->scan.p - p->line_start) + 1;
	token->kind = TOKEN_END;
	if (left == 0)
		return CVD_OK;
	if (left >= 2 && p->scan.p[0] == '{' && p->scan.p[1] == '{')
		return next_tag(p, token, err);
	next_text(p, token);
	return CVD_OK;
}

static struct cvd_template_node *
new_node(struct parser *p, enum cvd_template_kind kind,
    const struct token *token)
{
	struct cvd_template_node *node = cvd_arena_alloc(p->arena, 1,
	    sizeof *node);

	if (node == NULL)
		return NULL;
	node->kind = kind;
	node->text = token->text;
	node->line = token->line;
	node->column = token->column;
	if (kind == CVD_TEMPLATE_NODE_TEXT)
		return node;
	node->name = cvd_arena_copy(p->arena, token->text.data,
	    token->text.size);
	return node->name == NULL ? NULL : node;
}

static enum cvd_status parse_body(struct parser *p, unsigned depth,
    struct cvd_template_node **first, struct token *closer,
    struct cvd_err *err);

/* The rest of a section, whose opening tag is `open`. */
static enum cvd_status
parse_section(struct parser *p, unsigned depth, struct cvd_template_node *node,
    const struct token *open, struct cvd_err *err)
{
	enum token_kind want = open->kind == TOKEN_IF ? TOKEN_END_IF
	                                              : TOKEN_END_EACH;
	struct token closer = { .kind = TOKEN_END };
	enum cvd_status status;

	if (depth > CVD_MAX_TEMPLATE_DEPTH)
		return fail_token(err, open, "sections too deep");
	status = parse_body(p, depth, &node->body, &closer, err);
	if (status == CVD_OK && closer.kind == TOKEN_ELSE &&
	    want == TOKEN_END_IF)
		status = parse_body(p, depth, &node->otherwise, &closer, err);
	if (status != CVD_OK)
		return status;
	if (closer.kind == TOKEN_END)
		return fail_token(err, open, "section is not closed");
	if (closer.kind != want)
		return fail_token(err, &closer, "tag is out of place");
	return CVD_OK;
}

/* Nodes up to a tag that opens nothing, which is given as `closer`. */
static enum cvd_status
parse_body(struct parser *p, unsigned depth, struct cvd_template_node **first,
    struct token *closer, struct cvd_err *err)
{
	static const enum cvd_template_kind kinds[] = {
		[TOKEN_TEXT] = CVD_TEMPLATE_NODE_TEXT,
		[TOKEN_NAME] = CVD_TEMPLATE_NODE_NAME,
		[TOKEN_IF] = CVD_TEMPLATE_NODE_IF,
		[TOKEN_EACH] = CVD_TEMPLATE_NODE_EACH,
	};
	struct cvd_template_node **end = first;
	enum cvd_status status;
	struct token token;

	for (;;) {
		status = next_token(p, &token, err);
		if (status != CVD_OK)
			return status;
		if (token.kind == TOKEN_COMMENT)
			continue;
		if (token.kind == TOKEN_END || token.kind > TOKEN_EACH)
			break;
		*end = new_node(p, kinds[token.kind], &token);
		if (*end == NULL)
			return cvd_arena_check(p->arena, err);
		if (token.kind == TOKEN_IF || token.kind == TOKEN_EACH)
			status = parse_section(p, depth + 1, *end, &token, err);
		if (status != CVD_OK)
			return status;
		end = &(*end)->next;
	}
	*closer = token;
	return CVD_OK;
}

enum cvd_status
cvd_template_parse(const char *text, size_t size, unsigned line,
    struct cvd_arena *arena, const struct cvd_template **out,
    struct cvd_err *err)
{
	struct parser p = { cvd_scan_bytes(text, size), text, line, arena };
	struct cvd_template *template;
	struct token closer = { .kind = TOKEN_END };
	enum cvd_status status;

	if (size > CVD_MAX_TEMPLATE)
		return cvd_fail(err, CVD_E_INVALID,
		    "template longer than %u bytes", CVD_MAX_TEMPLATE);
	if (!cvd_utf8_is_valid(text, size))
		return cvd_fail(err, CVD_E_INVALID, "template is not UTF-8");
	if (memchr(text, '\0', size) != NULL)
		return cvd_fail(err, CVD_E_INVALID, "template holds a NUL");
	template = cvd_arena_alloc(arena, 1, sizeof *template);
	if (template == NULL)
		return cvd_arena_check(arena, err);
	status = parse_body(&p, 0, &template->first, &closer, err);
	if (status != CVD_OK)
		return status;
	if (closer.kind != TOKEN_END)
		return fail_token(err, &closer, "tag is out of place");
	*out = template;
	return CVD_OK;
}
