// Infers the format of a delimited file: its delimiter and its header.
#pragma once

#include <string>
#include <vector>

#include "interplay/options.h"
#include "read/guess/sample.h"
#include "read/parse/delimited_rows.h"

namespace interplay {

struct InferredFile {
  FileFormat format;
  Sample rows;                        // without the header
  std::vector<std::size_t> left_out;  // cells without a name that hold nothing, ascending
};

// Guesses what `options` leave open. Throws Error(bad_data, usage).
InferredFile infer_file(const Text& text, const DataOptions& options, std::vector<std::string>& notes);

}  // namespace interplay
