// The types of Arrow's C data interface, as far as they can be columns of a data set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/build.h"

namespace interplay {

// Binary is read as text. Times of day, moments and durations of one width are alike: see seconds_of_step.
enum class ArrowType {
  null,
  boolean,
  int8,
  uint8,
  int16,
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  float32,
  float64,
  decimal128,
  date32,
  time32,
  time64,
  text,
  large_text,
  text_view,
  list,
  large_list,
  list_view,
  large_list_view,
  fixed_list,
  other,
};

ArrowType arrow_type(std::string_view format);
bool is_whole(ArrowType type);
// Whether values are dates or moments.
bool is_time(std::string_view format);
// Of times: 1, 1e-3, 1e-6 or 1e-9.
double seconds_of_step(std::string_view format);
// Of decimals: those behind the point.
int decimal_digits(std::string_view format);
// Of lists of a fixed size.
std::size_t fixed_size(std::string_view format);
// As Arrow's documentation calls it.
std::string type_name(std::string_view format);

// Codes from 1 into `ids`, some of which may be equal or empty (missing), as codes of distinct ids.
Codes merged_codes(std::vector<std::string> ids, std::vector<std::uint32_t> codes);

}  // namespace interplay
