// A table that a library reads, as a file to be read.
#pragma once

#include <functional>
#include <memory>

#include "read/format.h"
#include "read/tables/rows.h"

namespace interplay {

// `make`: opens the table; it is called once for what there is, and again to read it. Throws Error(bad_data).
OpenedFile open_table(std::shared_ptr<const Text> text, std::function<std::unique_ptr<TableReader>()> make);

}  // namespace interplay
