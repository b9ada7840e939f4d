#ifndef BINADE_ENCODE_H
#define BINADE_ENCODE_H

#include "Backends.h"

#endif
