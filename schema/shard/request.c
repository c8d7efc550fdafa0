#include "schema/shard/request.h"

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static bool
is_dash(size_t i)
{
	return i == 8 || i == 13 || i == 18 || i == 23;
}

bool
request_pack(struct span text, uint8_t out[16])
{
	size_t n = 0;

	if (text.n != 36)
		return false;
	for (size_t i = 0; i < 36;) {
		if (is_dash(i)) {
			if (text.p[i++] != '-')
				return false;
			continue;
		}
		int high = digit(text.p[i]), low = digit(text.p[i + 1]);
		if (high < 0 || low < 0)
			return false;
		out[n++] = (uint8_t)(high << 4 | low);
		i += 2;
	}
	return true;
}

void
request_unpack(const uint8_t uuid[16], char out[37])
{
	static const char digits[] = "0123456789abcdef";
	size_t at = 0;

	for (size_t i = 0; i < 16; i++) {
		if (is_dash(at))
			out[at++] = '-';
		out[at++] = digits[uuid[i] >> 4];
		out[at++] = digits[uuid[i] & 15];
	}
	out[at] = '\0';
}
