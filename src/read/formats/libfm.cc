// libFM's text is that of libsvm, so that a file cannot be told to be of this one rather than of that.
#include "read/parse/sparse_rows.h"

namespace interplay {

const Format& libfm_format();

namespace {

Certainty recognise_libfm(const Text&, Contents, const DataOptions&) { return Certainty::none; }

ParsedTable parse_libfm(std::span<const std::shared_ptr<const Text>> texts, const DataOptions& options,
                        const TaskPool& pool) {
  return parse_sparse(SparseFormat::libsvm, texts, options, pool);
}

}  // namespace

const Format& libfm_format() {
  static const Format format = {.name = "libfm", .recognise = recognise_libfm, .parse_whole = parse_libfm};
  return format;
}

}  // namespace interplay
