#include "indexer/retain/listing_impl.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/instant.h"
#include "base/mem.h"
#include "indexer/source/key.h"

enum pl_status
listing_refuse(const struct listing *l, const char *why, struct pl_error *err)
{
	return pl_fail(err, PL_EFORMAT,
	    "line %" PRIu64 " of the listing cannot be understood: %s",
	    l->lines, why);
}

enum pl_status
listing_add_key(struct listing *l, struct span path, struct pl_error *err)
{
	struct span key = key_from_logs(path);
	struct pl_place place;

	l->objects++;
	if (path.p[path.n - 1] == '/')
		return PL_OK; /* stands for a folder */
	if (!span_starts(key, KEY_LOGS "/")) {
		l->others++;
		return PL_OK;
	}
	if (l->count == LISTING_KEYS_MAX)
		return pl_fail(err, PL_ELIMIT,
		    "the listing has more than %d objects", LISTING_KEYS_MAX);
	l->keys = xgrow(l->keys, l->count, &l->capacity, sizeof *l->keys);
	key_place(key, &place);
	if (l->count == 0 || place.hour > l->newest)
		l->newest = place.hour;
	l->keys[l->count++] = arena_add(&l->arena, key);
	return PL_OK;
}

/* ---- ls: "2025-01-06 15:09:16       1234 prefix/AWSLogs/…" ---- */

#define STAMP "dddd-dd-dd dd:dd:dd "

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
take_stamp(struct span *line)
{
	size_t n = sizeof STAMP - 1;

	if (line->n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (STAMP[i] == 'd' ? !is_digit(line->p[i])
				    : line->p[i] != STAMP[i])
			return false;
	*line = span_of(line->p + n, line->n - n);
	return true;
}

static struct span
skip_blanks(struct span s)
{
	while (s.n > 0 && s.p[0] == ' ')
		s = span_of(s.p + 1, s.n - 1);
	return s;
}

/* Digits, at most 18 of them. */
static bool
take_number(struct span *s, int64_t *out)
{
	size_t digits = 0;

	*out = 0;
	while (digits < s->n && is_digit(s->p[digits]) && digits < 18)
		*out = *out * 10 + (s->p[digits++] - '0') % 10;
	*s = span_of(s->p + digits, s->n - digits);
	return digits > 0 && (s->n == 0 || !is_digit(s->p[0]));
}

/* What --summarize adds at the end. */
static bool
take_total(struct listing *l, struct span line)
{
	static const char objects[] = "Total Objects:";
	static const char size[] = "Total Size:";

	line = skip_blanks(line);
	if (span_starts(line, size))
		return true;
	if (!span_starts(line, objects))
		return false;
	line = skip_blanks(span_of(
	    line.p + sizeof objects - 1, line.n - (sizeof objects - 1)));
	if (!take_number(&line, &l->total))
		return false;
	l->total++;
	return line.n == 0;
}

static enum pl_status
take_ls(struct listing *l, struct span line, struct pl_error *err)
{
	struct span rest = skip_blanks(line);
	int64_t size;

	if (take_total(l, line))
		return PL_OK;
	if (span_starts(rest, "PRE "))
		return listing_refuse(l,
		    "it names a folder; make it with 'aws s3 ls --recursive'",
		    err);
	if (!take_stamp(&line))
		return listing_refuse(
		    l, "it begins with no date and time", err);
	line = skip_blanks(line);
	if (!take_number(&line, &size) || line.n < 2 || line.p[0] != ' ')
		return listing_refuse(l, "it holds no size and key", err);
	line = span_of(line.p + 1, line.n - 1);
	if (memchr(line.p, '\0', line.n) != NULL)
		return listing_refuse(l, "its key holds a byte 0", err);
	return listing_add_key(l, line, err);
}

/* ---- both ---- */

enum pl_status
listing_line(struct listing *l, struct span line, struct pl_error *err)
{
	l->lines++;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	if (line.n > LISTING_LINE_MAX)
		return listing_refuse(l, "it is too long", err);
	if (skip_blanks(line).n == 0)
		return PL_OK;
	if (l->form == LISTING_UNKNOWN)
		l->form = line.p[0] == '"' ? LISTING_INVENTORY : LISTING_LS;
	return l->form == LISTING_INVENTORY
	    ? listing_inventory_line(l, line, err)
	    : take_ls(l, line, err);
}

static int
compare_keys(const void *a, const void *b)
{
	return span_compare(*(const struct span *)a, *(const struct span *)b);
}

enum pl_status
listing_end(struct listing *l, struct pl_error *err)
{
	size_t kept = 0;

	if (l->count == 0)
		return pl_fail(err, PL_EFORMAT,
		    "the listing names no object below a folder " KEY_LOGS
		    ": it is not one of a bucket of prompt logs");
	if (l->total > 0 && (uint64_t)l->total - 1 != l->objects)
		return pl_fail(err, PL_EFORMAT,
		    "the listing names %" PRIu64 " objects and says itself "
		    "that there are %" PRId64,
		    l->objects, l->total - 1);
	qsort(l->keys, l->count, sizeof *l->keys, compare_keys);
	for (size_t i = 0; i < l->count; i++)
		if (kept == 0 || !span_equal(l->keys[kept - 1], l->keys[i]))
			l->keys[kept++] = l->keys[i];
	l->count = kept;
	return PL_OK;
}

enum pl_status
listing_parse(struct listing *l, struct span text, struct pl_error *err)
{
	while (text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);
		size_t n = end != NULL ? (size_t)(end - text.p) : text.n;
		enum pl_status rc = listing_line(l, span_of(text.p, n), err);

		if (rc == PL_OK && end == NULL)
			rc = listing_refuse(l, "it is cut off", err);
		if (rc != PL_OK)
			return rc;
		text = span_of(text.p + n + 1, text.n - n - 1);
	}
	return listing_end(l, err);
}

bool
listing_has(const struct listing *l, struct span key)
{
	return l->count > 0 &&
	    bsearch(&key, l->keys, l->count, sizeof *l->keys, compare_keys) !=
	    NULL;
}

bool
listing_is_older(const struct listing *l, int64_t hour)
{
	return l->newest != INSTANT_NONE && hour > l->newest;
}

bool
listing_may_end_before(const struct listing *l, struct span key)
{
	return l->form == LISTING_LS && l->total == 0 && l->count > 0 &&
	    span_compare(key, l->keys[l->count - 1]) > 0;
}

void
listing_release(struct listing *l)
{
	arena_release(&l->arena);
	free(l->keys);
	*l = (struct listing){ 0 };
}
