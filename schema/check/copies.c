/* Whether just those records are marked as copies that are copies: what is
 * marked without being one is found by nobody. */
#include <inttypes.h>

#include "schema/check/impl.h"
#include "schema/shard/block.h"
#include "schema/shard/copies.h"

static void
compare(struct check *c, const struct copies *found, const struct pl_set *set)
{
	uint64_t unmarked = 0, marked = pl_set_count(set);

	for (size_t i = 0; i < found->count; i++) {
		int64_t id = found->items[i].id;

		if (id > 0 && id <= UINT32_MAX &&
		    pl_set_has(set, (uint32_t)id))
			marked--;
		else
			unmarked++;
	}
	if (marked > 0 || unmarked > 0)
		check_say(c,
		    "%" PRIu64 " records are marked as copies and are none, "
		    "%" PRIu64 " are copies and are not marked",
		    marked, unmarked);
}

enum pl_status
check_copies(struct check *c, struct pl_shard *s, struct pl_error *err)
{
	struct block_coder *coder = block_coder_new();
	struct copies found = { 0 };
	struct pl_set set = { 0 };
	enum pl_status rc = copies_find(&s->db, coder, &found, err);

	if (rc == PL_OK)
		rc = pl_shard_duplicates(s, &set, err);
	if (rc == PL_OK)
		compare(c, &found, &set);
	pl_set_release(&set);
	copies_release(&found);
	block_coder_free(coder);
	return rc;
}
