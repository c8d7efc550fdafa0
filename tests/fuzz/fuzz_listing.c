/* Listings of a bucket: a file from elsewhere, by which things are forgotten.
 */
#include <assert.h>
#include <stdint.h>

#include "indexer/retain/listing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_of((const char *)data, size);
	struct listing l = { 0 };
	struct pl_error err;

	if (listing_parse(&l, text, &err) == PL_OK) {
		assert(l.count > 0);
		for (size_t i = 0; i < l.count; i++) {
			assert(listing_has(&l, l.keys[i]));
			assert(span_starts(l.keys[i], "AWSLogs/"));
			assert(i == 0 ||
			    span_compare(l.keys[i - 1], l.keys[i]) < 0);
		}
	}
	listing_release(&l);
	return 0;
}
