/* Whether the list of words is that of the full-text index: a word that it has
 * not would not be found by its parts. */
#include "schema/shard/vocabulary.h"
#include "schema/check/impl.h"

struct comparison {
	const struct vocabulary *kept;
	size_t next; /* of its words */
	bool differs;
};

static enum pl_status
compare_word(
    void *context, struct span word, uint64_t bytes, struct pl_error *err)
{
	struct comparison *c = context;
	size_t i = c->next++;

	(void)err;
	if (i >= c->kept->count ||
	    !span_equal(word, vocabulary_word(c->kept, i)) ||
	    c->kept->words[i].bytes !=
		vocabulary_unpack(vocabulary_pack(bytes)))
		c->differs = true;
	return PL_OK;
}

enum pl_status
check_vocabulary(
    struct check *c, struct db *db, int64_t records, struct pl_error *err)
{
	struct block_coder *coder = block_coder_new();
	struct vocabulary kept;
	struct comparison comparison = { .kept = &kept };
	enum pl_status rc;

	vocabulary_init(&kept);
	rc = vocabulary_get(db, coder, records, &kept, err);
	if (rc == PL_OK)
		rc = vocabulary_list(db, compare_word, &comparison, err);
	if (rc == PL_OK &&
	    (comparison.differs || comparison.next != kept.count))
		check_say(
		    c, "the list of words is not that of the full-text index");
	vocabulary_release(&kept);
	block_coder_free(coder);
	return rc;
}
