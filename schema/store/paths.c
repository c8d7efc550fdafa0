/* Where the shards of an index lie. */
#include <stdlib.h>

#include "base/mem.h"
#include "schema/store/store.h"

char *
store_shard_name(int64_t day)
{
	char text[INSTANT_TEXT];

	if (day == INSTANT_NONE)
		return xstrdup(STORE_UNDATED);
	instant_format_day(day, text);
	return xstrdup(text);
}

char *
store_shard_file(const char *name)
{
	if (strcmp(name, STORE_UNDATED) == 0)
		return xasprintf(STORE_DAYS "/%s.db", name);
	return xasprintf(STORE_DAYS "/%.4s/%s.db", name, name);
}

int64_t
store_shard_day(const char *name)
{
	char *midnight = xasprintf("%sT00:00:00Z", name);
	int64_t day;

	if (!instant_parse(span_str(midnight), &day))
		day = INSTANT_NONE;
	free(midnight);
	return day;
}

bool
store_is_shard(const char *below, const char *name)
{
	char *ours = store_shard_name(store_shard_day(name));
	char *file = store_shard_file(name);
	char *found = xasprintf("%s/%s.db", below, name);
	bool is = strcmp(ours, name) == 0 && strcmp(file, found) == 0;

	free(ours);
	free(file);
	free(found);
	return is;
}

int64_t
store_mtime(const struct stat *st)
{
	return st->st_mtim.tv_sec * NS_PER_SECOND + st->st_mtim.tv_nsec;
}

char *
store_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return xstrdup(".");
	return xstrndup(path, slash > path ? (size_t)(slash - path) : 1);
}

bool
store_has_days(const char *path)
{
	char *days = xasprintf("%s/" STORE_DAYS, path);
	struct stat st;
	bool has = stat(days, &st) == 0 && S_ISDIR(st.st_mode);

	free(days);
	return has;
}
