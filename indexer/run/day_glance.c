/* Most days of most runs are as they were: a number for what the archives hold
 * of them, and one for what their shards do, say so at once. */
#include <stdlib.h>

#include "indexer/run/day.h"
#include "schema/objects_digest.h"

static const struct pl_shard_share *
share_of(const struct pl_shard_share *shares, size_t count, int64_t archive)
{
	for (size_t i = 0; i < count; i++)
		if (shares[i].archive == archive)
			return &shares[i];
	return NULL;
}

/* Whether the objects found are those of the share, each as it was. */
static bool
is_share(const struct source_list *list, const struct pl_shard_share *share)
{
	struct pl_objects_digest *digest;
	uint8_t found[PL_SHA256_BYTES];
	bool ordered = true;

	if (!share->digested || share->objects != list->count)
		return false;
	digest = pl_objects_digest_new();
	for (size_t i = 0; i < list->count && ordered; i++) {
		const struct source_object *o = &list->objects[i];

		ordered = pl_objects_digest_add(digest,
		    &(struct pl_object_state){
			.key = o->key,
			.size = o->size,
			.mtime = o->mtime,
			.ctime = o->ctime,
			.inode = o->inode,
		    });
	}
	pl_objects_digest_end(digest, found);
	pl_objects_digest_free(digest);
	return ordered && memcmp(found, share->digest, sizeof found) == 0;
}

/* Neither has anything, or both have the same.  Of an archive that takes part
 * with several scopes one may have it all, and then the others have nothing:
 * that is not worth telling here. */
static bool
is_source_settled(const struct day *d, size_t source,
    const struct pl_shard_share *shares, size_t count)
{
	const struct run_source *s = &d->sources[source];
	const struct pl_shard_share *share =
	    share_of(shares, count, s->archive.id);

	if (share == NULL)
		return d->lists[source].count == 0;
	return s->trusted && !s->anew && is_share(&d->lists[source], share);
}

enum pl_status
day_glance(struct day *d, struct pl_writer *writer, bool *settled,
    struct pl_error *err)
{
	struct pl_shard_share *shares = NULL;
	size_t count, opened = 0;
	enum pl_status rc = PL_OK;
	bool described = false;

	*settled = false;
	if (d->exists)
		rc = pl_writer_is_described(writer, d->day, &described, err);
	if (rc != PL_OK || !described || pl_writer_is_doubted(writer, d->day))
		return rc;
	rc = pl_writer_shard_archives(writer, d->day, &shares, &count, err);
	*settled = rc == PL_OK;
	for (size_t i = 0; i < d->source_count && *settled; i++) {
		if (d->sources[i].source == NULL)
			continue;
		opened++;
		*settled = is_source_settled(d, i, shares, count);
	}
	/* A shard that cannot be read is another matter than one that need
	 * not be. */
	*settled = *settled && opened > 0 && pl_shard_peek(d->file);
	free(shares);
	return rc;
}
