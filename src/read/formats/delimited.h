// Wing formats: from bytes to columns, one file for each format. In: the bytes of a file. Out: parsed chunks
// (read/parsed.h) whose strings are numbered by chunk. It decides nothing about the meaning of columns.
//
// Parses delimited text to chunks of columns, in parallel.
#pragma once

#include "read/formats/records.h"
#include "read/parsed.h"

namespace interplay {

struct FileFormat {
  TextFormat text;
  std::size_t first = 0;             // where the rows begin, after a header
  std::size_t cells = 0;             // number of cells in every line
  std::vector<std::string> headers;  // names of the cells; empty without a header line
};

// Parses the columns `specs` of one text and appends its chunks to `table`, whose specs they are.
// `keep_offsets`: fill Chunk::row_offsets. Throws Error(bad_data).
void parse_delimited(ParsedTable& table, std::shared_ptr<const Text> text, const FileFormat& format,
                     const std::vector<ColumnSpec>& specs, bool skip_bad_lines, bool keep_offsets,
                     const TaskPool& pool);

}  // namespace interplay
