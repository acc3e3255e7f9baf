// Formats of files. A file NAME.cc of src/read/formats defines `const Format& NAME_format()`, and CMake makes the table
// and the choices of option `format`: nothing else in the house knows the names.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/options.h"
#include "read/guess/sample.h"
#include "read/parsed.h"

namespace interplay {

// What a file is read for.
enum class Contents { interactions, entities };

// How sure a format is that a file is its own. The surest format reads a file; among equals the first of the table.
enum class Certainty {
  none,      // it never reads this file unasked
  fallback,  // it reads what nobody else claims
  likely,    // most of the first lines look so
  certain,   // the name or the first bytes say so
};

// One file of a table whose columns are known before its rows are parsed.
struct OpenedFile {
  std::shared_ptr<const Text> text;
  std::vector<ColumnSpec> columns;  // in the order of their positions
  Sample sample;                    // its first rows, by position; empty if the columns are known
  bool known = false;               // names, roles and kinds of the columns are set and nothing about them is guessed
  bool named_cells = false;  // every row names its cells: a column that a file lacks is missing in it, and no error
  bool leaves_missing_out = false;  // the format knows which cells hold nothing, and makes no rows of them
  std::vector<std::string> notes;   // what was guessed about it
  RowParser parse;
};

struct Format {
  std::string_view name;  // as the file is called; a choice of option `format`
  // The text's path names the file. Not asked if option `format` names one.
  Certainty (*recognise)(const Text& text, Contents contents, const DataOptions& options);

  // Exactly one of the two is set.
  // Opens a file. Throws Error(bad_data, usage), also if option `format` names this format and the file is none.
  // `inputs`: for files beside it.
  OpenedFile (*open)(std::shared_ptr<const Text> text, Contents contents, const DataOptions& options,
                     Inputs& inputs) = nullptr;
  // Parses all files of a table whose columns are known only after that: column 0 is the target, if there is one, and
  // the others are fields. Such a format has no tables of entities.
  ParsedTable (*parse_whole)(std::span<const std::shared_ptr<const Text>> texts, const DataOptions& options,
                             const TaskPool& pool) = nullptr;

  // Layouts of several files. The names of files of interactions, of which a folder or archive in this layout has one.
  std::vector<std::string_view> main_files = {};
  // The tables of entities beside a file of interactions, most often none.
  std::vector<std::string> (*entities_beside)(const std::string& interactions) = nullptr;
};

// All formats, in the order in which help lists them.
std::span<const Format* const> format_table();

// The format that option `format` names or, if that is auto, the surest one, with its certainty.
struct Recognised {
  const Format* format;
  Certainty certainty;
};
Recognised recognise(const Text& text, Contents contents, const DataOptions& options);

}  // namespace interplay
