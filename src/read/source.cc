#include "read/source.h"

#include "data/shown.h"

#include <algorithm>
#include <unordered_map>

#include "interplay/error.h"
#include "read/files/input.h"
#include "read/with_notes.h"

namespace interplay {
namespace {

std::shared_ptr<const Text> text_of(Input input, const DataOptions& options, const TaskPool& pool) {
  return std::make_shared<const Text>(decode(std::move(input), options.encoding, pool));
}

void note_latin1(TableSource& source, const Text& text, const DataOptions& options) {
  if (text.from_latin1 && options.encoding == "auto")
    source.notes.push_back(text.path + " is read as Latin-1, as it is not valid UTF-8; say --encoding to choose");
}

void check_not_empty(const Text& text) {
  if (text.bytes.empty())
    throw Error(Code::bad_data, at(text.path), "the file is empty, expected lines of data", "check the path");
}

// The usual ones, which the option does not name, stay missing for guesses by the sample alone.
void set_missing_texts(OpenedFile& file, const std::vector<std::string>& texts) {
  const auto shared = std::make_shared<const std::vector<std::string>>(texts);
  for (ColumnSpec& column : file.columns) column.missing_texts = shared;
  for (auto& row : file.sample)
    for (std::string& cell : row)
      if (std::ranges::find(texts, cell) != texts.end()) cell.clear();
}

// Adds one file; the first file of the table also determines the columns.
void add_file(TableSource& source, const std::shared_ptr<const Text>& text, const Recognised& recognised,
              Contents contents, const DataOptions& options) {
  check_not_empty(*text);
  note_latin1(source, *text, options);
  const bool first = source.files.empty();
  if (first) source.format = recognised.format;
  // A format that is not certain of its own is a guess by a sample, which may be different for a part of a table.
  if (source.format != recognised.format && (source.known || recognised.certainty == Certainty::certain))
    throw Error(Code::bad_data, at(text->path), "the file has another layout than " + source.path(),
                "read files of one layout together");
  OpenedFile file = source.format->open(text, contents, options, *source.inputs);
  if (options.missing != DataOptions{}.missing) set_missing_texts(file, options.missing);
  source.notes.insert(source.notes.end(), file.notes.begin(), file.notes.end());
  if (first) {
    source.known = file.known;
    source.columns = file.columns;
    source.sample = std::move(file.sample);
  }
  source.files.push_back(std::move(file));
}

using Places = std::unordered_map<std::string_view, std::size_t>;

Places places_of(const std::vector<ColumnSpec>& columns) {
  Places places;
  for (const ColumnSpec& column : columns) places.try_emplace(column.header, column.position);
  return places;
}

// Where the column stands in another file of the table, whose headers stand at `places`.
ColumnSpec placed(const TableSource& source, ColumnSpec spec, std::size_t file, const Places& places) {
  if (file == 0 || source.known) return spec;
  const std::vector<ColumnSpec>& columns = source.files[file].columns;
  const Text& text = *source.files[file].text;
  const bool headers = !columns.empty() && !columns[0].header.empty();
  if (spec.header.empty() == headers)
    throw Error(
        Code::bad_data, at(text.path, 1),
        std::string("the file has ") + (!headers ? "no header line" : "a header line") + ", unlike " + source.path(),
        "say --header yes or --header no");
  if (spec.header.empty()) {
    if (spec.position < columns.size()) return spec;
    throw Error(Code::bad_data, at(text.path, 1),
                "the file has " + std::to_string(columns.size()) + " columns, expected " +
                    std::to_string(source.files[0].columns.size()) + " as in " + source.path());
  }
  if (const auto place = places.find(spec.header); place != places.end()) {
    spec.position = place->second;
    return spec;
  }
  throw Error(Code::bad_data, at(text.path, 1),
              "the file has no column " + shown(spec.header) + ", which " + source.path() + " has",
              "read files of the same columns together");
}

}  // namespace

namespace {

// The names by which a folder or archive is recognised, in words: "a, b or c".
std::string main_file_names() {
  std::vector<std::string_view> names;
  for (const Format* format : format_table())
    names.insert(names.end(), format->main_files.begin(), format->main_files.end());
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + std::string(names[i]);
  return text;
}

// The path or, of a folder or archive of a known layout, that of its file of interactions.
std::string interactions_file(const std::string& path, Inputs& inputs) {
  if (!inputs.is_container(path)) return path;
  if (const auto file = main_file(path)) return *file;
  throw Error(Code::not_found, at(path), "is a folder or archive without " + main_file_names(),
              "name the file to read");
}

}  // namespace

std::optional<std::string> main_file(const std::string& container) {
  const std::vector<std::string> files = list_container(container);
  for (const Format* format : format_table())
    for (const std::string_view wanted : format->main_files)
      for (const std::string& path : files)
        if (plain_name(path) == wanted) return path;
  return std::nullopt;
}

RecognisedTexts recognise_texts(std::span<const std::string> paths, const DataOptions& options, const TaskPool& pool) {
  RecognisedTexts files;
  files.inputs = std::make_shared<Inputs>();
  std::vector<std::string> names;
  for (const std::string& path : paths) names.push_back(interactions_file(path, *files.inputs));
  for (const std::string& name : names) {
    files.texts.push_back(text_of(files.inputs->take(name), options, pool));
    files.formats.push_back(recognise(*files.texts.back(), Contents::interactions, options));
  }
  return files;
}

TableSource open_interactions(const RecognisedTexts& files, const DataOptions& options) {
  TableSource source;
  source.inputs = files.inputs;
  with_notes(source.notes, [&] {
    for (std::size_t i = 0; i < files.texts.size(); ++i)
      add_file(source, files.texts[i], files.formats[i], Contents::interactions, options);
  });
  return source;
}

TableSource open_side(const std::string& path, const std::shared_ptr<Inputs>& inputs, const DataOptions& options,
                      const TaskPool& pool) {
  // Delimiter and header options are for the interactions; joined files are recognised on their own.
  DataOptions own;
  own.encoding = options.encoding;
  own.quote = options.quote;
  own.comment = options.comment;
  own.missing = options.missing;
  own.skip_bad_lines = options.skip_bad_lines;
  TableSource source;
  source.inputs = inputs;
  const auto text = text_of(inputs->open(path), own, pool);
  with_notes(source.notes,
             [&] { add_file(source, text, recognise(*text, Contents::entities, own), Contents::entities, own); });
  return source;
}

std::vector<std::string> side_files(const TableSource& interactions) {
  const auto beside = interactions.format->entities_beside;
  return beside == nullptr ? std::vector<std::string>() : beside(interactions.path());
}

std::vector<ColumnSpec> known_side_columns(const std::string& path, Inputs& inputs) {
  const Input& input = inputs.open(path);
  auto text = std::make_shared<Text>();
  text->path = path;
  text->bytes = input.bytes;
  text->owner = input.owner;
  const auto [format, certainty] = recognise(*text, Contents::entities, {});
  if (certainty != Certainty::certain) return {};
  return format->open(text, Contents::entities, {}, inputs).columns;
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
  const RowOptions options{skip_bad_lines, keep_offsets};
  for (std::size_t file = 0; file < source.files.size(); ++file) {
    std::vector<ColumnSpec> own;
    const Places places = places_of(source.files[file].columns);
    for (const ColumnSpec& spec : specs) own.push_back(placed(source, spec, file, places));
    source.files[file].parse(table, own, options, pool);
  }
  table.specs = std::move(specs);
  finish(table);
  return table;
}

}  // namespace interplay
