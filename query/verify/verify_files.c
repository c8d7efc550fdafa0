#include <stdlib.h>

#include "base/mem.h"
#include "query/export/bundle.h"
#include "query/verify/verify.h"

/* The files as the manifest lists them. */
struct listed {
	struct package_member *items; /* owned; in its order, then sorted */
	size_t count, capacity;
};

static void
listed_release(struct listed *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->items[i].name);
	free(l->items);
}

static void
take_file(
    struct verification *v, struct listed *l, const struct manifest_file *file)
{
	struct package_member m = { .size = (uint64_t)file->size };
	struct span name = buf_span(&file->name);

	if (!pl_sha256_parse(buf_span(&file->sha256), m.sha256) ||
	    name.n == 0 || strlen(name.p) != name.n ||
	    name.n > READER_PATH_MAX || l->count == READER_MEMBERS_MAX) {
		findings_add(&v->findings, BUNDLE_MANIFEST,
		    "the entry of file %zu makes no sense", l->count + 1);
		return;
	}
	l->items = xgrow(l->items, l->count, &l->capacity, sizeof *l->items);
	m.name = xstrndup(name.p, name.n);
	l->items[l->count++] = m;
}

static void
compare_count(
    struct verification *v, const char *what, int64_t said, uint64_t counted)
{
	if (said < 0 || (uint64_t)said != counted)
		findings_add(&v->findings, BUNDLE_MANIFEST,
		    "it says %lld %s and lists %llu", (long long)said, what,
		    (unsigned long long)counted);
}

static enum pl_status
read_manifest(struct verification *v, struct manifest_reader *m,
    struct listed *l, struct pl_error *why)
{
	uint64_t hits = 0, conversations = 0;
	enum pl_status rc;

	while ((rc = manifest_next_record(m, why)) == PL_OK) {
		v->result->records++;
		hits += m->record.hit;
		/* They are numbered as they come. */
		conversations +=
		    (uint64_t)m->record.number == conversations + 1;
	}
	while (rc == PL_END && (rc = manifest_next_file(m, why)) == PL_OK) {
		take_file(v, l, &m->file);
		rc = PL_END;
	}
	if (rc < 0)
		return rc;
	compare_count(v, "records", m->counts.records, v->result->records);
	compare_count(v, "hits", m->counts.hits, hits);
	compare_count(
	    v, "conversations", m->counts.conversations, conversations);
	compare_count(v, "files", m->counts.files, l->count);
	v->result->complete = m->complete;
	v->result->understood = true;
	return PL_OK;
}

/* ---- what is there ---- */

static void
compare_member(struct verification *v, const struct package_member *said,
    const struct reader_member *found)
{
	if (found->strange != NULL)
		return; /* named already */
	if (found->size != said->size)
		findings_add(&v->findings, said->name,
		    "has %llu bytes, and had %llu",
		    (unsigned long long)found->size,
		    (unsigned long long)said->size);
	else if (memcmp(found->sha256, said->sha256, PL_SHA256_BYTES) != 0)
		findings_add(&v->findings, said->name,
		    "was changed: its SHA-256 is another");
}

static int
by_name(const void *a, const void *b)
{
	const struct package_member *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static bool
is_unlisted(const char *name)
{
	return strcmp(name, BUNDLE_MANIFEST) == 0 ||
	    strcmp(name, BUNDLE_SUMS) == 0;
}

/* A file that is there: at most one that is listed, or one of the two that
 * cannot list themselves. */
static void
judge_member(struct verification *v, const struct reader_member *m, bool twice,
    const struct package_member *said)
{
	if (m->strange != NULL)
		findings_add(&v->findings, m->name, "is %s", m->strange);
	else if (twice)
		findings_add(&v->findings, m->name, "is there twice");
	else if (said == NULL && !is_unlisted(m->name))
		findings_add(&v->findings, m->name,
		    "was added: the manifest does not list it");
	else if (said != NULL)
		compare_member(v, said, m);
}

/* Both lists are sorted; go through them side by side. */
static void
compare_lists(struct verification *v, const struct listed *l)
{
	const struct reader *r = &v->reader;
	size_t at = 0;

	for (size_t i = 0; i < r->count; i++) {
		const struct reader_member *m = &r->members[i];
		bool twice =
		    i > 0 && strcmp(m->name, r->members[i - 1].name) == 0;

		for (; at < l->count && strcmp(l->items[at].name, m->name) < 0;
		     at++)
			findings_add(
			    &v->findings, l->items[at].name, "is missing");
		bool said =
		    at < l->count && strcmp(l->items[at].name, m->name) == 0;
		judge_member(v, m, twice, said ? &l->items[at] : NULL);
		at += said;
	}
	for (; at < l->count; at++)
		findings_add(&v->findings, l->items[at].name, "is missing");
}

/* ---- SHA256SUMS ---- */

static enum pl_status
read_all(struct reader_stream *s, struct buf *out, struct pl_error *err)
{
	char bytes[4096];
	size_t n = 1;
	enum pl_status rc = PL_OK;

	while (rc == PL_OK && n > 0) {
		rc = s->source.read(
		    s->source.context, bytes, sizeof bytes, &n, err);
		if (rc == PL_OK && buf_append(out, bytes, n, err) != PL_OK)
			n = 0; /* longer than it should be: it differs */
	}
	return rc;
}

/* It must be what bundle_sums makes of the manifest's list, to the byte, and
 * behind that have the manifest's own hash. */
static void
compare_sums(struct verification *v, const struct listed *l, struct span found)
{
	struct package_member manifest = { .name =
					       (char[]){ BUNDLE_MANIFEST } };
	struct buf files, own;
	size_t n;

	memcpy(manifest.sha256, v->result->manifest, PL_SHA256_BYTES);
	buf_init(&files, BUF_UNLIMITED);
	buf_init(&own, BUF_UNLIMITED);
	bundle_sums(&files, l->items, l->count);
	bundle_sums(&own, &manifest, 1);
	n = found.n < files.n ? found.n : files.n;
	if (!span_equal(span_of(found.p, n), buf_span(&files)))
		findings_add(&v->findings, BUNDLE_SUMS,
		    "has not the list of files that " BUNDLE_MANIFEST
		    " has: one of the two was changed");
	if (!span_equal(span_of(found.p + n, found.n - n), buf_span(&own)))
		findings_add(&v->findings, BUNDLE_MANIFEST,
		    "has not the SHA-256 that " BUNDLE_SUMS
		    " has for it: one of the two was changed");
	buf_release(&files);
	buf_release(&own);
}

static enum pl_status
check_sums(
    struct verification *v, const struct listed *l, struct pl_error *err)
{
	struct reader_stream s;
	struct pl_error why;
	struct buf found;
	enum pl_status rc = verify_stream(v, BUNDLE_SUMS, &s, &why);

	/* A line has a hash, two blanks, a name and a newline. */
	buf_init(
	    &found, (l->count + 1) * (READER_PATH_MAX + PL_SHA256_TEXT + 2));
	if (rc == PL_OK)
		rc = read_all(&s, &found, &why);
	if (rc == PL_OK)
		compare_sums(v, l, buf_span(&found));
	rc = verify_damage(v, BUNDLE_SUMS, rc, &why, err);
	reader_stream_close(&s);
	buf_release(&found);
	return rc;
}

enum pl_status
verify_files(struct verification *v, struct pl_error *err)
{
	struct manifest_reader m = { .complete = false };
	struct listed l = { 0 };
	struct reader_stream s;
	struct pl_error why;
	enum pl_status rc = verify_stream(v, BUNDLE_MANIFEST, &s, &why);

	if (rc == PL_OK)
		rc = manifest_begin(&m, &s.source, &why);
	if (rc == PL_OK)
		rc = read_manifest(v, &m, &l, &why);
	manifest_end(&m);
	reader_stream_close(&s);
	rc = verify_damage(v, BUNDLE_MANIFEST, rc, &why, err);
	if (v->result->understood)
		rc = check_sums(v, &l, err);
	if (l.count > 1)
		qsort(l.items, l.count, sizeof *l.items, by_name);
	if (rc == PL_OK && v->result->understood)
		compare_lists(v, &l);
	listed_release(&l);
	return rc;
}
