#include "schema/record.h"

#include <stdio.h>

#include "schema/hex.h"

static const char *const type_names[PL_TYPES] = {
	[PL_TYPE_UNKNOWN] = "unknown",
	[PL_TYPE_CHAT] = "chat",
	[PL_TYPE_INLINE] = "inline",
	[PL_TYPE_DEV] = "dev",
};

static const char *const column_names[PL_COLUMNS] = {
	[PL_COLUMN_PROMPT] = "prompt",
	[PL_COLUMN_CONTEXT] = "context",
	[PL_COLUMN_RESPONSE] = "response",
	[PL_COLUMN_EXTRA] = "extra",
};

static const char *const outcome_names[] = {
	[PL_OUTCOME_INDEXED] = "indexed",
	[PL_OUTCOME_PARTLY] = "partly",
	[PL_OUTCOME_REJECTED] = "rejected",
};

const char *
pl_type_name(enum pl_type type)
{
	return type_names[type];
}

enum pl_type
pl_type_find(struct span name)
{
	int type = 0;

	while (type < PL_TYPES && !span_is(name, type_names[type]))
		type++;
	return (enum pl_type)type;
}

const char *
pl_column_name(enum pl_column column)
{
	return column_names[column];
}

const char *
pl_outcome_name(enum pl_outcome outcome)
{
	return outcome_names[outcome];
}

void
pl_record_id(struct span request, const uint8_t sha256[PL_SHA256_BYTES],
    uint32_t ordinal, char out[PL_ID_TEXT])
{
	if (request.n > 0 && request.n <= PL_REQUEST_MAX) {
		memcpy(out, request.p, request.n);
		out[request.n] = '\0';
		return;
	}
	hex_write(sha256, PL_MADE_ID_BYTES, out);
	snprintf(out + 2 * PL_MADE_ID_BYTES,
	    (size_t)(PL_ID_TEXT - 2 * PL_MADE_ID_BYTES), ".%u", ordinal);
}

bool
pl_record_made_id(
    struct span id, uint8_t sha256[PL_MADE_ID_BYTES], uint32_t *ordinal)
{
	const size_t dot = (size_t)(2 * PL_MADE_ID_BYTES);
	uint64_t number = 0;

	if (id.n < dot + 2 || !hex_read(span_of(id.p, dot), sha256) ||
	    id.p[dot] != '.' || (id.p[dot + 1] == '0' && id.n > dot + 2))
		return false;
	for (size_t i = dot + 1; i < id.n; i++) {
		if (id.p[i] < '0' || id.p[i] > '9')
			return false;
		number = number * 10 + (uint64_t)(id.p[i] - '0');
		if (number > UINT32_MAX)
			return false;
	}
	*ordinal = (uint32_t)number;
	return true;
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	    (c >= 'A' && c <= 'F');
}

static bool
is_uuid(const char *p)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t i = 0; shape[i] != '\0'; i++)
		if (shape[i] == '-' ? p[i] != '-' : !is_hex(p[i]))
			return false;
	return true;
}

struct span
pl_user_uuid(struct span user)
{
	const size_t length = 36;

	if (user.n < length || !is_uuid(user.p + user.n - length))
		return user;
	/* What stands before it must be a part of its own. */
	if (user.n > length) {
		char before = user.p[user.n - length - 1];

		if (before != '.' && before != '-')
			return user;
	}
	return span_of(user.p + user.n - length, length);
}

void
pl_json_restore(struct buf *out, struct span text)
{
	size_t kept = 0;

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c >= 0x20)
			continue;
		buf_add(out, text.p + kept, i - kept);
		if (c == '\n')
			buf_adds(out, "\\n");
		else if (c == '\t')
			buf_adds(out, "\\t");
		else
			buf_addf(out, "\\u%04x", c);
		kept = i + 1;
	}
	buf_add(out, text.p + kept, text.n - kept);
}

bool
pl_tree_is(struct span name)
{
	return span_is(name, "QDeveloperLogs") || span_is(name, "KiroLogs");
}

struct span
pl_tree_find(struct span key)
{
	struct span tree = span_of(NULL, 0);

	while (key.n > 0) {
		const char *slash = memchr(key.p, '/', key.n);
		size_t n = slash != NULL ? (size_t)(slash - key.p) : key.n;
		struct span folder = span_of(key.p, n);

		if (span_is(folder, "AWSLogs"))
			tree = span_of(NULL, 0);
		else if (tree.n == 0 && slash != NULL && pl_tree_is(folder))
			tree = folder;
		n += slash != NULL;
		key = span_of(key.p + n, key.n - n);
	}
	return tree;
}
