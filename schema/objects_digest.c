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

static void
add_number(struct pl_objects_digest *d, uint64_t number)
{
	number = htole64(number);
	buf_add(&d->batch, &number, sizeof number);
}

static void
add_text(struct pl_objects_digest *d, const char *p, size_t n)
{
	add_number(d, n);
	buf_add(&d->batch, p, n);
}

/* How long the folder of a key is, its '/' counted. */
static size_t
folder_of(struct span key)
{
	const char *slash =
	    key.n > 0 ? memrchr(key.p, '/', key.n) : NULL;

	return slash != NULL ? (size_t)(slash - key.p) + 1 : 0;
}

bool
pl_objects_digest_add(
    struct pl_objects_digest *d, const struct pl_object_state *o)
{
	size_t folder = folder_of(o->key);

	if (d->begun && span_compare(buf_span(&d->last), o->key) >= 0)
		return false;
	if (d->begun && folder == d->folder &&
	    memcmp(d->last.p, o->key.p, folder) == 0)
		add_number(d, UINT64_MAX);
	else
		add_text(d, o->key.p, folder);
	add_text(d, o->key.p + folder, o->key.n - folder);
	add_number(d, o->size);
	add_number(d, (uint64_t)o->mtime);
	add_number(d, (uint64_t)o->ctime);
	add_number(d, o->inode);
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
