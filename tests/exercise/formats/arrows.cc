// The smallest format: lines such as "ann -> tea: 5". One file is enough for it to be recognised, to be a choice of
// option `format`, and to be read.
#include <memory>
#include <utility>

#include "data/text/dictionary.h"
#include "data/text/numbers.h"
#include "read/format.h"

namespace interplay {

const Format& arrows_format();

namespace {

constexpr std::string_view arrow = " -> ", colon = ": ";

struct Words {
  std::string_view user, item, rating;
};

Words words_of(std::string_view line) {
  const std::size_t first = line.find(arrow), second = line.find(colon);
  if (first == std::string_view::npos || second == std::string_view::npos || second < first) return {};
  const std::size_t item = first + arrow.size();
  return {line.substr(0, first), line.substr(item, second - item), line.substr(second + colon.size())};
}

Certainty recognise_arrows(const Text& text, Contents contents, const DataOptions&) {
  const bool fits = !words_of(text.bytes.substr(0, text.bytes.find('\n'))).user.empty();
  return fits && contents == Contents::interactions ? Certainty::certain : Certainty::none;
}

ColumnSpec column(const char* name, std::size_t position, Role role) {
  ColumnSpec spec;
  spec.name = name;
  spec.position = position;
  spec.role = role;
  return spec;
}

Chunk parse_range(const Text& text, Range range, const std::vector<ColumnSpec>& specs) {
  Chunk chunk;
  chunk.columns.resize(specs.size());
  std::vector<Dictionary> dictionaries(specs.size());
  for (std::size_t begin = range.begin; begin < range.end;) {
    const std::size_t end = std::min(text.bytes.find('\n', begin), text.bytes.size());
    const Words words = words_of(text.bytes.substr(begin, end - begin));
    const auto rating = parse_number(words.rating);
    if (rating) {
      for (std::size_t i = 0; i < specs.size(); ++i) {
        const std::string_view cell = specs[i].position == 0 ? words.user : words.item;
        if (specs[i].position == 2)
          chunk.columns[i].numbers.push_back(static_cast<float>(*rating));
        else
          chunk.columns[i].codes.push_back(dictionaries[i].add(cell));
      }
      ++chunk.rows;
    } else {
      reject(chunk, {.offset = begin, .message = "the line is not 'USER -> ITEM: NUMBER'"});
    }
    begin = end + 1;
  }
  for (std::size_t i = 0; i < specs.size(); ++i) chunk.columns[i].distinct = std::move(dictionaries[i]).take();
  return chunk;
}

OpenedFile open_arrows(std::shared_ptr<const Text> text, Contents, const DataOptions&, Inputs&) {
  OpenedFile file;
  file.text = text;
  file.known = true;
  file.columns = {column("user", 0, Role::user), column("item", 1, Role::item), column("rating", 2, Role::target)};
  file.notes = {text->path + " is lines of arrows"};
  file.parse = [text](ParsedTable& table, const std::vector<ColumnSpec>& specs, const RowOptions&,
                      const TaskPool& pool) {
    const std::vector<Range> ranges = line_ranges(text->bytes, 0, chunk_bytes);
    add_chunks(table, text, ranges, pool, [&](Range range) { return parse_range(*text, range, specs); });
  };
  return file;
}

}  // namespace

const Format& arrows_format() {
  static const Format format = {.name = "arrows", .recognise = recognise_arrows, .open = open_arrows};
  return format;
}

}  // namespace interplay
