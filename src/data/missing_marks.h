// Texts among numbers that stand for a missing one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace interplay {

// What people write for a number that they do not have, beside what is_missing knows: ?, -, n/a, none, ...
bool is_missing_mark(std::string_view cell);

struct MarkedNumbers {
  std::string mark;  // the one text, other than is_missing_mark's, that stands for a missing number; may be empty
  std::string note;  // about column "NAME", whose name is to be put before it
};

// Reads a column of text, whose distinct values stand in `cells` of its cells each, as numbers with holes: where at
// least half of the cells are numbers, one of them written with a point or an exponent, and the others bear usual
// marks; or at least nine tenths are, and the others bear one and the same text. None if it is no such column; then
// `note` says so where nine tenths were numbers.
std::optional<MarkedNumbers> marked_numbers(const std::vector<std::string_view>& values,
                                            std::span<const std::uint64_t> cells, std::string& note);

}  // namespace interplay
