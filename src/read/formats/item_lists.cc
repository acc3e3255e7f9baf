// Lines "USER ITEM ITEM ...", as lists of what everybody consumed come with graph recommenders. They hold no ratings.
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "data/text/numbers.h"
#include "read/format.h"
#include "read/parse/line_rows.h"

namespace interplay {

const Format& item_lists_format();

namespace {

constexpr std::string_view between = " \t,";

std::string_view next_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(between), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(between));
  line.remove_prefix(word.size());
  return word;
}

// Whole numbers in lines of many different lengths, each of another user.
Certainty recognise_lists(const Text& text, Contents contents, const DataOptions& options) {
  if (contents == Contents::entities || !options.delimiter.empty() || options.header == "yes") return Certainty::none;
  constexpr std::size_t sample_lines = 200, least_lines = 3, usual_columns = 4;
  std::map<std::size_t, std::size_t> lines_of;  // by the number of words
  std::set<std::string_view> users;
  std::size_t lines = 0, most = 0;
  for (std::size_t position = 0; position < text.bytes.size() && lines < sample_lines;) {
    std::string_view line = next_line(text.bytes, position);
    std::size_t words = 0;
    for (std::string_view word = next_word(line); !word.empty(); word = next_word(line)) {
      const auto number = canonical_integer(word);
      if (!number || *number < 0) return Certainty::none;
      if (words++ == 0 && !users.insert(word).second) return Certainty::none;
    }
    if (words == 0) continue;
    ++lines;
    most = std::max(most, ++lines_of[words]);
  }
  if (lines < least_lines || 2 * most > lines || lines_of.rbegin()->first <= usual_columns) return Certainty::none;
  return Certainty::likely;
}

void read_list(std::string_view line, std::size_t offset, RowSink& sink) {
  std::string_view row[2];
  row[0] = next_word(line);
  for (row[1] = next_word(line); !row[1].empty(); row[1] = next_word(line)) sink.row(offset, row);
}

OpenedFile open_lists(std::shared_ptr<const Text> text, Contents, const DataOptions&, Inputs&) {
  OpenedFile file;
  file.known = true;
  file.columns = {known_column("user", 0, Role::user), known_column("item", 1, Role::item)};
  file.notes = {text->path + " is lists: USER ITEM ITEM ...; they hold no ratings"};
  file.parse = line_rows(text, 0, [](Range, const ParsedTable&) { return read_list; });
  file.text = std::move(text);
  return file;
}

}  // namespace

const Format& item_lists_format() {
  static const Format format = {.name = "item_lists", .recognise = recognise_lists, .open = open_lists};
  return format;
}

}  // namespace interplay
