#include "schema/hex.h"

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

void
hex_write(const uint8_t *bytes, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
}

bool
hex_read(struct span text, uint8_t *out)
{
	if (text.n % 2 != 0)
		return false;
	for (size_t i = 0; i < text.n; i += 2) {
		int high = digit(text.p[i]), low = digit(text.p[i + 1]);

		if (high < 0 || low < 0)
			return false;
		*out++ = (uint8_t)(high << 4 | low);
	}
	return true;
}
