#include "indexer/source/key_parts.h"

#include <string.h>
#include <strings.h>

#include "indexer/source/key.h"

static const struct {
	const char *name;
	enum pl_type type;
} log_types[] = {
	{ "GenerateAssistantResponse", PL_TYPE_CHAT },
	{ "GenerateCompletions", PL_TYPE_INLINE },
	{ "StartTaskAssistCodeGeneration", PL_TYPE_DEV },
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

bool
key_digits(struct span s, size_t n, int *value)
{
	int sum = 0;

	if (s.n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		/* Accounts are longer than an int; nobody asks for theirs. */
		if (n <= 9)
			sum = sum * 10 + (s.p[i] - '0');
	}
	*value = sum;
	return true;
}

bool
key_is_account(struct span s)
{
	int unused;

	return key_digits(s, 12, &unused);
}

enum pl_type
key_log_type(struct span s)
{
	for (size_t i = 0; i < COUNT(log_types); i++)
		if (span_is(s, log_types[i].name))
			return log_types[i].type;
	return PL_TYPE_UNKNOWN;
}

bool
key_has_extension(struct span name, const char *extension)
{
	size_t n = strlen(extension);

	return name.n >= n &&
	    strncasecmp(name.p + name.n - n, extension, n) == 0;
}

static void
add_folder(struct key_parts *k, struct span folder)
{
	if (span_is(folder, KEY_LOGS)) {
		k->count = 0;
		k->logs = true;
	} else if (k->count < KEY_PARTS_MAX) {
		k->folder[k->count++] = folder;
	}
}

void
key_split(struct span key, struct key_parts *k)
{
	const char *slash;

	k->count = 0;
	k->logs = false;
	while (key.n > 0 && (slash = memchr(key.p, '/', key.n)) != NULL) {
		size_t n = (size_t)(slash - key.p);

		add_folder(k, span_of(key.p, n));
		key = span_of(slash + 1, key.n - n - 1);
	}
	k->name = key;
	k->tree = 0;
	while (k->tree < k->count && !pl_tree_is(k->folder[k->tree]))
		k->tree++;
}

struct span
key_from_logs(struct span path)
{
	const size_t n = strlen(KEY_LOGS "/");

	for (size_t i = path.n >= n ? path.n - n + 1 : 0; i-- > 0;)
		if (memcmp(path.p + i, KEY_LOGS "/", n) == 0 &&
		    (i == 0 || path.p[i - 1] == '/'))
			return span_of(path.p + i, path.n - i);
	return path;
}
