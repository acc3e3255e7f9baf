// Which names a shared library offers. The library is compiled with everything hidden; what stands in a public header
// between `namespace INTERPLAY_API interplay {` and its end is offered.
#pragma once

#if defined(__GNUC__)
#define INTERPLAY_API [[gnu::visibility("default")]]
#else
#define INTERPLAY_API
#endif
