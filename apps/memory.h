// The limit on memory: the temporary files that take the place of memory.
#pragma once

#include <memory>
#include <string_view>

#include "interplay/options.h"
#include "interplay/store.h"

namespace interplay::cli {

// The spool that --memory-limit asks for; null where it is not given. Throws Error(usage, io).
std::shared_ptr<Spool> spool_of(const TrainOptions& options);

// What a verb reads of TrainOptions that trains nothing and passes over many rows.
inline constexpr std::string_view passing_options[] = {"threads", "memory_limit"};

}  // namespace interplay::cli
