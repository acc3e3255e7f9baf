// Wing parse: from text to chunks of columns (read/parsed.h) whose strings are numbered by chunk. It decides nothing
// about the meaning of columns. Formats call it.
//
// Delimited text.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "read/parse/records.h"
#include "read/parsed.h"

namespace interplay {

struct FileFormat {
  TextFormat text;
  std::size_t first = 0;             // where the rows begin, after a header
  std::size_t cells = 0;             // number of cells in every line; empty ones may follow
  std::size_t most_cells = 0;        // cells up to this number are left out, whatever they hold
  std::vector<std::string> headers;  // names of the cells; empty without a header line
};

// Parses the lines of one text in parallel.
RowParser delimited_rows(std::shared_ptr<const Text> text, FileFormat format);

}  // namespace interplay
