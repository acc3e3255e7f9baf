// The limit on memory: its flag, and the temporary files that take the place of memory.
#pragma once

#include <memory>

#include "flags.h"
#include "interplay/store.h"

namespace interplay::cli {

Flag memory_limit_flag();
// The spool that --memory-limit asks for; null where it is not given. Throws Error(usage, io).
std::shared_ptr<Spool> spool_of(const Arguments& arguments);

}  // namespace interplay::cli
