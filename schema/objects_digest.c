#include "schema/objects_digest.h"

#include <endian.h>
#include <stdlib.h>

#include "base/mem.h"

/* A hash is begun and ended for many at once. */
#define BATCH_BYTES ((size_t)16 << 10)

struct pl_objects_digest {
	struct pl_hasher *hasher;
	struct buf batch; /* not hashed yet */
	struct buf last;  /* the key before; its folder is so long: */
	size_t folder;
	bool begun;
};

struct pl_objects_digest *
pl_objects_digest_new(void)
{
	struct pl_objects_digest *d = xcalloc(1, sizeof *d);

	d->hasher = pl_hasher_new();
	buf_init(&d->batch, BUF_UNLIMITED);
	buf_init(&d->last, BUF_UNLIMITED);
	return d;
}

void
pl_objects_digest_free(struct pl_objects_digest *d)
{
	if (d == NULL)
		return;
	pl_hasher_free(d->hasher);
	buf_release(&d->batch);
	buf_release(&d->last);
	free(d);
}

static void
flush(struct pl_objects_digest *d)
{
	pl_hasher_add(d->hasher, buf_span(&d->batch));
	buf_clear(&d->batch);
}

/* How long the folder of a key is, its '/' counted. */
static size_t
folder_of(struct span key)
{
	const char *slash = key.n > 0 ? memrchr(key.p, '/', key.n) : NULL;

	return slash != NULL ? (size_t)(slash - key.p) + 1 : 0;
}

bool
pl_objects_digest_add(
    struct pl_objects_digest *d, const struct pl_object_state *o)
{
	size_t folder = folder_of(o->key), known = 0;

	if (d->begun && span_compare(buf_span(&d->last), o->key) >= 0)
		return false;
	if (d->begun && folder == d->folder &&
	    memcmp(d->last.p, o->key.p, folder) == 0)
		known = folder;
	const uint64_t numbers[] = {
		htole64(known > 0 ? UINT64_MAX : folder),
		htole64(o->key.n - folder),
		htole64(o->size),
		htole64((uint64_t)o->mtime),
		htole64((uint64_t)o->ctime),
		htole64(o->inode),
	};
	buf_add(&d->batch, numbers, sizeof numbers);
	buf_add(&d->batch, o->key.p + known, o->key.n - known);
	if (d->batch.n >= BATCH_BYTES)
		flush(d);
	buf_clear(&d->last);
	buf_addspan(&d->last, o->key);
	d->folder = folder;
	d->begun = true;
	return true;
}

void
pl_objects_digest_end(
    struct pl_objects_digest *d, uint8_t out[PL_SHA256_BYTES])
{
	flush(d);
	pl_hasher_end(d->hasher, out);
	buf_clear(&d->last);
	d->begun = false;
}
