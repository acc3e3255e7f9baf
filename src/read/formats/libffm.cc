// Lines of `label field:index:value ...`, as libffm and xLearn read them.
#include "read/parse/sparse_rows.h"

namespace interplay {

const Format& libffm_format();

namespace {

Certainty recognise_libffm(const Text& text, Contents contents, const DataOptions& options) {
  return contents == Contents::interactions ? recognise_sparse(SparseFormat::libffm, text, options) : Certainty::none;
}

ParsedTable parse_libffm(std::span<const std::shared_ptr<const Text>> texts, const DataOptions& options,
                         const TaskPool& pool) {
  return parse_sparse(SparseFormat::libffm, texts, options, pool);
}

}  // namespace

const Format& libffm_format() {
  static const Format format = {.name = "libffm", .recognise = recognise_libffm, .parse_whole = parse_libffm};
  return format;
}

}  // namespace interplay
