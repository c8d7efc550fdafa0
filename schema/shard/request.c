#include "schema/shard/request.h"

#include "schema/hex.h"

/* How many bytes stand between the dashes of a UUID. */
static const size_t groups[] = { 4, 2, 2, 2, 6 };
#define GROUPS (sizeof groups / sizeof groups[0])

bool
request_pack(struct span text, uint8_t out[REQUEST_PACKED])
{
	const char *p = text.p;

	if (text.n != REQUEST_TEXT - 1)
		return false;
	for (size_t i = 0; i < GROUPS; i++) {
		if (i > 0 && *p++ != '-')
			return false;
		if (!hex_read(span_of(p, 2 * groups[i]), out))
			return false;
		p += 2 * groups[i];
		out += groups[i];
	}
	return true;
}

void
request_unpack(const uint8_t uuid[REQUEST_PACKED], char out[REQUEST_TEXT])
{
	for (size_t i = 0; i < GROUPS; i++) {
		if (i > 0)
			*out++ = '-';
		hex_write(uuid, groups[i], out);
		uuid += groups[i];
		out += 2 * groups[i];
	}
}
