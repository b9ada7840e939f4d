#ifndef BINADE_DECODE_H
#define BINADE_DECODE_H

#include "Backends.h"

#endif
