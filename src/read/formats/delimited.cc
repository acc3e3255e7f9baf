// Lines of cells between delimiters, with or without a header line. What the options leave open is guessed.
#include <algorithm>
#include <memory>
#include <utility>

#include "read/format.h"
#include "read/guess/infer.h"
#include "read/parse/delimited_rows.h"
#include "read/with_notes.h"

namespace interplay {

const Format& delimited_format();

namespace {

Certainty recognise_delimited(const Text&, Contents, const DataOptions&) { return Certainty::fallback; }

// One spec per cell of a line that is not left out, named by the header, or c1, c2, ...
std::vector<ColumnSpec> columns_of(const InferredFile& file) {
  const FileFormat& format = file.format;
  std::vector<ColumnSpec> columns;
  for (std::size_t i = 0; i < format.cells; ++i) {
    if (std::ranges::binary_search(file.left_out, i)) continue;
    ColumnSpec& column = columns.emplace_back();
    column.position = i;
    column.name = "c" + std::to_string(i + 1);
    if (!format.headers.empty()) column.header = column.name = format.headers[i];
  }
  return columns;
}

OpenedFile open_delimited(std::shared_ptr<const Text> text, Contents, const DataOptions& options, Inputs&) {
  OpenedFile file;
  InferredFile inferred = with_notes(file.notes, [&] { return infer_file(*text, options, file.notes); });
  file.columns = columns_of(inferred);
  file.sample = std::move(inferred.rows);
  file.parse = delimited_rows(text, std::move(inferred.format));
  file.text = std::move(text);
  return file;
}

}  // namespace

const Format& delimited_format() {
  static const Format format = {.name = "delimited", .recognise = recognise_delimited, .open = open_delimited};
  return format;
}

}  // namespace interplay
