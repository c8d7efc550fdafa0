/* Which archives the objects of a shard are of: how many, and their digest, by
 * which an update tells that none of them has changed. */
#include <stdlib.h>

#include "base/mem.h"
#include "schema/objects_digest.h"
#include "schema/store/describe.h"

struct share {
	int64_t archive, objects;
	bool digested; /* each was read, and has a key of its own */
	uint8_t digest[PL_SHA256_BYTES];
};

struct shares {
	struct share *shares;
	size_t count, capacity;
	struct pl_objects_digest *digest; /* of the last */
	struct buf key;
	bool sorted; /* by archive and key */
};

static void
end_share(struct shares *s)
{
	if (s->count > 0)
		pl_objects_digest_end(
		    s->digest, s->shares[s->count - 1].digest);
}

static struct share *
share_of(struct shares *s, int64_t archive)
{
	struct share *last = s->count > 0 ? &s->shares[s->count - 1] : NULL;

	if (last != NULL && last->archive == archive)
		return last;
	s->sorted = s->sorted && (last == NULL || last->archive < archive);
	end_share(s);
	s->shares =
	    xgrow(s->shares, s->count, &s->capacity, sizeof *s->shares);
	s->shares[s->count] =
	    (struct share){ .archive = archive, .digested = true };
	return &s->shares[s->count++];
}

/* A row of one of the statements that tell objects' states. */
static void
add_row(struct shares *s, sqlite3_stmt *q)
{
	struct share *share = share_of(s, sqlite3_column_int64(q, 0));
	struct pl_object_state o = {
		.size = (uint64_t)sqlite3_column_int64(q, 3),
		.mtime = sqlite3_column_int64(q, 4),
		.ctime = sqlite3_column_int64(q, 5),
		.inode = (uint64_t)sqlite3_column_int64(q, 6),
	};

	buf_clear(&s->key);
	buf_addspan(&s->key, column_span(q, 1));
	buf_addspan(&s->key, column_span(q, 2));
	o.key = buf_span(&s->key);
	share->objects++;
	/* One that could not be read is tried again by every update. */
	if (sqlite3_column_bytes(q, 7) != PL_SHA256_BYTES)
		share->digested = false;
	if (!pl_objects_digest_add(s->digest, &o))
		s->sorted = share->digested = false;
}

static enum pl_status
read_shares(struct shares *s, struct db *shard, enum statement which,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(shard, which, &q, err);

	if (rc != PL_OK)
		return rc;
	s->count = 0;
	s->sorted = true;
	while ((rc = stmt_step(shard, which, err)) == PL_OK)
		add_row(s, q);
	end_share(s);
	stmt_end(shard, which);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
put_share(struct db *store, const char *name, const struct share *share,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(store, STMT_STORE_PUT_SHARD_ARCHIVE, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(name));
	bind_int(q, 2, share->archive);
	bind_int(q, 3, share->objects);
	if (share->digested)
		bind_blob(q, 4, share->digest, sizeof share->digest);
	return stmt_run(store, STMT_STORE_PUT_SHARD_ARCHIVE, err);
}

/* Rows lie in the order in which they were put: that of their keys, but for
 * what was added later. */
enum pl_status
describe_archives(struct db *store, const char *name, struct pl_shard *shard,
    struct pl_error *err)
{
	struct shares s = { .digest = pl_objects_digest_new() };
	enum pl_status rc;

	buf_init(&s.key, BUF_UNLIMITED);
	rc = read_shares(&s, &shard->db, STMT_SHARD_STATES, err);
	if (rc == PL_OK && !s.sorted)
		rc =
		    read_shares(&s, &shard->db, STMT_SHARD_STATES_SORTED, err);
	if (rc == PL_OK)
		rc = describe_drop(
		    store, STMT_STORE_DROP_SHARD_ARCHIVES, name, err);
	for (size_t i = 0; i < s.count && rc == PL_OK; i++)
		rc = put_share(store, name, &s.shares[i], err);
	pl_objects_digest_free(s.digest);
	buf_release(&s.key);
	free(s.shares);
	return rc;
}
