// Kernels for whole buffers: the same bits as the Swift definition, sooner.
//
// Each family is a table of functions, and each back-end has its own; a null pointer says that the back-end has no kernel, and the Swift
// that defines the result does the work. Nothing here knows a format by name: plans are filled in by Swift, which asks the definition.
#ifndef BINADE_KERNELS_H
#define BINADE_KERNELS_H

#include "Backends.h"
#include "Encode.h"
#include "Decode.h"
#include "Blocks.h"
#include "Products.h"
#include "GroupSum.h"
#include "SmallSum.h"
#include "FusedSum.h"
#include "IntegerSum.h"
#include "SmallSum.h"

#endif
