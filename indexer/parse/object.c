#include "indexer/parse/object.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "indexer/parse/cut.h"
#include "indexer/parse/inflate.h"
#include "indexer/parse/record.h"

struct object_parser {
	struct inflater *inflater;
	struct cuts cuts;
	struct record_parser *records;
};

struct object_parser *
object_parser_new(void)
{
	struct object_parser *p = xcalloc(1, sizeof *p);

	p->inflater = inflater_new();
	p->records = record_parser_new();
	cuts_init(&p->cuts);
	return p;
}

void
object_parser_free(struct object_parser *p)
{
	if (p == NULL)
		return;
	inflater_free(p->inflater);
	record_parser_free(p->records);
	cuts_release(&p->cuts);
	free(p);
}

/* Inflate and cut.  Nothing is handed on before the whole object has been
 * seen: one that passes a limit gives no record at all. */
static enum pl_status
open_object(struct object_parser *p, struct span bytes, struct span *text,
    struct notes *notes)
{
	struct pl_error why;
	enum pl_status inflated, cut;

	*text = span_of(NULL, 0);
	p->cuts.count = 0;
	inflated = inflate_bytes(p->inflater, bytes, text, &why);
	if (inflated != PL_OK)
		notes_add(notes, "%s", why.text);
	if (inflated == PL_ELIMIT)
		return inflated;
	cut = cut_records(*text, &p->cuts, &why);
	/* Where the gzip data breaks off its JSON does so too. */
	if (cut == PL_ELIMIT || (cut != PL_OK && inflated == PL_OK))
		notes_add(notes, "%s", why.text);
	if (p->cuts.trouble != NULL)
		notes_add(notes, "%s", p->cuts.trouble);
	return cut;
}

static enum pl_status
read_records(struct object_parser *p, struct span text,
    const struct pl_place *place, object_sink *sink, void *context,
    struct object_result *result, struct notes *notes, struct pl_error *err)
{
	struct record_source source = {
		.text = text,
		.others = buf_span(&p->cuts.others),
		.place = place,
	};

	for (size_t i = 0; i < p->cuts.count; i++) {
		struct pl_record record;

		source.cut = &p->cuts.items[i];
		source.ordinal = (uint32_t)i;
		if (record_parse(p->records, &source, &record, notes) !=
		    PL_OK) {
			result->failed++;
			continue;
		}
		source.others = span_of(NULL, 0); /* the first has them */
		enum pl_status rc = sink(context, &record, err);
		if (rc != PL_OK)
			return rc;
		result->records++;
	}
	if (source.others.n > 0)
		notes_add(notes, "no record for the members beside 'records'");
	return PL_OK;
}

static void
conclude(struct object_result *result, const struct notes *notes)
{
	if (notes->count == 0) {
		result->outcome = PL_OUTCOME_INDEXED;
		return;
	}
	result->outcome =
	    result->records > 0 ? PL_OUTCOME_PARTLY : PL_OUTCOME_REJECTED;
	if (notes->count == 1)
		snprintf(
		    result->reason, sizeof result->reason, "%s", notes->first);
	else
		snprintf(result->reason, sizeof result->reason,
		    "%s (and %u more)", notes->first, notes->count - 1);
}

enum pl_status
object_parse(struct object_parser *p, struct span bytes,
    const struct pl_place *place, object_sink *sink, void *context,
    struct object_result *result, struct pl_error *err)
{
	struct notes notes = { .count = 0 };
	struct span text;
	enum pl_status rc = PL_OK;

	*result = (struct object_result){ .outcome = PL_OUTCOME_REJECTED };
	if (open_object(p, bytes, &text, &notes) != PL_ELIMIT)
		rc = read_records(
		    p, text, place, sink, context, result, &notes, err);
	result->inflated = text.n;
	if (rc == PL_OK)
		conclude(result, &notes);
	return rc;
}
