#include "serve/tensors.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>

#include <fmt/format.h>

#include "serve/fault.h"

namespace interplay::serve {
namespace {

using simdjson::dom::element;

static_assert(std::endian::native == std::endian::little, "binary tensors are little-endian");

[[noreturn]] void refuse(std::string_view place, const std::string& field, std::string message) {
  throw Fault{400, "bad_request", fmt::format("{}.{}", place, field), std::move(message), ""};
}

std::string_view text_of(const element& object, const char* key, std::string_view place) {
  std::string_view text;
  if (object[key].get(text) != simdjson::SUCCESS)
    refuse(place, key, fmt::format("'{}' is missing, expected a text", key));
  return text;
}

// The product of the shape.
std::size_t rows_of(const element& object, std::size_t most, std::string_view place) {
  simdjson::dom::array shape;
  if (object["shape"].get(shape) != simdjson::SUCCESS)
    refuse(place, "shape", "'shape' is missing, expected a list of sizes");
  std::uint64_t rows = 1;
  for (const element size : shape) {
    std::uint64_t number = 0;
    if (size.get(number) != simdjson::SUCCESS) refuse(place, "shape", "'shape' holds something else than a size");
    rows *= number;
    if (rows > most || number > most)
      refuse(place, "shape", fmt::format("the tensor has more than {} rows, which is the most", most));
  }
  return rows;
}

void append_cell(const element& value, TextArena& arena, std::vector<std::string_view>& rows, std::size_t most,
                 std::string_view place) {
  if (value.is_array()) {
    for (const element inner : simdjson::dom::array(value)) append_cell(inner, arena, rows, most, place);
    return;
  }
  if (rows.size() >= most)
    refuse(place, "data", fmt::format("the data have more values than the shape, which has {}", most));
  if (value.is_string())
    rows.push_back(value.get_string().value_unsafe());
  else if (value.is_bool())
    rows.push_back(value.get_bool().value_unsafe() ? "true" : "false");
  else if (value.is_number())
    rows.push_back(arena.keep(value));
  else
    refuse(place, "data", "the data hold something else than texts, numbers and booleans");
}

template <class Number>
Number taken(std::string_view& bytes) {
  Number number;
  std::memcpy(&number, bytes.data(), sizeof number);
  bytes.remove_prefix(sizeof number);
  return number;
}

template <class Number>
void append_numbers(std::string_view bytes, std::size_t count, TextArena& arena, std::vector<std::string_view>& rows,
                    std::string_view place) {
  if (bytes.size() != count * sizeof(Number))
    refuse(place, "parameters.binary_data_size",
           fmt::format("the tensor has {} bytes, expected {}", bytes.size(), count * sizeof(Number)));
  while (!bytes.empty()) {
    const auto number = taken<Number>(bytes);
    if (!std::isfinite(static_cast<double>(number))) refuse(place, "data", "the data hold a number that is not finite");
    if constexpr (std::is_integral_v<Number>)
      rows.push_back(arena.keep(std::int64_t{number}));
    else
      rows.push_back(arena.keep(static_cast<double>(number)));
  }
}

void append_texts(std::string_view bytes, std::size_t count, std::vector<std::string_view>& rows,
                  std::string_view place) {
  while (!bytes.empty()) {
    if (bytes.size() < sizeof(std::uint32_t)) refuse(place, "data", "the binary data end within a length");
    const auto length = taken<std::uint32_t>(bytes);
    if (length > bytes.size() || rows.size() == count)
      refuse(place, "data", "the lengths of the binary texts do not agree with their size and shape");
    rows.push_back(bytes.substr(0, length));
    if (!simdjson::validate_utf8(rows.back().data(), rows.back().size())) refuse(place, "data", "a text is not UTF-8");
    bytes.remove_prefix(length);
  }
}

void append_binary(std::string_view type, std::string_view bytes, std::size_t count, TextArena& arena,
                   std::vector<std::string_view>& rows, std::string_view place) {
  if (type == "BYTES") return append_texts(bytes, count, rows, place);
  if (type == "INT32") return append_numbers<std::int32_t>(bytes, count, arena, rows, place);
  if (type == "INT64") return append_numbers<std::int64_t>(bytes, count, arena, rows, place);
  if (type == "UINT32") return append_numbers<std::uint32_t>(bytes, count, arena, rows, place);
  if (type == "FP32") return append_numbers<float>(bytes, count, arena, rows, place);
  if (type == "FP64") return append_numbers<double>(bytes, count, arena, rows, place);
  refuse(
      place, "datatype",
      fmt::format("'{}' is not read as bytes, expected BYTES, INT32, INT64, UINT32, FP32 or FP64", type.substr(0, 20)));
}

}  // namespace

Tensor read_tensor(const element& value, std::string_view& bytes, TextArena& arena, std::size_t most,
                   std::string_view place) {
  if (!value.is_object()) refuse(place, "name", "found no object, expected name, shape, datatype and data");
  Tensor tensor{text_of(value, "name", place), {}};
  const std::string_view type = text_of(value, "datatype", place);
  const std::size_t count = rows_of(value, most, place);
  std::uint64_t size = 0;
  element data;
  if (value["parameters"]["binary_data_size"].get(size) == simdjson::SUCCESS) {
    if (size > bytes.size())
      refuse(place, "parameters.binary_data_size",
             fmt::format("{} bytes are announced, and {} are left", size, bytes.size()));
    append_binary(type, bytes.substr(0, size), count, arena, tensor.rows, place);
    bytes.remove_prefix(size);
  } else if (value["data"].get(data) == simdjson::SUCCESS && data.is_array()) {
    append_cell(data, arena, tensor.rows, count, place);
  } else {
    refuse(place, "data", "'data' is missing, expected a list");
  }
  if (tensor.rows.size() != count)
    refuse(place, "data", fmt::format("there are {} values, and the shape has {}", tensor.rows.size(), count));
  return tensor;
}

}  // namespace interplay::serve
