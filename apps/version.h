// The version, from the build where it says so.
#pragma once

#ifndef INTERPLAY_PROGRAM_VERSION
#define INTERPLAY_PROGRAM_VERSION "0.1.0"
#endif
