// A table to be read: its files, opened and recognised, and the columns that it offers.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "interplay/options.h"
#include "read/format.h"

namespace interplay {

struct TableSource {
  const Format* format = nullptr;
  Certainty certainty = Certainty::none;  // that the first file is of this format
  std::vector<OpenedFile> files;
  std::vector<ColumnSpec> columns;  // positions are those in the first file
  Sample sample;                    // of the first file; empty for a known layout
  bool known = false;               // a layout whose columns are known in advance
  std::vector<std::string> notes;
  std::shared_ptr<Inputs> inputs;  // the files of the job
  std::shared_ptr<Spool> spool;    // if given, its rows go there

  const std::string& path() const { return files[0].text->path; }
};

// The texts of a table, opened and decoded, and the format that reads them.
struct RecognisedTexts {
  std::vector<std::shared_ptr<const Text>> texts;
  std::vector<Recognised> formats;                 // one per text; that of the first reads the table
  std::shared_ptr<Inputs> inputs;                  // for the files beside them
  std::vector<std::shared_ptr<const Text>> empty;  // parts without any line, among others
  std::vector<std::string> notes;
  std::shared_ptr<Spool> spool;  // for the rows, if memory is limited
  std::string no_target;         // what meant that there is no target in the data of the model that this is read for

  const Format& format() const { return *formats[0].format; }
};
// Folders and archives of known layouts stand for their file of interactions. Throws Error(not_found) for those of an
// unknown layout.
// `spool`: for what is unpacked and for the rows, if memory is limited.
RecognisedTexts recognise_texts(std::span<const std::string> paths, const DataOptions& options, const TaskPool& pool,
                                const std::shared_ptr<Spool>& spool = nullptr);

// Several files with the same columns as one table; their format has Format::open. For a known layout, names, roles and
// kinds are set; other columns are named by their header, or c1, c2, ... Throws Error(bad_data, usage).
TableSource open_interactions(const RecognisedTexts& files, const DataOptions& options);

// The same for a table of entities (a joined file). Throws Error(not_found, io, bad_data).
TableSource open_side(const std::string& path, const std::shared_ptr<Inputs>& inputs, const DataOptions& options,
                      const TaskPool& pool);

// The tables of entities beside interactions of a known layout.
std::vector<std::string> side_files(const TableSource& interactions);

// The columns of a table of entities if it is of a known layout, otherwise none; its key is the first one.
std::vector<ColumnSpec> known_side_columns(const std::string& path, Inputs& inputs);

// The paths, with patterns replaced by the files that fit (matching_files), folders and archives of known layouts by
// their ratings files, and other ones by the parts of a table that they hold. Throws Error(not_found) for a folder or
// archive that is neither.
std::vector<std::string> ratings_files(std::span<const std::string> paths, Inputs& inputs);

// The files that may be read if the path is named: those of ratings_files, whatever the files of a folder are.
std::vector<std::string> files_below(const std::string& path, Inputs& inputs);

// The file of interactions in a folder or archive of a known layout.
std::optional<std::string> main_file(const std::string& container);

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

// The index of the column whose header is the surest of the usual names of a role.
std::optional<std::size_t> usual_column(const std::vector<ColumnSpec>& columns, Role role);

// Parses the chosen columns of all files of the table.
ParsedTable parse_table(const TableSource& source, std::vector<ColumnSpec> specs, BadLines policy, bool keep_offsets,
                        const TaskPool& pool);

}  // namespace interplay
