#include "schema/shard/shard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/denied.h"
#include "schema/store/marks.h"
#include "schema/vfs.h"
#include "schema/writer.h"

static enum pl_status
read_summary(struct pl_shard *s, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(&s->db, STMT_SHARD_LAST_RECORD, &q, err);

	if (rc != PL_OK)
		return rc;
	rc = stmt_step(&s->db, STMT_SHARD_LAST_RECORD, err);
	if (rc == PL_OK) {
		int64_t last = sqlite3_column_int64(q, 0);

		if (last < 0 || last > SHARD_RECORDS_MAX)
			rc = pl_fail(err, PL_EFORMAT,
			    "'%s' is damaged: record %lld", s->db.path,
			    (long long)last);
		else
			s->limit = (uint32_t)last;
	}
	stmt_end(&s->db, STMT_SHARD_LAST_RECORD);
	return rc;
}

static struct pl_shard *
shard_new(void)
{
	struct pl_shard *s = xcalloc(1, sizeof *s);

	buf_init(&s->key, BUF_UNLIMITED);
	buf_init(&s->object_key, BUF_UNLIMITED);
	buf_init(&s->request, BUF_UNLIMITED);
	buf_init(&s->name, BUF_UNLIMITED);
	for (size_t i = 0; i < SHARD_BLOCKS_KEPT; i++)
		buf_init(&s->blocks[i].text, BUF_UNLIMITED);
	buf_init(&s->setting, BUF_UNLIMITED);
	s->coder = block_coder_new();
	return s;
}

/* Forget what was known of the file. */
static void
forget_file(struct pl_shard *s)
{
	s->limit = 0;
	s->least = s->greatest = INSTANT_NONE;
	for (size_t i = 0; i < SHARD_BLOCKS_KEPT; i++)
		s->blocks[i].id = 0;
}

/* Say why a file was not opened in words that tell what to do, if its path
 * shows it. */
static enum pl_status
fail_to_open(const char *path, enum pl_status rc, struct pl_error *err)
{
	if (access(path, R_OK) == 0)
		return rc;
	return errno == ENOENT
	    ? pl_fail(err, PL_EFORMAT, "'%s' is missing", path)
	    : fail_unreadable(err, path);
}

static enum pl_status
turn_to_path(struct pl_shard **shard, const char *path, struct pl_error *err)
{
	struct pl_shard *s = *shard != NULL ? *shard : shard_new();
	enum pl_status rc;

	forget_file(s);
	rc = db_turn_shard(&s->db, path, err);
	if (rc != PL_OK)
		rc = fail_to_open(path, rc, err);
	if (rc == PL_OK)
		rc = read_summary(s, err);
	if (rc != PL_OK) {
		pl_shard_close(s);
		s = NULL;
	}
	*shard = s;
	return rc;
}

enum pl_status
shard_open_path(const char *path, struct pl_shard **out, struct pl_error *err)
{
	*out = NULL;
	return turn_to_path(out, path, err);
}

/* Whether the file is the one that index.db tells of, as far as a glance
 * shows: it may be damaged, have come back from an old copy, or have been
 * replaced since index.db was read. */
static enum pl_status
check_identity(const struct pl_index *ix, const struct pl_shard *s,
    const struct pl_shard_info *info, struct pl_error *err)
{
	const struct stat *file = vfs_stat(s->db.handle);

	if ((uint64_t)file->st_size != info->bytes)
		return pl_fail(err, PL_EFORMAT,
		    "'%s' has not the size it was made with", s->db.path);
	if (s->limit < info->records)
		return pl_fail(err, PL_EFORMAT,
		    "'%s' lacks records that it was made with", s->db.path);
	return marks_shard(ix, info, file, s->db.path, err);
}

enum pl_status
pl_shard_turn(const struct pl_index *ix, const struct pl_shard_info *info,
    struct pl_shard **shard, struct pl_error *err)
{
	char *path = xasprintf("%s/%s", ix->path, info->file);
	enum pl_status rc = turn_to_path(shard, path, err);

	if (rc == PL_OK)
		rc = check_identity(ix, *shard, info, err);
	if (rc == PL_OK) {
		(*shard)->least = info->least;
		(*shard)->greatest = info->greatest;
	} else {
		pl_shard_close(*shard);
		*shard = NULL;
	}
	free(path);
	return rc;
}

enum pl_status
pl_shard_open(const struct pl_index *ix, const struct pl_shard_info *info,
    struct pl_shard **out, struct pl_error *err)
{
	*out = NULL;
	return pl_shard_turn(ix, info, out, err);
}

enum pl_status
pl_shard_open_file(
    const char *file, struct pl_shard **out, struct pl_error *err)
{
	return shard_open_path(file, out, err);
}

static uint32_t
number_at(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/* The header of a database, as SQLite's description of its format has it:
 * magic bytes, size of a page and number of pages, the program's version and
 * id. */
bool
pl_shard_peek(const char *file)
{
	static const char magic[16] = "SQLite format 3";
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	uint8_t header[100];
	struct stat st;
	bool is = fd >= 0 && fstat(fd, &st) == 0 &&
	    pread(fd, header, sizeof header, 0) == (ssize_t)sizeof header;

	if (fd >= 0)
		close(fd);
	if (!is)
		return false;
	uint64_t page = (uint64_t)header[16] << 8 | header[17];
	return memcmp(header, magic, sizeof magic) == 0 &&
	    (page == 1 ? 65536 : page) * number_at(header + 28) ==
	    (uint64_t)st.st_size &&
	    number_at(header + 60) == PL_INDEX_VERSION &&
	    number_at(header + 68) == (uint32_t)db_shard.application_id;
}

void
pl_shard_close(struct pl_shard *s)
{
	if (s == NULL)
		return;
	db_close(&s->db);
	block_coder_free(s->coder);
	buf_release(&s->key);
	buf_release(&s->object_key);
	buf_release(&s->request);
	buf_release(&s->name);
	for (size_t i = 0; i < SHARD_BLOCKS_KEPT; i++)
		buf_release(&s->blocks[i].text);
	buf_release(&s->setting);
	body_space_release(&s->parts);
	free(s->rowids);
	free(s);
}

uint32_t
pl_shard_limit(const struct pl_shard *s)
{
	return s->limit;
}

enum pl_status
shard_setting(struct pl_shard *s, const char *key, struct span *value,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(&s->db, STMT_SHARD_GET_SETTING, &q, err);

	*value = span_of(NULL, 0);
	buf_clear(&s->setting);
	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(key));
	rc = stmt_step(&s->db, STMT_SHARD_GET_SETTING, err);
	if (rc == PL_OK)
		buf_addspan(&s->setting, column_span(q, 0));
	stmt_end(&s->db, STMT_SHARD_GET_SETTING);
	*value = buf_span(&s->setting);
	return rc < 0 ? rc : PL_OK;
}
