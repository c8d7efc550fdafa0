/* csv: a row a record, for spreadsheets. */
#include "query/csv.h"
#include "query/export/columns.h"
#include "query/export/format.h"

static void
csv_begin(struct export_writing *w)
{
	for (int c = 0; c < COLUMNS; c++)
		buf_addf(&w->to->out, "%s%s", c > 0 ? "," : "",
		    column_name((enum export_column)c));
	buf_adds(&w->to->out, CSV_END);
}

static enum pl_status
csv_record(struct export_writing *w, const struct selected *item,
    struct pl_error *err)
{
	char space[COLUMN_SPACE];

	(void)err;
	for (int c = 0; c < COLUMNS; c++) {
		if (c > 0)
			buf_addc(&w->to->out, ',');
		csv_text(&w->to->out,
		    column_value((enum export_column)c, item, space), false);
	}
	buf_adds(&w->to->out, CSV_END);
	return PL_OK;
}

const struct export_format format_csv = {
	.name = "csv",
	.suffix = ".csv",
	.member = "records.csv",
	.begin = csv_begin,
	.record = csv_record,
};
