// A table to be read: its files, opened and recognised, and the columns that it offers.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "interplay/options.h"
#include "read/files/input.h"
#include "read/infer.h"

namespace interplay {

struct TableSource {
  std::vector<std::shared_ptr<const Text>> texts;
  std::vector<FileFormat> formats;  // one per text
  std::vector<ColumnSpec> columns;  // positions are those in the first text
  Sample sample;                    // of the first text; empty for a known layout
  bool known = false;               // a layout whose columns are known in advance
  std::vector<std::string> notes;
};

// Opens several files of `inputs` with the same columns as one table. For a known layout, names, roles and kinds are
// set; other columns are named by their header, or c1, c2, ... Throws Error(not_found, io, bad_data, usage).
TableSource open_interactions(std::span<const std::string> paths, Inputs& inputs, const DataOptions& options,
                              const TaskPool& pool);

// The same for a table of entities (a joined file).
TableSource open_side(const std::string& path, Inputs& inputs, const DataOptions& options, const TaskPool& pool);

// The paths, with folders and archives of known layouts replaced by their ratings files. Throws Error(not_found) for a
// folder or archive of an unknown layout.
std::vector<std::string> ratings_files(std::span<const std::string> paths, Inputs& inputs);

// Columns by what they are called, for those who look for many. The columns outlive it and keep their names.
class ColumnIndex {
 public:
  explicit ColumnIndex(const std::vector<ColumnSpec>& columns);
  // As find_named and find_column below.
  std::optional<std::size_t> find_named(std::string_view wanted) const;
  std::optional<std::size_t> find(std::string_view wanted) const;

 private:
  const std::vector<ColumnSpec>& columns_;
  std::unordered_map<std::string_view, std::size_t> by_name_;
};

// The index of the column of that name or header.
std::optional<std::size_t> find_named(const std::vector<ColumnSpec>& columns, std::string_view wanted);
// The same, or of that number from 1.
std::optional<std::size_t> find_column(const std::vector<ColumnSpec>& columns, std::string_view wanted);

// Parses the chosen columns of all files of the table.
ParsedTable parse_table(const TableSource& source, std::vector<ColumnSpec> specs, bool skip_bad_lines,
                        bool keep_offsets, const TaskPool& pool);

}  // namespace interplay
