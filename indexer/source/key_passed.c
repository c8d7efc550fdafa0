/* Which keys are no prompt logs.  In doubt an object is one: a log of a new
 * type shall be found and named, not lost. */
#include <string.h>

#include "indexer/source/key.h"
#include "indexer/source/key_parts.h"

static const struct {
	const char *name;
	enum source_passed why;
} folders[] = {
	{ "user_report", SOURCE_REPORT },
	{ "by_user_analytic", SOURCE_REPORT },
	{ "codeWhispererCustomizationLogs", SOURCE_CUSTOMIZATION },
};

static const struct {
	const char *extension;
	enum source_passed why;
} extensions[] = {
	{ ".csv", SOURCE_REPORT },
	{ ".csv.gz", SOURCE_REPORT },
	{ ".tar", SOURCE_BUNDLE },
	{ ".tar.gz", SOURCE_BUNDLE },
	{ ".tgz", SOURCE_BUNDLE },
	{ ".tar.zst", SOURCE_BUNDLE },
	{ ".tzst", SOURCE_BUNDLE },
	{ ".tar.xz", SOURCE_BUNDLE },
	{ ".txz", SOURCE_BUNDLE },
	{ ".tar.bz2", SOURCE_BUNDLE },
	{ ".tbz2", SOURCE_BUNDLE },
	{ ".zip", SOURCE_BUNDLE },
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	    (c >= 'A' && c <= 'F');
}

static bool
is_uuid(struct span s)
{
	if (s.n != 36)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? s.p[i] != '-' : !is_hex(s.p[i]))
			return false;
	}
	return true;
}

/* Whether what stands below the account, or the organisation and the account,
 * is another service's. */
static bool
other_service(const struct key_parts *k)
{
	size_t at = 0;

	if (!k->logs || k->tree < k->count)
		return false;
	if (k->count > 0 && key_is_account(k->folder[0]))
		at = 1;
	else if (k->count > 1 && key_is_account(k->folder[1]))
		at = 2;
	/* The trees were renamed once and may be again: what lies below a
	 * known log type is a prompt log wherever it stands. */
	for (size_t i = at; i < k->count; i++)
		if (key_log_type(k->folder[i]) != PL_TYPE_UNKNOWN)
			return false;
	return at < k->count;
}

static bool
passed_by_folder(const struct key_parts *k, enum source_passed *why)
{
	for (size_t i = 0; i < k->count; i++)
		for (size_t j = 0; j < COUNT(folders); j++)
			if (span_is(k->folder[i], folders[j].name)) {
				*why = folders[j].why;
				return true;
			}
	*why = SOURCE_OTHER_SERVICE;
	return other_service(k);
}

static bool
is_log_name(struct span name)
{
	return key_has_extension(name, ".json.gz") ||
	    key_has_extension(name, ".json");
}

static bool
passed_by_name(bool probes, struct span name, enum source_passed *why)
{
	*why = SOURCE_FOREIGN;
	if (name.n == 0 || name.p[0] == '.')
		return true;
	if (is_log_name(name))
		return false;
	for (size_t i = 0; i < COUNT(extensions); i++)
		if (key_has_extension(name, extensions[i].extension)) {
			*why = extensions[i].why;
			return true;
		}
	if (probes && is_uuid(name))
		*why = SOURCE_PROBE;
	return !key_has_extension(name, ".gz");
}

static void
read_folder(const struct key_parts *k, struct key_folder *out)
{
	out->passed = passed_by_folder(k, &out->why);
	out->probes = k->count > 0 && k->tree == k->count - 1;
}

void
key_folder_read(struct span folder, struct key_folder *out)
{
	struct key_parts k;

	key_split(folder, &k);
	read_folder(&k, out);
}

bool
key_name_passed(
    const struct key_folder *folder, struct span name, enum source_passed *why)
{
	*why = folder->why;
	return folder->passed || passed_by_name(folder->probes, name, why);
}

bool
key_passed(struct span key, enum source_passed *why)
{
	struct key_folder folder;
	struct key_parts k;

	key_split(key, &k);
	read_folder(&k, &folder);
	return key_name_passed(&folder, k.name, why);
}

bool
key_folder_passed(struct span folder, enum source_passed *why)
{
	struct key_folder f;

	key_folder_read(folder, &f);
	*why = f.why;
	return f.passed;
}
