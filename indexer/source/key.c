#include "indexer/source/key.h"

#include "indexer/source/key_parts.h"

/* The date among a key's folders. */
struct date {
	size_t
	    begin;  /* place of YYYY in folder[]; count where there is none */
	size_t end; /* past DD or HH */
	int64_t day;
	int64_t hour; /* the day where no hour is told */
	bool has_hour;
};

bool
key_is_hour(struct span folder_name)
{
	int hour;

	return key_digits(folder_name, 2, &hour) && hour < 24;
}

static bool
date_at(const struct key_parts *k, size_t i, struct date *date)
{
	struct civil c = { 0 };

	if (i + 3 > k->count || !key_digits(k->folder[i], 4, &c.year) ||
	    !key_digits(k->folder[i + 1], 2, &c.month) ||
	    !key_digits(k->folder[i + 2], 2, &c.day) ||
	    !instant_from_civil(&c, &date->day))
		return false;
	date->begin = i;
	date->end = i + 3;
	date->hour = date->day;
	date->has_hour = i + 3 < k->count && key_is_hour(k->folder[i + 3]);
	if (date->has_hour) {
		key_digits(k->folder[i + 3], 2, &c.hour);
		date->hour += c.hour * NS_PER_HOUR;
		date->end++;
	}
	return true;
}

/* The deepest date, since copies are kept in folders named by a date too; a
 * date above the tree is none of a delivery. */
static bool
find_date(const struct key_parts *k, struct date *date)
{
	size_t least = k->tree < k->count ? k->tree + 1 : 0;

	for (size_t i = k->count; i-- > least;)
		if (date_at(k, i, date))
			return true;
	*date = (struct date){
		.begin = k->count,
		.end = k->count,
		.day = INSTANT_NONE,
		.hour = INSTANT_NONE,
	};
	return false;
}

/* us-east-1, us-gov-west-1, eusc-de-east-1 */
static bool
is_region(struct span s)
{
	size_t words = 0, length = 0, i = 0;

	for (; i < s.n && (s.p[i] == '-' || (s.p[i] >= 'a' && s.p[i] <= 'z'));
	     i++) {
		if (s.p[i] != '-') {
			length++;
			continue;
		}
		if (length < 2 || (words == 0 && length > 4))
			return false;
		words++;
		length = 0;
	}
	size_t digits = s.n - i;
	int number;
	return words >= 2 && length == 0 && (digits == 1 || digits == 2) &&
	    key_digits(span_of(s.p + i, digits), digits, &number);
}

static struct span
find_account(const struct key_parts *k, size_t end)
{
	if (k->tree > 0 && k->tree < end &&
	    key_is_account(k->folder[k->tree - 1]))
		return k->folder[k->tree - 1];
	for (size_t i = 0; i < end; i++)
		if (key_is_account(k->folder[i]))
			return k->folder[i];
	return span_of(NULL, 0);
}

/* The place of the log type's folder: one of a known name, else the one below
 * the tree; end where there is none. */
static size_t
find_log_type(const struct key_parts *k, size_t end)
{
	for (size_t i = end; i-- > 0;)
		if (key_log_type(k->folder[i]) != PL_TYPE_UNKNOWN)
			return i;
	size_t below = k->tree + 1;
	if (k->tree < end && below < end && !is_region(k->folder[below]) &&
	    !key_has_extension(k->folder[below], ".gz"))
		return below;
	return end;
}

/* A folder of a region's shape, else whatever stands between the log type and
 * the date. */
static struct span
find_region(const struct key_parts *k, size_t log_type, size_t end)
{
	for (size_t i = end; i-- > 0;)
		if (is_region(k->folder[i]))
			return k->folder[i];
	if (end < k->count && log_type + 2 == end)
		return k->folder[log_type + 1];
	return span_of(NULL, 0);
}

/* What <account>_<log type>_<YYYYMMDDHHmm>_<…> tells, with any extension. */
static bool
read_name(struct span name, struct pl_place *place)
{
	struct civil c = { 0 };
	size_t type = 13, end = type;

	if (name.n < type || name.p[12] != '_' ||
	    !key_is_account(span_of(name.p, 12)))
		return false;
	while (end < name.n && name.p[end] != '_')
		end++;
	const char *stamp = name.p + end + 1;
	if (end == type || name.n - end < 14 || stamp[12] != '_' ||
	    !key_digits(span_of(stamp, 4), 4, &c.year) ||
	    !key_digits(span_of(stamp + 4, 2), 2, &c.month) ||
	    !key_digits(span_of(stamp + 6, 2), 2, &c.day) ||
	    !instant_from_civil(&c, &place->day) ||
	    !key_is_hour(span_of(stamp + 8, 2)) ||
	    !key_digits(span_of(stamp + 10, 2), 2, &c.minute))
		return false;
	key_digits(span_of(stamp + 8, 2), 2, &c.hour);
	place->account = span_of(name.p, 12);
	place->log_type = span_of(name.p + type, end - type);
	place->hour = place->day + c.hour * NS_PER_HOUR;
	return true;
}

/* An object is drawn as X.gz/logFile.json in the documentation: then the name
 * is that of the folder. */
static bool
read_names(const struct key_parts *k, struct pl_place *place)
{
	return read_name(k->name, place) ||
	    (k->count > 0 &&
		key_has_extension(k->folder[k->count - 1], ".gz") &&
		read_name(k->folder[k->count - 1], place));
}

static void
complete_from_name(
    const struct key_parts *k, bool has_hour, struct pl_place *place)
{
	struct pl_place named = { 0 };

	if (!read_names(k, &named))
		return;
	if (place->account.n == 0)
		place->account = named.account;
	if (place->log_type.n == 0)
		place->log_type = named.log_type;
	if (place->day == INSTANT_NONE)
		place->day = named.day;
	if (!has_hour && place->day == named.day)
		place->hour = named.hour;
}

void
key_place(struct span key, struct pl_place *place)
{
	struct key_parts k;
	struct date date;

	key_split(key, &k);
	find_date(&k, &date);
	*place = (struct pl_place){ .day = date.day, .hour = date.hour };
	size_t log_type = find_log_type(&k, date.begin);
	place->account = find_account(&k, date.begin);
	if (log_type < date.begin)
		place->log_type = k.folder[log_type];
	place->region = find_region(&k, log_type, date.begin);
	complete_from_name(&k, date.has_hour, place);
	place->type = key_log_type(place->log_type);
}

bool
key_folder_day(struct span folder, int64_t *day)
{
	struct key_parts k;
	struct date date;

	key_split(folder, &k);
	bool found = find_date(&k, &date) && date.end == k.count;
	*day = found ? date.day : INSTANT_NONE;
	return found;
}

bool
key_folder_anchored(struct span folder)
{
	struct key_parts k;

	key_split(folder, &k);
	return k.logs || k.tree < k.count;
}
