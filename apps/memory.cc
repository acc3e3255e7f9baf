#include "memory.h"

namespace interplay::cli {

std::shared_ptr<Spool> spool_of(const TrainOptions& options) {
  const auto limit = memory_limit(options.memory_limit);
  return limit ? make_spool(*limit) : nullptr;
}

}  // namespace interplay::cli
