#include "base/human.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/instant.h"

void
human_count(struct buf *out, uint64_t n)
{
	char digits[24];
	int length = snprintf(digits, sizeof digits, "%" PRIu64, n);

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			buf_addc(out, ',');
		buf_addc(out, digits[i]);
	}
}

void
human_counted(struct buf *out, uint64_t n, const char *noun)
{
	human_count(out, n);
	buf_addf(out, " %s%s", noun, n == 1 ? "" : "s");
}

void
human_bytes(struct buf *out, uint64_t bytes)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB", "PB",
		"EB" };
	double amount = (double)bytes / 1000;
	size_t unit = 0;

	if (bytes < 1000) {
		human_counted(out, bytes, "byte");
		return;
	}
	/* From 999.95 on one digit would be written as 1000.0. */
	while (amount >= 999.95 && unit + 1 < sizeof units / sizeof *units) {
		amount /= 1000;
		unit++;
	}
	buf_addf(out, "%.1f %s", amount, units[unit]);
}

void
human_duration(struct buf *out, int64_t nanoseconds)
{
	static const struct {
		int64_t size;
		const char *name;
	} units[] = {
		{ NS_PER_DAY, "day" },
		{ NS_PER_HOUR, "hour" },
		{ 60 * NS_PER_SECOND, "minute" },
		{ NS_PER_SECOND, "second" },
	};
	size_t i = 0;

	/* Two of a unit say more than one: 26 hours, not 1 day. */
	while (i < 3 && nanoseconds < 2 * units[i].size)
		i++;
	if (nanoseconds < 0)
		nanoseconds = 0;
	human_counted(
	    out, (uint64_t)(nanoseconds / units[i].size), units[i].name);
}
