#include <stdio.h>

int
main(void)
{
	printf("promptlog-index %s\n", PL_VERSION);
	return 0;
}
