#include "data/encode/converted.h"

#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "data/encode/encode_codes.h"
#include "data/encode/sparse_numbers.h"
#include "interplay/error.h"

namespace interplay {
namespace {

[[noreturn]] void wrong_kind(const Field& found, const Field& wanted) {
  throw Error(Code::bad_data,
              "column '" + found.name + "' is " + std::string(name(found.kind)) + ", the model was trained on a " +
                  std::string(name(wanted.kind)) + " one",
              "name it among the --" + std::string(name(wanted.kind)) + " columns, or mend its values");
}

CategoricalColumn categories(Column column, const Field& found, const Field& wanted) {
  if (auto* codes = std::get_if<CategoricalColumn>(&column)) {
    recode(*codes, map_codes(found.vocabulary, wanted.vocabulary));
    return std::move(*codes);
  }
  const auto* numeric = std::get_if<NumericColumn>(&column);
  if (numeric == nullptr) wrong_kind(found, wanted);
  std::vector<std::uint32_t> codes;
  codes.reserve(numeric->values.size());
  for (const float value : numeric->values) {
    const bool whole = std::abs(value) <= 0x1p24f && value == std::trunc(value);  // false for NaN
    codes.push_back(whole ? wanted.vocabulary.code(static_cast<std::int64_t>(value)) : 0);
  }
  return {std::move(codes)};
}

NumericColumn numbers(Column column, const Field& found, const Field& wanted) {
  if (auto* numeric = std::get_if<NumericColumn>(&column)) return std::move(*numeric);
  const auto* categorical = std::get_if<CategoricalColumn>(&column);
  if (categorical == nullptr || !found.vocabulary.integers()) wrong_kind(found, wanted);
  const auto ids = found.vocabulary.sorted_integers();
  std::vector<float> values;
  values.reserve(categorical->codes.size());
  for (const std::uint32_t code : categorical->codes)
    values.push_back(code == 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(ids[code - 1]));
  return {std::move(values)};
}

MultiColumn bags(Column column, const Field& found, const Field& wanted) {
  MultiColumn result;
  if (auto* multi = std::get_if<MultiColumn>(&column)) {
    result = std::move(*multi);
  } else if (auto* categorical = std::get_if<CategoricalColumn>(&column)) {
    // No cell held more than one value, so the reader saw no bags.
    result.codes = std::move(categorical->codes);
    std::vector<std::uint64_t> offsets(result.codes.size() + 1);
    std::iota(offsets.begin(), offsets.end(), std::uint64_t{0});
    result.offsets = std::move(offsets);
  } else {
    wrong_kind(found, wanted);
  }
  recode(result, map_codes(found.vocabulary, wanted.vocabulary));
  apply_scales(wanted, result);
  return result;
}

}  // namespace

Column converted(Column column, const Field& found, const Field& wanted) {
  if (wanted.kind == Kind::numeric) return numbers(std::move(column), found, wanted);
  if (wanted.kind == Kind::multi) return bags(std::move(column), found, wanted);
  return categories(std::move(column), found, wanted);
}

}  // namespace interplay
