#include "data/scale.h"

#include <string>

#include "data/encode_codes.h"
#include "interplay/error.h"

namespace interplay {

std::vector<std::uint32_t> count_uses(const Entity& entity, std::span<const std::uint32_t> interactions) {
  std::vector<std::uint32_t> uses(std::size_t{entity.keys.size()} + 1, 0);
  for (const std::uint32_t row : interactions) ++uses[entity.row_of[row]];
  return uses;
}

void set_scale(Field& field, const Moments& m, std::string_view how) {
  field.minimum = static_cast<float>(m.minimum);
  field.maximum = static_cast<float>(m.maximum);
  field.mean = static_cast<float>(m.mean);
  field.scale = 1;
  if (!is_input(field)) return;
  if (how == "minmax") {
    field.mean = field.minimum;
    if (field.maximum > field.minimum) field.scale = field.maximum - field.minimum;
  } else if (how == "standard") {
    const auto deviation = static_cast<float>(std::sqrt(m.variance));
    if (deviation > 0 && field.maximum > field.minimum) field.scale = deviation;
  } else if (how == "raw") {
    field.mean = 0;
  } else if (how != "none") {
    throw Error(Code::usage, "numeric_scale is '" + std::string(how) + "', expected standard, minmax, none or raw");
  }
}

}  // namespace interplay
