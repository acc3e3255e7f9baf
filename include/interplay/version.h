/* The version of the headers, for the preprocessor; C and C++. CMake reads it here. library_version() (model.h) and
 * interplay_version() (interplay.h) tell that of the library that was linked. */
#ifndef INTERPLAY_VERSION_H
#define INTERPLAY_VERSION_H

#define INTERPLAY_VERSION_MAJOR 0
#define INTERPLAY_VERSION_MINOR 1
#define INTERPLAY_VERSION_PATCH 0
#define INTERPLAY_VERSION "0.1.0"

/* For comparisons: `#if INTERPLAY_VERSION_NUMBER >= 1002` asks for 0.1.2 or later. */
#define INTERPLAY_VERSION_NUMBER \
  (INTERPLAY_VERSION_MAJOR * 1000000 + INTERPLAY_VERSION_MINOR * 1000 + INTERPLAY_VERSION_PATCH)

#endif
