/* Whatever is a date has a first instant and one after its last, within the
 * years there are, and until its last second it is a date again. */
#include <stdint.h>
#include <stdlib.h>

#include "query/language/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(struct span text, const char *name)
{
	/* 2024-02-29T23:59:59.999999999Z */
	const int64_t now = INT64_C(1709251199999999999);
	int64_t first, past, least, below, again, ignored;
	char printed[INSTANT_TEXT];
	struct query_zone zone;
	struct pl_error err = { .text = "" };

	if (query_zone_open(name, &zone, &err) != PL_OK)
		return; /* no time zone data here */
	if (date_parse(text, now, &zone, &first, &past, &err) == PL_OK) {
		if (first >= past || !date_in_range(first, past))
			abort();
		instant_format(first, printed);
		if (date_parse(span_str(printed), now, &zone, &again, &ignored,
			&err) != PL_OK ||
		    again != first)
			abort();
	} else if (err.text[0] == '\0' || first != INSTANT_NONE ||
	    past != INSTANT_NONE) {
		abort();
	}
	if (date_parse_range(text, now, &zone, &least, &below, &err) ==
		PL_OK &&
	    least >= below)
		abort();
	query_zone_close(&zone);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_of((const char *)data, size);

	check(text, "UTC");
	check(text, "-05:30");
	check(text, "America/Sao_Paulo");
	return 0;
}
