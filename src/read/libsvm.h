// libsvm, libFM ("label index:value ...") and libffm ("label field:index:value ...") text.
#pragma once

#include <optional>
#include <span>

#include "read/parsed.h"

namespace interplay {

enum class SparseFormat { libsvm, libffm };

// What most of the first lines are, if one of these.
std::optional<SparseFormat> sparse_format(const Text& text);

struct SparseReading {
  SparseFormat format = SparseFormat::libsvm;
  bool skip_bad_lines = false;
  bool normalize_rows = false;  // the values of a row are divided by their Euclidean norm
};

// A table of the target and of one multi column `features` (libsvm), or one per field, `field0`, `field1`, ...
// (libffm), in ascending order. Throws Error(bad_data).
ParsedTable parse_sparse(std::span<const std::shared_ptr<const Text>> texts, const SparseReading& reading,
                         const TaskPool& pool);

}  // namespace interplay
