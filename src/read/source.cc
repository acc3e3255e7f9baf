#include "read/source.h"

#include "data/shown.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <unordered_map>

#include "interplay/error.h"
#include "read/files/input.h"
#include "read/files/parts.h"
#include "read/files/tables.h"
#include "read/guess/column_names.h"
#include "read/row_spool.h"
#include "read/with_notes.h"

namespace interplay {
namespace {

// Tables that a library reads by their path are no text to be decoded.
std::shared_ptr<const Text> text_of(Input input, const DataOptions& options, const TaskPool& pool) {
  if (is_parquet(input.bytes) || is_duckdb(input.bytes) || is_sqlite(input.bytes) || query_of(input.path)) {
    auto text = std::make_shared<Text>();
    text->path = std::move(input.path);
    text->bytes = input.bytes;
    text->owner = std::move(input.owner);
    return text;
  }
  return std::make_shared<const Text>(decode(std::move(input), options.encoding, pool));
}

void note_encoding(TableSource& source, const Text& text, const DataOptions& options) {
  if (text.from_latin1 && options.encoding == "auto")
    source.notes.push_back(text.path +
                           " is read as Windows-1252, as it is not valid UTF-8; say --encoding to choose, such as "
                           "windows-1251, shift_jis or gb18030");
  if (!text.transcoded_from.empty()) source.notes.push_back(text.path + " is " + text.transcoded_from + " text");
  if (text.mended_lines > 0)
    source.notes.push_back(text.path + " is UTF-8 but for " + std::to_string(text.mended_lines) +
                           (text.mended_lines == 1 ? " line, line " : " lines, the first of them line ") +
                           std::to_string(text.line_of(text.first_mended)) +
                           ", whose other bytes are read as Windows-1252");
  if (text.had_returns) source.notes.push_back("the lines of " + text.path + " end in carriage returns alone");
}

bool is_empty(const Text& text) { return text.bytes.find_first_not_of(" \t\r\n") == std::string_view::npos; }

void check_not_empty(const Text& text) {
  if (is_empty(text))
    throw Error(Code::bad_data, at(text.path), "the file is empty, expected lines of data", "check the path");
}

// Columns that only later files of a table have, in formats that name the cells of every row.
void add_columns(TableSource& source, const OpenedFile& file) {
  const std::size_t before = source.columns.size();
  std::set<std::string_view> known;
  for (const ColumnSpec& column : source.columns) known.insert(column.header);
  std::vector<ColumnSpec> more;
  for (const ColumnSpec& column : file.columns)
    if (!known.contains(column.header)) more.push_back(column);
  for (ColumnSpec& column : more) {
    column.position = before + static_cast<std::size_t>(&column - more.data());
    source.columns.push_back(std::move(column));
  }
}

// The options by which a part of a table is opened: under a first line of headers, the same line heads a part even if
// nothing follows it.
DataOptions options_of_part(const TableSource& source, const Text& text, DataOptions options) {
  if (source.known || source.files.empty() || options.header != "auto" || source.columns.empty() ||
      source.columns[0].header.empty())
    return options;
  const Text& first = *source.files[0].text;
  const auto line = [](std::string_view bytes) { return bytes.substr(0, bytes.find_first_of("\r\n")); };
  if (line(text.bytes) == line(first.bytes)) options.header = "yes";
  return options;
}

// The usual ones, which the option does not name, stay missing for guesses by the sample alone.
void set_missing_texts(OpenedFile& file, const std::vector<std::string>& texts) {
  const auto shared = std::make_shared<const std::vector<std::string>>(texts);
  for (ColumnSpec& column : file.columns) column.missing_texts = shared;
  for (auto& row : file.sample)
    for (std::string& cell : row)
      if (std::ranges::find(texts, cell) != texts.end()) cell.clear();
}

// Whether the same was noted about the first file of the table.
bool told_of_first(const TableSource& source, std::string note, const std::string& path) {
  if (const std::size_t place = note.find(path); place != std::string::npos)
    note.replace(place, path.size(), source.path());
  return std::ranges::find(source.notes, note) != source.notes.end();
}

// Adds one file; the first file of the table also determines the columns.
void add_file(TableSource& source, const std::shared_ptr<const Text>& text, const Recognised& recognised,
              Contents contents, const DataOptions& options, const std::string& no_target = "") {
  check_not_empty(*text);
  note_encoding(source, *text, options);
  const bool first = source.files.empty();
  if (first) {
    source.format = recognised.format;
    source.certainty = recognised.certainty;
  }
  // A format that is not certain of its own is a guess by a sample, which may be different for a part of a table.
  if (source.format != recognised.format &&
      (recognised.certainty == Certainty::certain || source.certainty == Certainty::certain))
    throw Error(Code::bad_data, at(text->path), "the file has another layout than " + source.path(),
                "read files of one layout together");
  DataOptions own = options_of_part(source, *text, options);
  if (!no_target.empty()) own.missing.push_back(no_target);
  OpenedFile file = source.format->open(text, contents, own, *source.inputs);
  if (options.missing != DataOptions{}.missing && !file.leaves_missing_out) set_missing_texts(file, options.missing);
  for (const std::string& note : file.notes)
    if (first || !told_of_first(source, note, text->path)) source.notes.push_back(note);
  if (first) {
    source.known = file.known;
    source.columns = file.columns;
    source.sample = std::move(file.sample);
  } else if (file.named_cells) {
    add_columns(source, file);
  }
  source.files.push_back(std::move(file));
}

bool has_header(const OpenedFile& file) { return !file.columns.empty() && !file.columns[0].header.empty(); }

// A part with a header and one without may be read together if they have as many columns, which then stand in the same
// order.
void check_headers(TableSource& source) {
  const OpenedFile& first = source.files[0];
  if (source.known || first.named_cells) return;
  for (const OpenedFile& file : source.files) {
    if (has_header(file) == has_header(first) || file.columns.empty()) continue;
    const std::string found =
        std::string(has_header(file) ? "a header line" : "no header line") + ", unlike " + source.path();
    if (file.columns.size() != first.columns.size())
      throw Error(Code::bad_data, at(file.text->path, 1),
                  "the file has " + found + ", and " + std::to_string(file.columns.size()) + " columns, expected " +
                      std::to_string(first.columns.size()),
                  "say --header yes or --header no if that is a wrong guess");
    source.notes.push_back(file.text->path + " has " + found + ": its columns are taken in the same order");
  }
}

// Where the column of the first file that stands at this position stands in another one.
std::size_t same_place(const TableSource& source, std::size_t position, std::size_t file) {
  const std::vector<ColumnSpec>& own = source.files[0].columns;
  const auto column = std::ranges::find(own, position, &ColumnSpec::position);
  return source.files[file].columns[static_cast<std::size_t>(column - own.begin())].position;
}

using Places = std::unordered_map<std::string_view, std::size_t>;

Places places_of(const std::vector<ColumnSpec>& columns) {
  Places places;
  for (const ColumnSpec& column : columns) places.try_emplace(column.header, column.position);
  return places;
}

// Where the column stands in another file of the table, whose headers stand at `places`: by its header, or by a usual
// name of its role, which is noted.
ColumnSpec placed(const TableSource& source, ColumnSpec spec, std::size_t file, const Places& places,
                  std::vector<std::string>& notes) {
  if (source.known) return spec;
  if (source.files[file].named_cells) {
    const auto place = places.find(spec.header);
    spec.position = place == places.end() ? ColumnSpec::nowhere : place->second;
    return spec;
  }
  if (file == 0) return spec;
  const std::vector<ColumnSpec>& columns = source.files[file].columns;
  const Text& text = *source.files[file].text;
  if (has_header(source.files[file]) != has_header(source.files[0])) {
    spec.position = same_place(source, spec.position, file);
    return spec;
  }
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
  if (const auto usual = spec.role == Role::feature ? std::nullopt : usual_column(columns, spec.role)) {
    notes.push_back(columns[*usual].header + " of " + text.path + " is read as " + spec.name + ", as both are the " +
                    std::string(name(spec.role)));
    spec.position = columns[*usual].position;
    return spec;
  }
  throw Error(Code::bad_data, at(text.path, 1),
              "the file has no column " + shown(spec.header) + ", which " + source.path() + " has",
              "read files of the same columns together");
}

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

// Files of a folder make one table only if their names say so: a folder of a training and a test file is not one.
void check_parts(const std::string& path, const std::vector<std::string>& files) {
  if (named_as_parts(files)) return;
  const std::string what = "is a folder or archive without " + main_file_names();
  if (files.empty())
    throw Error(Code::not_found, at(path), what + ", and it holds no file of data", "name the file to read");
  std::vector<std::string> names;
  for (const std::string& file : files) names.push_back(file.substr(path.size() + (path.ends_with('/') ? 0 : 1)));
  throw Error(Code::not_found, at(path),
              what + ", and its files are not parts of one table (such as part-1.csv, part-2.csv): " + listed(names),
              "name the file to read, as " + files[0] +
                  (std::filesystem::is_directory(path)
                       ? ", or several by a pattern, as '" + files[0].substr(0, files[0].rfind('/') + 1) + "*'"
                       : ""));
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

std::vector<std::string> files_below(const std::string& path, Inputs& inputs) {
  std::vector<std::string> files;
  for (const std::string& file : matching_files(path)) {
    if (!inputs.is_container(file)) {
      files.push_back(file);
      continue;
    }
    if (auto ratings = main_file(file)) {
      files.push_back(*std::move(ratings));
      continue;
    }
    const std::vector<std::string> parts = data_files(file);
    files.insert(files.end(), parts.begin(), parts.end());
  }
  return files;
}

std::vector<std::string> ratings_files(std::span<const std::string> paths, Inputs& inputs) {
  std::vector<std::string> files;
  for (const std::string& path : paths)
    for (const std::string& file : matching_files(path)) {
      if (inputs.is_container(file) && !main_file(file)) check_parts(file, data_files(file));
      const std::vector<std::string> below = files_below(file, inputs);
      files.insert(files.end(), below.begin(), below.end());
    }
  return files;
}

RecognisedTexts recognise_texts(std::span<const std::string> paths, const DataOptions& options, const TaskPool& pool,
                                const std::shared_ptr<Spool>& spool) {
  RecognisedTexts files;
  files.inputs = std::make_shared<Inputs>(spool);
  files.spool = spool;
  const std::vector<std::string> names = ratings_files(paths, *files.inputs);
  for (const std::string& path : names) {
    auto text = text_of(files.inputs->take(path), options, pool);
    // A part of a table that was written in parallel may be empty.
    if (names.size() > 1 && is_empty(*text)) {
      files.notes.push_back(path + " is empty: left out");
      files.empty.push_back(std::move(text));
      continue;
    }
    files.formats.push_back(recognise(*text, Contents::interactions, options));
    files.texts.push_back(std::move(text));
  }
  if (files.texts.empty() && !files.empty.empty()) check_not_empty(*files.empty[0]);
  return files;
}

TableSource open_interactions(const RecognisedTexts& files, const DataOptions& options) {
  TableSource source;
  source.notes = files.notes;
  source.inputs = files.inputs;
  source.spool = files.spool;
  with_notes(source.notes, [&] {
    for (std::size_t i = 0; i < files.texts.size(); ++i)
      add_file(source, files.texts[i], files.formats[i], Contents::interactions, options, files.no_target);
    check_headers(source);
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
  const std::vector<std::string> files = ratings_files({&path, 1}, *inputs);
  with_notes(source.notes, [&] {
    for (const std::string& file : files) {
      const auto text = text_of(inputs->open(file), own, pool);
      if (files.size() > 1 && is_empty(*text)) continue;
      add_file(source, text, recognise(*text, Contents::entities, own), Contents::entities, own);
    }
  });
  if (source.files.empty())
    throw Error(Code::bad_data, at(path), "its files are empty, expected lines of data", "check the path");
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

std::optional<std::size_t> usual_column(const std::vector<ColumnSpec>& columns, Role role) {
  std::optional<std::size_t> found;
  int least = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto known = usual_name(columns[i].header);
    if (!known || known->role != role || (found && known->rank >= least)) continue;
    found = i;
    least = known->rank;
  }
  return found;
}

ParsedTable parse_table(const TableSource& source, std::vector<ColumnSpec> specs, BadLines policy, bool keep_offsets,
                        const TaskPool& pool) {
  ParsedTable table;
  if (source.spool) table.row_spool = std::make_shared<RowSpool>(source.spool, specs);
  const RowOptions options{keep_offsets};
  for (std::size_t file = 0; file < source.files.size(); ++file) {
    std::vector<ColumnSpec> own;
    const Places places = places_of(source.files[file].columns);
    for (const ColumnSpec& spec : specs) own.push_back(placed(source, spec, file, places, table.notes));
    source.files[file].parse(table, own, options, pool);
  }
  table.specs = std::move(specs);
  finish(table, policy);
  return table;
}

}  // namespace interplay
