// libsvm, libFM ("label index:value ...") and libffm ("label field:index:value ...") text.
#pragma once

#include <memory>
#include <span>

#include "read/format.h"

namespace interplay {

enum class SparseFormat { libsvm, libffm };

// Whether most of the first lines are of this format, and no option says that the text is a table of columns.
Certainty recognise_sparse(SparseFormat format, const Text& text, const DataOptions& options);

// Parses a table of the target (if the lines have labels) and one multi column `features` (libsvm), or one per field:
// `field0`, `field1`, ... (libffm), in ascending order. Throws Error(bad_data).
ParsedTable parse_sparse(SparseFormat format, std::span<const std::shared_ptr<const Text>> texts,
                         const DataOptions& options, const TaskPool& pool);

}  // namespace interplay
