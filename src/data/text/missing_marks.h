// Texts that stand for a missing number in a column of numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace interplay {

// Whether the cell is a usual mark for a missing number, in addition to those of is_missing: ?, -, n/a, none, ...
bool is_missing_mark(std::string_view cell);

struct MarkedNumbers {
  std::string mark;  // a text other than those of is_missing_mark that stands for a missing number; may be empty
  std::string note;  // about column "NAME"; the name has to be put before it
};

// So many different integers may be quantities; fewer are most often codes.
inline constexpr std::size_t many_integers = 30;

// Reads a column of text as numbers with holes. `cells`: in how many cells each distinct value occurs. The column
// qualifies if at least half of the cells are numbers and the others are usual marks; or if at least nine tenths are
// numbers and the others are all the same text. One number has to be written with a point or an exponent or, where
// `quantities` says that integers may be such, there have to be many. Otherwise returns nothing; `note` then says so if
// half of the cells were numbers.
std::optional<MarkedNumbers> marked_numbers(std::span<const std::string_view> values,
                                            std::span<const std::uint64_t> cells, bool quantities, std::string& note);

}  // namespace interplay
