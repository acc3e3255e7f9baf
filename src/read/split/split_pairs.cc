// The split by a file of pairs: a user and an item on each line.
#include <algorithm>
#include <cstdint>
#include <unordered_set>

#include "data/row_groups.h"
#include "data/shown.h"
#include "data/text/id_lines.h"
#include "interplay/error.h"
#include "read/files/input.h"
#include "read/split/split_parts.h"

namespace interplay::splits {
namespace {

const Vocabulary& ids_of(const Dataset& data, Role role) {
  const auto field = data.schema.find(role);
  if (!field || codes_of(data, role).empty())
    throw Error(Code::usage,
                "the data has no column of " + std::string(name(role)) + "s, a split by pairs needs users and items",
                "name it with --" + std::string(name(role)));
  const std::uint32_t table = data.schema.fields[*field].table;
  return table > 0 ? data.entities[table - 1].keys : data.schema.fields[*field].vocabulary;
}

std::uint64_t packed(std::uint32_t user, std::uint32_t item) { return std::uint64_t{user} << 32 | item; }

}  // namespace

std::string assign_pairs(const Dataset& data, const std::string& path, std::vector<Part>& parts) {
  const Vocabulary &users = ids_of(data, Role::user), &items = ids_of(data, Role::item);
  const Input file = Inputs().take(path);
  IdLines lines(path, file.bytes, file.owner);
  std::unordered_set<std::uint64_t> pairs;
  std::size_t unknown = 0, count = 0;
  std::string example;  // of a pair that no row has
  for (IdLines::Line line{}; lines.next(line, 2, "a user and an item");) {
    const std::uint32_t user = users.code(line.cells[0]), item = items.code(line.cells[1]);
    const bool header = line.number == 1 && user == 0 && item == 0 && !canonical_integer(line.cells[0]);
    if (header) continue;
    ++count;
    if (user > 0 && item > 0) pairs.insert(packed(user, item));
    if (user > 0 && item > 0) continue;
    ++unknown;
    if (example.empty()) example = line.cells[0] + " " + line.cells[1];
  }
  const RowCodes user = codes_of(data, Role::user), item = codes_of(data, Role::item);
  std::unordered_set<std::uint64_t> met;
  for (std::size_t row = 0; row < parts.size(); ++row) {
    const std::uint64_t pair = packed(user.codes[row], item.codes[row]);
    if (!pairs.contains(pair)) continue;
    parts[row] = Part::test;
    met.insert(pair);
  }
  unknown += pairs.size() - met.size();
  if (met.empty())
    throw Error(Code::bad_data, at(path),
                count == 0
                    ? "has no pairs of a user and an item"
                    : "has " + std::to_string(count) + " pairs of a user and an item, and no row of the data is " +
                          "one of them" + (example.empty() ? "" : ", such as " + shown(example)),
                "name the file that was made for this data; its columns are user, item");
  return unknown == 0 ? "" : ", " + std::to_string(unknown) + " of " + std::to_string(count) + " pairs are of no row";
}

}  // namespace interplay::splits
