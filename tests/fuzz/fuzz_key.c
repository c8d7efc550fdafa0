/* Any key: what is read off it lies within it and holds together. */
#include <stdlib.h>

#include "indexer/source/key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_within(struct span part, struct span key)
{
	check(part.n == 0 ||
	    (part.p >= key.p && part.p + part.n <= key.p + key.n));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span key = span_of((const char *)data, size);
	struct pl_place place;
	enum source_passed why;
	int64_t day;

	key_place(key, &place);
	check_within(place.account, key);
	check_within(place.region, key);
	check_within(place.log_type, key);
	check_within(key_from_logs(key), key);
	check(place.account.n == 0 || place.account.n == 12);
	check((place.day == INSTANT_NONE) == (place.hour == INSTANT_NONE));
	check(place.day == INSTANT_NONE ||
	    (place.day % NS_PER_DAY == 0 && place.day <= place.hour &&
		place.hour - place.day < NS_PER_DAY));
	if (key_passed(key, &why))
		check(why < SOURCE_PASSED);

	/* What is listed for the folder of a day belongs to that day. */
	struct span folder = key;
	while (folder.n > 0 && folder.p[folder.n - 1] != '/')
		folder.n--;
	if (key_folder_day(folder, &day))
		check(place.day == day);
	if (key_folder_passed(folder, &why))
		check(key_passed(key, &why));
	return 0;
}
