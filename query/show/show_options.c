#include "query/show/show_options.h"

#include <stdlib.h>

#include "base/mem.h"

enum {
	OPT_INDEX = 1,
	OPT_JSON,
	OPT_RAW,
	OPT_CONVERSATION,
	OPT_CONTEXT,
	OPT_ROUTER,
	OPT_TZ,
	OPT_COLOR,
	OPT_NO_PAGER,
};

const struct option_def show_option_defs[] = {
	{ OPT_INDEX, 0, "index", "FOLDER", "look in this index", NULL },
	{ OPT_JSON, 0, "json", NULL, "print one JSON document", NULL },
	{ OPT_RAW, 0, "raw", NULL,
	    "print the record's bytes as they lie in the archive", NULL },
	{ OPT_CONVERSATION, 0, "conversation", "ID",
	    "show a conversation, by its id or that of a record in it", NULL },
	{ OPT_CONTEXT, 0, "context", NULL,
	    "in a conversation, show what was sent along", NULL },
	{ OPT_ROUTER, 0, "router", NULL,
	    "in a conversation, show answers that are only a router's tag",
	    NULL },
	{ OPT_TZ, 0, "tz", "ZONE", "zone of times: UTC, local, a name, +02:00",
	    NULL },
	{ OPT_COLOR, 0, "color", "WHEN", "colour headings",
	    "always|never|auto" },
	{ OPT_NO_PAGER, 0, "no-pager", NULL, "start no pager", NULL },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

static void
take_option(struct show_options *o, int id, const char *value)
{
	switch (id) {
	case OPT_INDEX:
		o->index = value;
		break;
	case OPT_JSON:
		o->json = true;
		break;
	case OPT_RAW:
		o->raw = true;
		break;
	case OPT_CONVERSATION:
		o->conversation = value;
		break;
	case OPT_CONTEXT:
		o->context = true;
		break;
	case OPT_ROUTER:
		o->router = true;
		break;
	case OPT_TZ:
		o->zone = value;
		break;
	case OPT_COLOR:
		o->colour = value;
		break;
	case OPT_NO_PAGER:
		o->pager = false;
		break;
	}
}

static enum pl_status
exclude(const char *one, const char *other, struct pl_error *err)
{
	return pl_fail(err, PL_EUSAGE, "'--%s' and '--%s' exclude each other",
	    one, other);
}

/* Options that contradict each other. */
static enum pl_status
check(const struct show_options *o, struct pl_error *err)
{
	bool thread = o->conversation != NULL;

	if (o->raw && thread)
		return exclude("raw", "conversation", err);
	if (!thread && (o->context || o->router))
		return pl_fail(err, PL_EUSAGE, "'--%s' needs '--conversation'",
		    o->context ? "context" : "router");
	if (thread && o->id_count > 0)
		return pl_fail(err, PL_EUSAGE,
		    "'--conversation' takes one id: '%s' is one too many",
		    o->ids[0]);
	if (!thread && o->id_count == 0)
		return pl_fail(err, PL_EUSAGE,
		    "'show' needs the id of a record, as search prints it");
	if (o->raw && o->id_count > 1)
		return pl_fail(
		    err, PL_EUSAGE, "'--raw' takes one id at a time");
	if (o->raw && o->json)
		return exclude("raw", "json", err);
	return PL_OK;
}

static void
take_ids(struct show_options *o, const struct option_parser *p)
{
	o->id_count = p->operand_count;
	o->ids = xcalloc(o->id_count + 1, sizeof *o->ids);
	for (size_t i = 0; i < o->id_count; i++)
		o->ids[i] = p->operands[i];
}

int
show_options_read(struct show_options *o, const struct command *command,
    int argc, char **argv, struct pl_error *err)
{
	struct option_parser p;
	int rc;

	*o = (struct show_options){
		.zone = "UTC", .colour = "auto", .pager = true
	};
	option_begin(&p, command, argc, argv);
	while ((rc = option_next(&p, err)) > OPTION_DONE)
		take_option(o, rc, p.value);
	take_ids(o, &p);
	option_end(&p);
	return rc == OPTION_DONE ? check(o, err) : rc;
}

void
show_options_release(struct show_options *o)
{
	free(o->ids);
	o->ids = NULL;
}
