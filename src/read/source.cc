#include "read/source.h"

#include "data/shown.h"

#include <functional>
#include <unordered_map>

#include "interplay/error.h"
#include "read/files/input.h"
#include "read/formats/movielens.h"

namespace interplay {
namespace {

std::shared_ptr<const Text> open_text(const std::string& path, Inputs& inputs, const DataOptions& options,
                                      const TaskPool& pool) {
  return std::make_shared<const Text>(decode(inputs.open(path), options.encoding, pool));
}

void note_latin1(TableSource& source, const Text& text, const DataOptions& options) {
  if (text.from_latin1 && options.encoding == "auto")
    source.notes.push_back(text.path + " is read as Latin-1, as it is not valid UTF-8; say --encoding to choose");
}

// A file of a known layout: its header line, if any, is checked already.
FileFormat known_format(const Text& text, const KnownTable& table) {
  FileFormat format;
  format.text = table.text;
  format.text.quotes = table.text.quotes && text.has_quote;
  format.cells = table.cells;
  if (table.header) format.first = std::min(text.bytes.find('\n'), text.bytes.size() - 1) + 1;
  return format;
}

void check_not_empty(const Text& text) {
  if (text.bytes.empty())
    throw Error(Code::bad_data, at(text.path), "the file is empty, expected lines of data", "check the path");
}

using Recognise = std::function<std::optional<KnownTable>(const std::string& path, std::string_view text)>;

// Opens one file; the first file of the table also determines the columns.
void add_file(TableSource& source, const std::string& path, Inputs& inputs, const DataOptions& options,
              const Recognise& recognise, const TaskPool& pool) {
  const auto text = open_text(path, inputs, options, pool);
  check_not_empty(*text);
  note_latin1(source, *text, options);
  const bool first = source.texts.empty();
  const bool open_layout = options.delimiter.empty() && options.header == "auto" && options.format != "delimited";
  const auto known = open_layout ? recognise(path, text->bytes) : std::nullopt;
  source.texts.push_back(text);
  if (!first && known.has_value() != source.known)
    throw Error(Code::bad_data, at(path), "the file has another layout than " + source.texts[0]->path,
                "read files of one layout together");
  if (known) {
    source.known = true;
    source.formats.push_back(known_format(*text, *known));
    if (first) source.columns = known->columns;
    return;
  }
  InferredFile file = infer_file(*text, options, source.notes);
  if (first) {
    source.columns = columns_of(file.format);
    source.sample = std::move(file.rows);
  }
  source.formats.push_back(std::move(file.format));
}

using Places = std::unordered_map<std::string_view, std::size_t>;

Places places_of(const std::vector<std::string>& headers) {
  Places places;
  for (std::size_t i = 0; i < headers.size(); ++i) places.try_emplace(headers[i], i);
  return places;
}

// Where the column stands in another file of the table, whose headers stand at `places`.
ColumnSpec placed(const TableSource& source, ColumnSpec spec, std::size_t file, const Places& places) {
  const FileFormat& format = source.formats[file];
  if (file == 0 || source.known) return spec;
  const Text& text = *source.texts[file];
  if (spec.header.empty() != format.headers.empty())
    throw Error(Code::bad_data, at(text.path, 1),
                std::string("the file has ") + (format.headers.empty() ? "no header line" : "a header line") +
                    ", unlike " + source.texts[0]->path,
                "say --header yes or --header no");
  if (spec.header.empty()) {
    if (spec.position < format.cells) return spec;
    throw Error(Code::bad_data, at(text.path, 1),
                "the file has " + std::to_string(format.cells) + " columns, expected " +
                    std::to_string(source.formats[0].cells) + " as in " + source.texts[0]->path);
  }
  if (const auto place = places.find(spec.header); place != places.end()) {
    spec.position = place->second;
    return spec;
  }
  throw Error(Code::bad_data, at(text.path, 1),
              "the file has no column " + shown(spec.header) + ", which " + source.texts[0]->path + " has",
              "read files of the same columns together");
}

}  // namespace

std::vector<std::string> ratings_files(std::span<const std::string> paths, Inputs& inputs) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (!inputs.is_container(path)) {
      files.push_back(path);
      continue;
    }
    const auto ratings = movielens_ratings(path);
    if (!ratings)
      throw Error(Code::not_found, at(path), "is a folder or archive without u.data, ratings.dat or ratings.csv",
                  "name the file to read");
    files.push_back(*ratings);
  }
  return files;
}

TableSource open_interactions(std::span<const std::string> paths, Inputs& inputs, const DataOptions& options,
                              const TaskPool& pool) {
  TableSource source;
  for (const std::string& path : paths) add_file(source, path, inputs, options, movielens_ratings_table, pool);
  if (options.format == "movielens" && !source.known)
    throw Error(Code::bad_data, at(paths[0]),
                "is not a ratings file in a MovieLens layout, expected u.data, "
                "ratings.dat or ratings.csv",
                "leave --format at auto");
  return source;
}

TableSource open_side(const std::string& path, Inputs& inputs, const DataOptions& options, const TaskPool& pool) {
  // Delimiter and header options are for the interactions; joined files are recognised on their own.
  DataOptions own;
  own.encoding = options.encoding;
  own.skip_bad_lines = options.skip_bad_lines;
  TableSource source;
  const auto recognise = [&](const std::string& file, std::string_view text) {
    return movielens_side_table(file, text, inputs);
  };
  add_file(source, path, inputs, own, recognise, pool);
  return source;
}

ColumnIndex::ColumnIndex(const std::vector<ColumnSpec>& columns) : columns_(columns) {
  by_name_.reserve(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    by_name_.try_emplace(columns[i].name, i);
    if (!columns[i].header.empty()) by_name_.try_emplace(columns[i].header, i);
  }
}

std::optional<std::size_t> ColumnIndex::find_named(std::string_view wanted) const {
  const auto found = by_name_.find(wanted);
  return found == by_name_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::size_t> ColumnIndex::find(std::string_view wanted) const {
  if (const auto named = find_named(wanted)) return named;
  const auto number = canonical_integer(wanted);
  if (!number || *number < 1) return std::nullopt;
  // Columns stand in order, and most often all of them are there.
  const auto position = static_cast<std::size_t>(*number - 1);
  if (position < columns_.size() && columns_[position].position == position) return position;
  return find_column(columns_, wanted);
}

std::optional<std::size_t> find_named(const std::vector<ColumnSpec>& columns, std::string_view wanted) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == wanted || (!columns[i].header.empty() && columns[i].header == wanted)) return i;
  return std::nullopt;
}

std::optional<std::size_t> find_column(const std::vector<ColumnSpec>& columns, std::string_view wanted) {
  if (const auto index = find_named(columns, wanted)) return index;
  const auto number = canonical_integer(wanted);
  if (!number) return std::nullopt;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (static_cast<std::int64_t>(columns[i].position) + 1 == *number) return i;
  return std::nullopt;
}

ParsedTable parse_table(const TableSource& source, std::vector<ColumnSpec> specs, bool skip_bad_lines,
                        bool keep_offsets, const TaskPool& pool) {
  ParsedTable table;
  for (std::size_t file = 0; file < source.texts.size(); ++file) {
    std::vector<ColumnSpec> own;
    const Places places = places_of(source.formats[file].headers);
    for (const ColumnSpec& spec : specs) own.push_back(placed(source, spec, file, places));
    parse_delimited(table, source.texts[file], source.formats[file], own, skip_bad_lines, keep_offsets, pool);
  }
  table.specs = std::move(specs);
  finish(table);
  return table;
}

}  // namespace interplay
