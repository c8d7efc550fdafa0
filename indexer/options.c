#include "indexer/options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/where.h"

#define LOCK_WAIT_DEFAULT (30 * NS_PER_SECOND)

static int
default_jobs(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (processors < 1)
		return 1;
	return processors < UPDATE_JOBS_MAX ? (int)processors
					    : UPDATE_JOBS_MAX;
}

static enum pl_status
take_number(
    struct option_parser *p, int id, struct options *out, struct pl_error *err)
{
	long long number = 0;
	enum pl_status rc;

	switch (id) {
	case OPT_LOCK_WAIT:
		rc = option_duration(p, &number, err);
		out->lock_wait = number;
		return rc;
	case OPT_JOBS:
		rc = option_number(p, 1, UPDATE_JOBS_MAX, &number, err);
		out->jobs = (int)number;
		return rc;
	default:
		rc = option_bytes(p, UPDATE_MEMORY_MIN, &number, err);
		out->memory = number;
		return rc;
	}
}

static enum pl_status
take_common(
    struct option_parser *p, int id, struct options *out, struct pl_error *err)
{
	switch (id) {
	case OPT_INDEX:
		out->index = p->value;
		return PL_OK;
	case OPT_JSON:
		out->json = true;
		return PL_OK;
	case OPT_PROGRESS:
		out->progress = progress_style(p->value);
		return PL_OK;
	case OPT_QUIET:
		out->quiet = true;
		return PL_OK;
	default:
		return take_number(p, id, out, err);
	}
}

int
options_take(struct option_parser *p, struct options *out, option_taker *take,
    void *context, struct pl_error *err)
{
	int id;

	*out = (struct options){
		.lock_wait = LOCK_WAIT_DEFAULT,
		.progress = PROGRESS_AUTO,
		.jobs = default_jobs(),
		.memory = UPDATE_MEMORY_DEFAULT,
	};
	while ((id = option_next(p, err)) > 0) {
		enum pl_status rc = id < OPT_OWN ? take_common(p, id, out, err)
						 : take(p, id, context, err);

		if (rc != PL_OK)
			return rc;
	}
	if (out->quiet)
		out->progress = PROGRESS_NONE;
	return id;
}

bool
options_percent(const char *text, double *out)
{
	double value = 0, unit = 1;
	const char *p = text;
	bool point = false, digits = false;

	for (; (*p >= '0' && *p <= '9') || (*p == '.' && !point); p++) {
		if (*p == '.') {
			point = true;
			continue;
		}
		digits = true;
		if (point)
			unit /= 10;
		value = point ? value + unit * (*p - '0')
			      : value * 10 + (*p - '0');
	}
	*out = value;
	return digits && strcmp(p, "%") == 0 && value <= 100;
}

int
options_build(const struct options *options, struct update_options *update,
    struct pl_error *err)
{
	struct update_result result = { 0 };
	char *index;
	int status = pl_where_index(options->index, &index, err);

	if (status != PL_OK)
		return status;
	update->index = index;
	update->lock_wait = options->lock_wait;
	update->progress = options->progress;
	update->jobs = options->jobs;
	update->memory = options->memory;
	status = update_run(update, &result, err);
	if (status == PL_OK)
		status =
		    update_report(&result, options->json, options->quiet, err);
	update_result_release(&result);
	free(index);
	return status;
}
