#include "query/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

#define ZONE_FOLDER "/usr/share/zoneinfo"
#define OFFSET_MOST (18 * 3600) /* seconds; real ones end at 14 hours */

bool
query_zone_parse_offset(struct span text, int *seconds)
{
	static const char form[] = "+00:00";

	*seconds = 0;
	if (text.n != sizeof form - 1 ||
	    (text.p[0] != '+' && text.p[0] != '-'))
		return false;
	for (size_t i = 1; i < text.n; i++)
		if (form[i] == ':' ? text.p[i] != ':'
				   : text.p[i] < '0' || text.p[i] > '9')
			return false;
	int hours = (text.p[1] - '0') * 10 + text.p[2] - '0';
	int minutes = (text.p[4] - '0') * 10 + text.p[5] - '0';
	if (minutes > 59 || hours * 3600 + minutes * 60 > OFFSET_MOST)
		return false;
	*seconds = hours * 3600 + minutes * 60;
	if (text.p[0] == '-')
		*seconds = -*seconds;
	return true;
}

/* Names come from the command line and become a file's name. */
static bool
is_zone_name(const char *name)
{
	size_t n = strspn(name,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789_+-/");

	return n > 0 && name[n] == '\0' && name[0] != '/';
}

/* The C library would take what is none for UTC, without a word. */
static bool
is_zone_file(const char *path)
{
	char magic[4];
	FILE *f = fopen(path, "rb");
	bool found;

	if (f == NULL)
		return false;
	found = fread(magic, 1, sizeof magic, f) == sizeof magic &&
	    memcmp(magic, "TZif", sizeof magic) == 0;
	fclose(f);
	return found;
}

static enum pl_status
check_zone(const char *name, struct pl_error *err)
{
	const char *folder = getenv("TZDIR");
	char *path;
	bool found;

	if (folder == NULL || folder[0] == '\0')
		folder = ZONE_FOLDER;
	path = xasprintf("%s/%s", folder, name);
	found = is_zone_name(name) && is_zone_file(path);
	free(path);
	if (found)
		return PL_OK;
	if (is_zone_name(name) && access(folder, X_OK) != 0)
		return pl_fail(err, PL_EUSAGE,
		    "time zone '%s' is not known here: the system has no "
		    "time zone data (package tzdata); UTC, local and offsets "
		    "such as +02:00 work without it",
		    name);
	return pl_fail(err, PL_EUSAGE,
	    "there is no time zone '%s': give UTC, local, a name such as "
	    "Europe/Berlin, or an offset such as +02:00",
	    name);
}

enum pl_status
query_zone_open(const char *name, struct query_zone *out, struct pl_error *err)
{
	enum pl_status rc;
	const char *tz;

	*out = (struct query_zone){ .system = false };
	if (strcmp(name, "UTC") == 0 ||
	    query_zone_parse_offset(span_str(name), &out->offset))
		return PL_OK;
	if (strcmp(name, "local") != 0) {
		rc = check_zone(name, err);
		if (rc != PL_OK)
			return rc;
		tz = getenv("TZ");
		out->previous = tz ? xstrdup(tz) : NULL;
		out->changed = true;
		if (setenv("TZ", name, 1) != 0) {
			query_zone_close(out);
			return pl_fail_errno(
			    err, PL_EIO, "cannot set time zone '%s'", name);
		}
	}
	out->system = true;
	tzset();
	return PL_OK;
}

void
query_zone_close(struct query_zone *z)
{
	if (z == NULL)
		return;
	if (z->changed) {
		/* Shrinking the environment, or putting back what fitted. */
		if (z->previous != NULL)
			(void)setenv("TZ", z->previous, 1);
		else
			(void)unsetenv("TZ");
		tzset();
	}
	free(z->previous);
	*z = (struct query_zone){ .system = false };
}

static int64_t
floor_seconds(int64_t instant)
{
	int64_t seconds = instant / NS_PER_SECOND;

	return seconds - (instant % NS_PER_SECOND < 0);
}

int
query_zone_offset(const struct query_zone *z, int64_t instant)
{
	time_t seconds = (time_t)floor_seconds(instant);
	struct tm tm;

	if (!z->system || localtime_r(&seconds, &tm) == NULL)
		return z->offset;
	return (int)tm.tm_gmtoff;
}

/* Within (low, high] the clocks jump once: the moment they do. */
static int64_t
find_jump(const struct query_zone *z, int64_t low, int64_t high)
{
	int before = query_zone_offset(z, low);

	while (high - low > NS_PER_SECOND) {
		int64_t middle = low + (high - low) / 2;

		if (query_zone_offset(z, middle) == before)
			low = middle;
		else
			high = middle;
	}
	return floor_seconds(high) * NS_PER_SECOND;
}

int64_t
query_zone_instant(const struct query_zone *z, int64_t wall, bool earliest)
{
	/* Zones lie within 14 hours of UTC: these are before and after any
	 * change of the clocks that could matter. */
	int before = query_zone_offset(z, wall - 26 * NS_PER_HOUR);
	int after = query_zone_offset(z, wall + 26 * NS_PER_HOUR);
	int64_t one = wall - before * NS_PER_SECOND;
	int64_t two = wall - after * NS_PER_SECOND;
	bool one_holds = query_zone_offset(z, one) == before;
	bool two_holds = query_zone_offset(z, two) == after;

	if (one_holds && two_holds)
		return (one < two) == earliest ? one : two;
	if (one_holds)
		return one;
	if (two_holds)
		return two;
	return find_jump(z, two < one ? two : one, two < one ? one : two);
}

void
query_zone_format(
    const struct query_zone *z, int64_t instant, char out[QUERY_ZONE_TEXT])
{
	int offset, minutes;
	struct civil c;

	if (instant == INSTANT_NONE) {
		snprintf(out, QUERY_ZONE_TEXT, "unknown");
		return;
	}
	offset = query_zone_offset(z, instant);
	minutes = abs(offset) / 60 % (24 * 60);
	c = instant_to_civil(instant + offset * NS_PER_SECOND);
	snprintf(out, QUERY_ZONE_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d",
	    c.year % 10000, c.month % 100, c.day % 100, c.hour % 100,
	    c.minute % 100, c.second % 100);
	if (offset == 0)
		strcat(out, "Z");
	else
		snprintf(out + strlen(out), QUERY_ZONE_TEXT - strlen(out),
		    "%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60,
		    minutes % 60);
}
