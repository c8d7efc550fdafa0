#include <stdio.h>

int
main(void)
{
	printf("promptlog %s\n", PL_VERSION);
	return 0;
}
