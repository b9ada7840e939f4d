#ifndef BINADE_BLOCKS_H
#define BINADE_BLOCKS_H

#include "Backends.h"

#endif
