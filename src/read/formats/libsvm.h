// libsvm, libFM ("label index:value ...") and libffm ("label field:index:value ...") text.
#pragma once

#include <optional>
#include <span>

#include "read/parsed.h"

namespace interplay {

enum class SparseFormat { libsvm, libffm };

// The format of most of the first lines, if it is one of these.
std::optional<SparseFormat> sparse_format(const Text& text);

struct SparseReading {
  SparseFormat format = SparseFormat::libsvm;
  bool skip_bad_lines = false;
  bool normalize_rows = false;  // divide the values of a row by their Euclidean norm
};

// Parses a table of the target and one multi column `features` (libsvm), or one per field: `field0`, `field1`, ...
// (libffm), in ascending order. Throws Error(bad_data).
ParsedTable parse_sparse(std::span<const std::shared_ptr<const Text>> texts, const SparseReading& reading,
                         const TaskPool& pool);

}  // namespace interplay
