/* StartTaskAssistCodeGeneration: a task for the /dev agent.  A chat whose
 * answer is not recorded. */
#include "indexer/parse/format.h"

const struct format format_dev = {
	.type = PL_TYPE_DEV,
	.request = "startTaskAssistCodeGenerationEventRequest",
	.response = "startTaskAssistCodeGenerationEventResponse",
	.request_fields = chat_request_fields,
	.response_fields = chat_response_fields,
};
