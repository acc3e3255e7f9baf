#include "model/safetensors_header.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <tuple>

#include "base/files.h"

namespace interplay::safetensors {

std::string header_checksum(std::string_view header) {
  std::string copy(header);
  copy.replace(preamble.size(), no_checksum.size(), no_checksum);
  return hexadecimal(checksum(copy));
}

std::vector<Place> places_of(const Json& entries) {
  const auto whole = [](const Json& value) {
    if (!value.is_number_unsigned()) throw std::runtime_error("expected a whole number that is not negative");
    return value.get<std::uint64_t>();
  };
  std::vector<Place> places;
  for (const auto& [name, value] : entries.items()) {
    Place place;
    place.name = name;
    place.type = value.at("dtype").get<std::string>();
    for (const Json& extent : value.at("shape")) place.shape.push_back(whole(extent));
    const Json& offsets = value.at("data_offsets");
    if (offsets.size() != 2) throw std::runtime_error("expected two offsets");
    place.begin = whole(offsets.at(0));
    place.end = whole(offsets.at(1));
    places.push_back(std::move(place));
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  return places;
}

std::optional<std::uint64_t> byte_count(const std::vector<std::size_t>& shape, std::size_t element) {
  std::uint64_t count = element;
  for (const std::size_t extent : shape) {
    if (extent != 0 && count > std::numeric_limits<std::uint64_t>::max() / extent) return std::nullopt;
    count *= extent;
  }
  return count;
}

}  // namespace interplay::safetensors
