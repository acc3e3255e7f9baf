#include "memory.h"

namespace interplay::cli {

Flag memory_limit_flag() {
  return {.name = "memory-limit",
          .group = "Run",
          .help =
              "Stay below so much memory: columns of rows lie in temporary files meanwhile (TMPDIR names their "
              "folder); the result does not depend on it",
          .value = "SIZE"};
}

std::shared_ptr<Spool> spool_of(const Arguments& arguments) {
  const auto text = arguments.value("memory-limit");
  if (!text) return nullptr;
  const auto limit = memory_limit(*text);
  return limit ? make_spool(*limit) : nullptr;
}

}  // namespace interplay::cli
