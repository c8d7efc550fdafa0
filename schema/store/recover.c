/* After a run that was killed: remove what it left, and make index.db say of
 * each shard what is true of it. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/shard/build.h"
#include "schema/store/writer.h"

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

/* The shards' names in one folder; leftovers are removed. */
struct names {
	char **names;
	size_t count, capacity;
};

static void
names_release(struct names *n)
{
	for (size_t i = 0; i < n->count; i++)
		free(n->names[i]);
	free(n->names);
}

static enum pl_status
look_into(const char *folder, struct names *out, struct pl_error *err)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	enum pl_status rc = PL_OK;

	if (d == NULL && errno == ENOENT)
		return PL_OK;
	if (d == NULL)
		return pl_fail_errno(
		    err, PL_EIO, "cannot open the folder '%s'", folder);
	while (rc == PL_OK && (e = readdir(d)) != NULL) {
		struct span name = span_str(e->d_name);

		if (span_ends(name, ".db")) {
			out->names = xgrow(out->names, out->count,
			    &out->capacity, sizeof *out->names);
			out->names[out->count++] =
			    xstrndup(name.p, name.n - 3);
		} else if (span_ends(name, ".db" SHARD_TEMPORARY)) {
			char *file = xasprintf("%s/%s", folder, e->d_name);

			if (unlink(file) != 0)
				rc = pl_fail_errno(
				    err, PL_EIO, "cannot remove '%s'", file);
			free(file);
		}
	}
	closedir(d);
	return rc;
}

/* days/ and the folder of each year. */
static enum pl_status
list_shards(const struct pl_writer *w, struct names *out, struct pl_error *err)
{
	char *days = xasprintf("%s/" STORE_DAYS, w->path);
	enum pl_status rc = look_into(days, out, err);
	DIR *d = opendir(days);
	struct dirent *e;

	while (d != NULL && rc == PL_OK && (e = readdir(d)) != NULL) {
		if (strlen(e->d_name) != 4 ||
		    strspn(e->d_name, "0123456789") != 4)
			continue;
		char *year = xasprintf("%s/%s", days, e->d_name);
		rc = look_into(year, out, err);
		free(year);
	}
	if (d != NULL)
		closedir(d);
	free(days);
	return rc;
}

/* Whether the file is as index.db says. */
static bool
is_described(const struct pl_writer *w, const struct store_image *image,
    const char *name)
{
	for (size_t i = 0; i < image->public.shard_count; i++) {
		const struct pl_shard_info *info = &image->shards[i];
		struct stat st;

		if (strcmp(info->name, name) != 0)
			continue;
		char *path = xasprintf("%s/%s", w->path, info->file);
		bool same = stat(path, &st) == 0 &&
		    (uint64_t)st.st_size == info->bytes &&
		    st.st_mtim.tv_sec * NS_PER_SECOND + st.st_mtim.tv_nsec ==
			image->shard_mtimes[i] &&
		    (uint64_t)st.st_ino == image->shard_inodes[i];
		free(path);
		return same;
	}
	return false;
}

enum pl_status
writer_recover(struct pl_writer *w, struct pl_error *err)
{
	struct store_image image = { 0 };
	struct names names = { 0 };
	enum pl_status rc = store_read_shards(&image, &w->db, err);

	if (rc == PL_OK)
		rc = list_shards(w, &names, err);
	for (size_t i = 0; i < names.count && rc == PL_OK; i++) {
		if (is_described(w, &image, names.names[i]))
			continue;
		rc = store_describe(&w->db, w->path, names.names[i], err);
		/* A damaged shard stays as it was described: searches name it,
		 * and updating its day builds it anew. */
		if (rc == PL_EFORMAT || rc == PL_EVERSION)
			rc = PL_OK;
	}
	names_release(&names);
	store_image_release(&image);
	return rc;
}
