/* Shards whose files are not those that index.db describes.  What a run that
 * did not end put in place is described now; anything else was changed by
 * something else than this program, and no run may take it for good. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/check/impl.h"
#include "schema/sha256.h"
#include "schema/store/doubt.h"

/* Remembered, so that a run that is killed next does not vouch for it. */
static char *
setting_of(const char *name)
{
	return xasprintf("doubt:%s", name);
}

enum pl_status
doubt_clear(struct pl_writer *w, const char *name, struct pl_error *err)
{
	char *key = setting_of(name);
	enum pl_status rc = writer_put_setting(w, key, NULL, err);

	for (size_t i = 0; i < w->doubt_count; i++)
		if (strcmp(w->doubts[i].name, name) == 0)
			w->doubts[i].mended = true;
	free(key);
	return rc;
}

static enum pl_status
add(struct pl_writer *w, const char *name, const char *sha256,
    struct pl_error *err)
{
	char *key = setting_of(name);
	enum pl_status rc = writer_put_setting(w, key, sha256, err);

	w->doubts = xgrow(
	    w->doubts, w->doubt_count, &w->doubt_capacity, sizeof *w->doubts);
	w->doubts[w->doubt_count++] = (struct pl_doubt){
		.name = xstrdup(name),
		.file = store_shard_file(name),
		.day = store_shard_day(name),
	};
	free(key);
	return rc;
}

void
doubt_release(struct pl_writer *w)
{
	for (size_t i = 0; i < w->doubt_count; i++) {
		free(w->doubts[i].name);
		free(w->doubts[i].file);
	}
	free(w->doubts);
}

/* Whether the latest run has no end mark. */
enum pl_status
doubt_last_run(struct pl_writer *w, bool *open, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&w->db, STMT_STORE_RUNS, &q, err);

	*open = false;
	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(&w->db, STMT_STORE_RUNS, err)) == PL_OK)
		*open = sqlite3_column_int64(q, 4) == PL_RUN_OPEN;
	stmt_end(&w->db, STMT_STORE_RUNS);
	return rc < 0 ? rc : PL_OK;
}

static bool
hash_file(const char *path, struct pl_shard_info *info)
{
	struct pl_error ignored;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	bool hashed = size >= 0 && lseek(fd, 0, SEEK_SET) == 0 &&
	    pl_sha256_file(fd, info->sha256, &ignored) == PL_OK;

	info->bytes = hashed ? (uint64_t)size : 0;
	if (fd >= 0)
		close(fd);
	return hashed;
}

static enum pl_status
was_doubted(struct pl_writer *w, const char *name, const char *sha256,
    bool *was, struct pl_error *err)
{
	char *key = setting_of(name), *value;
	enum pl_status rc = writer_get_setting(w, key, &value, err);

	*was = value != NULL && strcmp(value, sha256) == 0;
	free(key);
	free(value);
	return rc;
}

enum pl_status
doubt_shard(struct pl_writer *w, const struct pl_shard_info *described,
    bool open, bool *doubted, struct pl_error *err)
{
	struct pl_shard_info found = *described;
	char *path = xasprintf("%s/%s", w->path, described->file);
	char sha256[PL_SHA256_TEXT];
	bool was = false;
	enum pl_status rc = PL_OK;

	*doubted = false;
	/* What cannot be read at all is told by whoever tries to. */
	if (!hash_file(path, &found) ||
	    memcmp(found.sha256, described->sha256, sizeof found.sha256) == 0)
		goto done;
	pl_sha256_text(found.sha256, sha256);
	rc = was_doubted(w, described->name, sha256, &was, err);
	if (rc == PL_OK && (was || !open || !check_is_sound(path, &found))) {
		*doubted = true;
		rc = add(w, described->name, sha256, err);
	}
done:
	free(path);
	return rc;
}

const struct pl_doubt *
pl_writer_doubts(const struct pl_writer *w, size_t *count)
{
	*count = w->doubt_count;
	return w->doubts;
}

bool
pl_writer_is_doubted(struct pl_writer *w, int64_t day)
{
	bool doubted = false;

	pthread_mutex_lock(&w->mutex);
	for (size_t i = 0; i < w->doubt_count; i++)
		doubted = doubted ||
		    (w->doubts[i].day == day && !w->doubts[i].mended);
	pthread_mutex_unlock(&w->mutex);
	return doubted;
}
