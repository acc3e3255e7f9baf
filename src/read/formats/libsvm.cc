// Lines of `label index:value ...`, as libsvm and libFM write them.
#include "read/parse/sparse_rows.h"

namespace interplay {

const Format& libsvm_format();

namespace {

Certainty recognise_libsvm(const Text& text, Contents contents, const DataOptions& options) {
  return contents == Contents::interactions ? recognise_sparse(SparseFormat::libsvm, text, options) : Certainty::none;
}

ParsedTable parse_libsvm(std::span<const std::shared_ptr<const Text>> texts, const DataOptions& options,
                         const TaskPool& pool) {
  return parse_sparse(SparseFormat::libsvm, texts, options, pool);
}

}  // namespace

const Format& libsvm_format() {
  static const Format format = {.name = "libsvm", .recognise = recognise_libsvm, .parse_whole = parse_libsvm};
  return format;
}

}  // namespace interplay
