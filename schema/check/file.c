/* A shard's file as it lies there. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/check/impl.h"
#include "schema/fts_tokenizer.h"
#include "schema/sha256.h"

/* The bytes of a file, in memory that SQLite frees. */
static enum pl_status
read_bytes(const char *path, unsigned char **bytes, size_t *size,
    struct pl_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	size_t done = 0;
	ssize_t n = 1;

	*bytes = NULL;
	*size = 0;
	if (fd < 0 && errno == ENOENT)
		return pl_fail(err, PL_EFORMAT, "'%s' is missing", path);
	if (fd < 0 || fstat(fd, &st) != 0) {
		enum pl_status rc =
		    pl_fail_errno(err, PL_EIO, "cannot read '%s'", path);

		if (fd >= 0)
			close(fd);
		return rc;
	}
	*bytes = sqlite3_malloc64((sqlite3_uint64)st.st_size + 1);
	while (*bytes != NULL && n > 0 && done < (size_t)st.st_size) {
		n = read(fd, *bytes + done, (size_t)st.st_size - done);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			done += (size_t)n;
	}
	int error = errno;
	close(fd);
	if (*bytes != NULL && n >= 0) {
		*size = done;
		return PL_OK;
	}
	errno = *bytes == NULL ? ENOMEM : error;
	sqlite3_free(*bytes);
	*bytes = NULL;
	return pl_fail_errno(err, PL_EIO, "cannot read '%s'", path);
}

/* A database in memory, made of those bytes, which it takes. */
static enum pl_status
open_bytes(struct db *db, const char *path, unsigned char *bytes, size_t size,
    struct pl_error *err)
{
	int code;

	*db = (struct db){ .path = xstrdup(path) };
	code = sqlite3_open_v2(":memory:", &db->handle,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code != SQLITE_OK) {
		sqlite3_free(bytes);
		return db_fail(db, "open", err);
	}
	/* Frees the bytes even when it fails. */
	code =
	    sqlite3_deserialize(db->handle, "main", bytes, (sqlite3_int64)size,
		(sqlite3_int64)size, SQLITE_DESERIALIZE_FREEONCLOSE);
	if (code != SQLITE_OK || pl_fts_register(db->handle) != SQLITE_OK)
		return db_fail(db, "open", err);
	return db_exec(db, "pragma temp_store=memory", err);
}

uint64_t
word_hash(struct span word, uint64_t place)
{
	uint64_t h = UINT64_C(0xCBF29CE484222325);

	for (size_t i = 0; i < word.n; i++)
		h = (h ^ (unsigned char)word.p[i]) * UINT64_C(0x100000001B3);
	h ^= place * UINT64_C(0x9E3779B97F4A7C15);
	h = (h ^ h >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	h = (h ^ h >> 27) * UINT64_C(0x94D049BB133111EB);
	return h ^ h >> 31;
}

/* "prompt", "context", "response", "filter"; -1 for none of them. */
static int
column_number(struct span name)
{
	for (int i = 0; i < PL_TEXT_COLUMNS; i++)
		if (span_is(name, pl_column_name((enum pl_column)i)))
			return i;
	return span_is(name, "filter") ? CHECK_COLUMNS - 1 : -1;
}

/* Go through the full-text index as it is stored. */
static enum pl_status
sum_words(struct check *c, struct db *db, struct word_sums *sums,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    db_exec(db, statement_defs[STMT_CHECK_MAKE_INSTANCES].sql, err);

	if (rc == PL_OK)
		rc = stmt_begin(db, STMT_CHECK_INSTANCES, &q, err);
	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, STMT_CHECK_INSTANCES, err)) == PL_OK) {
		int64_t id = sqlite3_column_int64(q, 1);
		int column = column_number(column_span(q, 2));

		if (id < 1 || id > (int64_t)sums->limit || column < 0) {
			check_say(c,
			    "the full-text index has words of record "
			    "%" PRId64 ", which there is not",
			    id);
			continue;
		}
		sums->sums[id][column] += word_hash(
		    column_span(q, 0), (uint64_t)sqlite3_column_int64(q, 3));
	}
	stmt_end(db, STMT_CHECK_INSTANCES);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
make_sums(struct db *db, struct word_sums *sums, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_SHARD_LAST, &q, err);
	int64_t last = 0;

	if (rc == PL_OK)
		rc = stmt_step(db, STMT_SHARD_LAST, err);
	if (rc == PL_OK)
		last = sqlite3_column_int64(q, 1);
	stmt_end(db, STMT_SHARD_LAST);
	if (rc != PL_OK)
		return rc;
	if (last < 0 || last > SHARD_RECORDS_MAX)
		return pl_fail(err, PL_EFORMAT,
		    "'%s' is damaged: record %" PRId64, db->path, last);
	sums->limit = (uint32_t)last;
	sums->sums = xcalloc((size_t)last + 1, sizeof *sums->sums);
	return PL_OK;
}

static enum pl_status
check_database(struct check *c, struct db *db, struct word_sums *sums,
    struct pl_error *err)
{
	enum pl_status rc = make_sums(db, sums, err);
	struct pl_error why;

	if (rc != PL_OK)
		return rc;
	check_failed(c, check_integrity(c, db, &why), &why);
	/* Nothing is written: what it begins is taken back. */
	rc = db_exec(db, "begin", &why);
	if (rc == PL_OK &&
	    db_exec(db, statement_defs[STMT_CHECK_TEXT_INTEGRITY].sql, &why) !=
		PL_OK)
		check_say(c, "FTS5 says: %s", why.text);
	if (rc == PL_OK)
		rc = db_exec(db, "rollback", &why);
	check_failed(c, rc, &why);
	check_failed(c, check_page_keys(c, db, &why), &why);
	check_failed(c, check_vocabulary(c, db, sums->limit, &why), &why);
	check_failed(c, sum_words(c, db, sums, &why), &why);
	return PL_OK;
}

enum pl_status
check_file(struct check *c, const char *path, const struct pl_shard_info *info,
    struct word_sums *sums, struct pl_error *err)
{
	uint8_t sha256[PL_SHA256_BYTES];
	unsigned char *bytes;
	size_t size;
	struct db db;
	enum pl_status rc = read_bytes(path, &bytes, &size, err);

	if (rc != PL_OK)
		return rc;
	pl_sha256(span_of((const char *)bytes, size), sha256);
	if (size != info->bytes)
		check_say(c,
		    "'%s' has %zu bytes, not %" PRIu64 " as index.db "
		    "says",
		    path, size, info->bytes);
	else if (memcmp(sha256, info->sha256, sizeof sha256) != 0)
		check_say(c,
		    "'%s' is not the file that index.db knows: its "
		    "SHA-256 differs",
		    path);
	rc = open_bytes(&db, path, bytes, size, err);
	if (rc == PL_OK)
		rc = check_database(c, &db, sums, err);
	db_close(&db);
	return rc;
}
