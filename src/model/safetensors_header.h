// The header of a safetensors file: parts that are checked before anything in it is trusted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/json.h"

namespace interplay::safetensors {

constexpr std::size_t alignment = 64;
// As in the reference implementation.
constexpr std::uint64_t longest_header = 100'000'000;
// The header starts with its own checksum, at a position that is known before the header is parsed. The checksum is
// computed with zeros in its place.
constexpr std::string_view preamble = R"({"__metadata__":{"checksum":")";
constexpr std::string_view no_checksum = "0000000000000000";
// The format allows no bytes between tensors, so fillers are tensors themselves. '~' sorts after all other names.
constexpr std::string_view filler_prefix = "~filler/";

// The right checksum of a header that starts with the preamble, whatever checksum it contains.
std::string header_checksum(std::string_view header);

struct Place {
  std::string name, type;
  std::vector<std::size_t> shape;
  std::uint64_t begin = 0, end = 0;
};

// The places of all tensors, in the order of their bytes. Throws std::exception if `entries` is malformed.
std::vector<Place> places_of(const Json& entries);

// The size in bytes; nothing on overflow.
std::optional<std::uint64_t> byte_count(const std::vector<std::size_t>& shape, std::size_t element);

}  // namespace interplay::safetensors
