// Flat objects of JSON: one on every line, or all in an array. A key is a column; an array of plain values is a cell of
// several; objects and arrays of arrays are left out.
#include <algorithm>
#include <cmath>
#include <memory>
#include <unordered_map>
#include <utility>

#include "data/shown.h"
#include "data/text/dictionary.h"
#include "data/text/numbers.h"
#include "interplay/error.h"
#include "read/format.h"
#include "read/parse/cell_keeper.h"
#include "read/parse/json_walk.h"

namespace interplay {

const Format& json_objects_format();

namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;

constexpr std::string_view expected_json = ", expected an object such as {\"user\": 1, \"item\": 2, \"rating\": 3}";

// The text of a number or a literal, which may have blanks after it.
std::string_view token_text(std::string_view token) { return token.substr(0, token.find_last_not_of(" \t\r\n") + 1); }

// The text of a JSON string as it is written between quotes; nothing if that is no string.
std::optional<std::string> decoded(std::string_view written) {
  const simdjson::padded_string padded("\"" + std::string(written) + "\"");
  ondemand::parser parser;
  ondemand::document document;
  std::string_view text;
  if (parser.iterate(padded).get(document) || document.get_string().get(text)) return std::nullopt;
  return std::string(text);
}

// The keys of all objects, in the order of their first appearance.
struct Keys {
  struct Key {
    std::string written;
    bool plain = false, array = false, nested = false;  // what its values are; null is none of these
  };
  std::vector<Key> keys;
  std::unordered_map<std::string, std::size_t> places;

  // The place of a key that stands at place `near`, most often.
  std::size_t find(std::string_view written, std::size_t near) const {
    if (near < keys.size() && keys[near].written == written) return near;
    const auto found = places.find(std::string(written));
    return found == places.end() ? ColumnSpec::nowhere : found->second;
  }
  std::size_t add(std::string_view written, std::size_t near) {
    const std::size_t place = find(written, near);
    if (place != ColumnSpec::nowhere) return place;
    places.emplace(written, keys.size());
    keys.push_back({.written = std::string(written)});
    return keys.size() - 1;
  }
};

bool is_plain(ondemand::json_type type) {
  return type == ondemand::json_type::number || type == ondemand::json_type::string ||
         type == ondemand::json_type::boolean;
}

error_code note_value(Keys::Key& key, ondemand::value value) {
  ondemand::json_type type;
  if (const auto error = value.type().get(type)) return error;
  if (is_plain(type)) {
    key.plain = true;
  } else if (type == ondemand::json_type::object) {
    key.nested = true;
  } else if (type == ondemand::json_type::array && !key.nested && !key.array) {
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) return error;
    for (auto each : array) {
      ondemand::json_type inner;
      if (const auto error = each.type().get(inner)) return error;
      (inner == ondemand::json_type::array || inner == ondemand::json_type::object ? key.nested : key.array) = true;
      break;
    }
  }
  return simdjson::SUCCESS;
}

Keys keys_of(std::string_view text, const JsonLayout& layout) {
  Keys keys;
  for (const Range range : json_ranges(text, layout, chunk_bytes)) {
    JsonWalk walk(text, layout, range);
    std::size_t offset = 0, near = 0;
    error_code error = simdjson::SUCCESS;
    const auto field = [&](std::string_view written, ondemand::value value) {
      const std::size_t place = keys.add(written, near);
      near = place + 1;
      return note_value(keys.keys[place], value);
    };
    while (walk.next(offset, error, field)) near = 0;
  }
  return keys;
}

// One range of a text as a chunk.
class JsonParser {
 public:
  JsonParser(const Text& text, const JsonLayout& layout, Range range, const Keys& keys,
             const std::vector<ColumnSpec>& specs, const RowOptions& options)
      : keys_(keys),
        specs_(specs),
        options_(options),
        walk_(text.bytes, layout, range),
        keeper_(specs),
        cells_(specs.size()),
        seen_(specs.size()),
        spec_of_(keys.keys.size(), ColumnSpec::nowhere) {
    for (std::size_t i = 0; i < specs.size(); ++i)
      if (specs[i].position < spec_of_.size()) spec_of_[specs[i].position] = i;
  }

  Chunk parse() {
    keeper_.begin(chunk_);
    std::size_t offset = 0, near = 0;
    error_code error = simdjson::SUCCESS;
    std::string problem;
    const auto field = [&](std::string_view written, ondemand::value value) {
      const std::size_t place = keys_.find(written, near);
      near = place + 1;
      const std::size_t spec = place < spec_of_.size() ? spec_of_[place] : ColumnSpec::nowhere;
      return spec == ColumnSpec::nowhere ? simdjson::SUCCESS : read_cell(spec, value, problem);
    };
    const auto clear = [&] {
      near = 0;
      problem.clear();
      std::ranges::fill(cells_, std::string_view());
    };
    for (clear(); walk_.next(offset, error, field); clear()) {
      BadLine bad{.offset = offset, .message = std::move(problem)};
      if (bad.message.empty() && error)
        bad.message = std::string("is not JSON (") + simdjson::error_message(error) + ")" + std::string(expected_json);
      const bool good = bad.message.empty() && keeper_.check(cells_, bad);
      bad.cell = 0;
      if (!good) {
        reject(chunk_, std::move(bad));
        continue;
      }
      keeper_.keep(cells_, chunk_);
      if (options_.keep_offsets) chunk_.row_offsets.push_back(offset);
    }
    keeper_.finish(chunk_);
    return std::move(chunk_);
  }

 private:
  const Keys& keys_;
  const std::vector<ColumnSpec>& specs_;
  RowOptions options_;
  JsonWalk walk_;
  CellKeeper keeper_;
  std::vector<std::string_view> cells_;
  // Texts that are written in another way than they are meant, each made once.
  struct Seen {
    Dictionary written;
    std::vector<std::string_view> meant;
  };
  std::vector<Seen> seen_;
  std::vector<std::size_t> spec_of_;  // of the keys
  Chunk chunk_;

  error_code read_cell(std::size_t spec, ondemand::value value, std::string& problem) {
    ondemand::json_type type;
    if (const auto error = value.type().get(type)) return error;
    switch (type) {
      case ondemand::json_type::string:
        return read_string(spec, value, problem);
      case ondemand::json_type::array: {
        ondemand::array array;
        std::string_view written;
        if (const auto error = value.get_array().get(array)) return error;
        if (const auto error = array.raw_json().get(written)) return error;
        return read_array(spec, walk_.in_text(written), problem);
      }
      case ondemand::json_type::object:
        problem = specs_[spec].name + " is an object, expected a plain value";
        return simdjson::INCORRECT_TYPE;
      default:
        return read_token(spec, value.raw_json_token(), problem);
    }
  }

  error_code read_token(std::size_t spec, std::string_view token, std::string& problem) {
    const std::string_view text = token_text(walk_.in_text(token));
    if (text == "null" || text == "NaN") {
      cells_[spec] = {};
      return simdjson::SUCCESS;
    }
    const auto number = text == "true" || text == "false" ? std::optional(0.0) : parse_number(text);
    if (!number) {
      problem = specs_[spec].name + " is " + shown(text) + ", expected a finite number, a text, true, false or null";
      return simdjson::NUMBER_ERROR;
    }
    cells_[spec] = text;
    // To JSON 3.0 and 3 are the same number, and so are they as ids.
    const bool id = specs_[spec].declared && specs_[spec].kind == Kind::categorical;
    if (id && text.find_first_of(".eE") != std::string_view::npos) {
      constexpr double exact = 9007199254740992.0;  // 2^53
      if (*number == std::floor(*number) && std::abs(*number) < exact)
        cells_[spec] = meant(spec, text, [&] { return std::to_string(static_cast<std::int64_t>(*number)); });
    }
    return simdjson::SUCCESS;
  }

  error_code read_string(std::size_t spec, ondemand::value value, std::string& problem) {
    const std::string_view written = walk_.in_text(raw_key(value.raw_json_token().data() + 1));
    cells_[spec] = written;
    if (written.find('\\') != std::string_view::npos) {
      const auto text = decoded(written);
      if (!text) return simdjson::STRING_ERROR;
      cells_[spec] = meant(spec, written, [&] { return *text; });
    }
    if (cells_[spec].find('\0') == std::string_view::npos) return simdjson::SUCCESS;
    problem = specs_[spec].name + " contains a NUL, expected text";
    return simdjson::STRING_ERROR;
  }

  // A cell of several values, as other formats write it: between separators.
  error_code read_array(std::size_t spec, std::string_view written, std::string& problem) {
    std::string text;
    const simdjson::padded_string padded(written);
    const auto found = known(spec, written);
    if (found) {
      cells_[spec] = *found;
      return simdjson::SUCCESS;
    }
    ondemand::parser parser;
    ondemand::document document;
    ondemand::array array;
    if (const auto error = parser.iterate(padded).get(document)) return error;
    if (const auto error = document.get_array().get(array)) return error;
    for (auto each : array) {
      ondemand::value value;
      ondemand::json_type type;
      if (const auto error = std::move(each).get(value)) return error;
      if (const auto error = value.type().get(type)) return error;
      if (type == ondemand::json_type::null) continue;
      std::string part;
      if (type == ondemand::json_type::string) {
        std::string_view string;
        if (const auto error = value.get_string().get(string)) return error;
        part = string;
      } else {
        part = token_text(value.raw_json_token());
      }
      if (!is_plain(type) || (type == ondemand::json_type::number && !parse_number(part))) {
        problem = specs_[spec].name + " is " + shown(written) + ", expected a list of plain values";
        return simdjson::INCORRECT_TYPE;
      }
      if (part.find(specs_[spec].separator) != std::string::npos || part.find('\0') != std::string::npos) {
        problem = specs_[spec].name + " holds " + shown(part) + ", expected values without '" + specs_[spec].separator +
                  "', which separates them; say --multi " + specs_[spec].name + ":; for another separator";
        return simdjson::INCORRECT_TYPE;
      }
      if (!text.empty()) text += specs_[spec].separator;
      text += part;
    }
    cells_[spec] = meant(spec, written, [&] { return text; });
    return simdjson::SUCCESS;
  }

  std::optional<std::string_view> known(std::size_t spec, std::string_view written) {
    Seen& seen = seen_[spec];
    const std::size_t number = seen.written.add(written);
    if (number <= seen.meant.size() && seen.meant[number - 1].data() != nullptr) return seen.meant[number - 1];
    seen.meant.resize(seen.written.distinct().size());
    return std::nullopt;
  }

  template <class Make>
  std::string_view meant(std::size_t spec, std::string_view written, const Make& make) {
    if (const auto text = known(spec, written)) return *text;
    return seen_[spec].meant[seen_[spec].written.add(written) - 1] = chunk_.strings.emplace_back(make());
  }
};

Certainty recognise_json(const Text& text, Contents, const DataOptions& options) {
  return options.delimiter.empty() && options.header == "auto" && is_json(text.bytes) ? Certainty::certain
                                                                                      : Certainty::none;
}

// A column for every key that has plain values or lists of them.
std::vector<ColumnSpec> columns_of(const Keys& keys, std::vector<std::string>& notes, const std::string& path) {
  std::vector<ColumnSpec> columns;
  std::vector<std::string> nested;
  for (std::size_t i = 0; i < keys.keys.size(); ++i) {
    const Keys::Key& key = keys.keys[i];
    const std::string name = decoded(key.written).value_or(key.written);
    if (key.nested && !key.plain) {
      nested.push_back(name);
      continue;
    }
    ColumnSpec spec;
    spec.name = spec.header = name.empty() ? "c" + std::to_string(i + 1) : name;
    spec.position = i;
    if (key.array) {
      spec.kind = Kind::multi;
      spec.declared = true;
    }
    columns.push_back(std::move(spec));
  }
  if (!nested.empty())
    notes.push_back("left out of " + path + ", as the values are objects or lists of lists: " + listed(nested) +
                    "; json_normalize of pandas makes columns of them");
  return columns;
}

Sample sample_of(const Text& text, const JsonLayout& layout, const Keys& keys, const std::vector<ColumnSpec>& columns) {
  constexpr std::size_t sample_rows = 200, sample_bytes = std::size_t{1} << 20;
  std::size_t end = layout.first;
  for (std::size_t i = 0; i < sample_rows && end - layout.first < sample_bytes; ++i) {
    const Range one = next_json_object(text.bytes, layout, end, text.bytes.size());
    if (one.begin == one.end) break;
    end = one.end;
  }
  std::vector<ColumnSpec> as_texts = columns;
  for (ColumnSpec& spec : as_texts) spec.declared = false;
  const Chunk chunk = JsonParser(text, layout, {layout.first, end}, keys, as_texts, {}).parse();
  Sample sample(chunk.rows, std::vector<std::string>(keys.keys.size()));
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (std::size_t row = 0; row < chunk.rows; ++row)
      if (const std::uint32_t code = chunk.columns[i].codes[row]; code != 0)
        sample[row][columns[i].position] = chunk.columns[i].distinct[code - 1];
  return sample;
}

OpenedFile open_json(std::shared_ptr<const Text> text, Contents, const DataOptions&, Inputs&) {
  if (!is_json(text->bytes))
    throw Error(Code::bad_data, at(text->path), "is not JSON" + std::string(expected_json), "leave --format at auto");
  OpenedFile file;
  const JsonLayout layout = json_layout(text->bytes);
  auto keys = std::make_shared<const Keys>(keys_of(text->bytes, layout));
  file.named_cells = true;
  file.notes.push_back(text->path +
                       (layout.lines ? " is JSON, an object on every line" : " is JSON, a list of objects"));
  file.columns = columns_of(*keys, file.notes, text->path);
  if (file.columns.empty() && !keys->keys.empty())
    throw Error(Code::bad_data, at(text->path), "the objects hold no plain values" + std::string(expected_json),
                "write a flat object for every row, as pandas does by to_json(FILE, orient='records', lines=True)");
  file.sample = sample_of(*text, layout, *keys, file.columns);
  file.parse = [text, layout, keys](ParsedTable& table, const std::vector<ColumnSpec>& specs, const RowOptions& options,
                                    const TaskPool& pool) {
    add_chunks(table, text, json_ranges(text->bytes, layout, chunk_bytes), pool,
               [&](Range range) { return JsonParser(*text, layout, range, *keys, specs, options).parse(); });
  };
  file.text = std::move(text);
  return file;
}

}  // namespace

const Format& json_objects_format() {
  static const Format format = {.name = "json_objects", .recognise = recognise_json, .open = open_json};
  return format;
}

}  // namespace interplay
