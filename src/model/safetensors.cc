#include "model/safetensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "interplay/error.h"
#include "model/json.h"
#include "model/safetensors_header.h"

namespace interplay {
namespace {

// The format demands little-endian numbers, and arrays are written as they are in memory.
static_assert(std::endian::native == std::endian::little);

struct TypeInfo {
  TensorType type;
  std::string_view name;
  std::size_t bytes;
};
constexpr TypeInfo types[] = {{TensorType::u8, "U8", 1},   {TensorType::u16, "U16", 2}, {TensorType::u32, "U32", 4},
                              {TensorType::i64, "I64", 8}, {TensorType::u64, "U64", 8}, {TensorType::bf16, "BF16", 2},
                              {TensorType::f32, "F32", 4}, {TensorType::f64, "F64", 8}};

const TypeInfo& info(TensorType type) {
  return *std::find_if(std::begin(types), std::end(types), [&](const TypeInfo& t) { return t.type == type; });
}

// One entry of the header: the position of a tensor.
Json entry(const StoredTensor& tensor, std::size_t offset) {
  return {{"dtype", info(tensor.type).name},
          {"shape", tensor.shape},
          {"data_offsets", {offset, offset + tensor.bytes.size()}}};
}

std::size_t filler_after(std::size_t bytes) {
  return (safetensors::alignment - bytes % safetensors::alignment) % safetensors::alignment;
}

constexpr char zeros[safetensors::alignment] = {};

// Tensors with fillers between them, so that each starts at a multiple of 64 and every byte belongs to a tensor.
std::vector<StoredTensor> with_fillers(std::vector<StoredTensor> tensors) {
  std::vector<StoredTensor> all;
  for (StoredTensor& tensor : tensors) {
    const std::size_t filler = filler_after(tensor.bytes.size());
    all.push_back(std::move(tensor));
    if (filler == 0) continue;
    all.push_back(
        {fmt::format("{}{:04}", safetensors::filler_prefix, all.size()), TensorType::u8, {filler}, {zeros, filler}});
  }
  return all;
}

std::string header_of(const Metadata& metadata, const std::vector<StoredTensor>& tensors) {
  Json entries = Json::object();
  std::size_t offset = 0;
  for (const StoredTensor& tensor : tensors) {
    if (!entries.emplace(tensor.name, entry(tensor, offset)).second) {
      throw Error(Code::unsupported, fmt::format("two fields or tensors have the same name '{}'", tensor.name),
                  "rename one of the columns");
    }
    offset += tensor.bytes.size();
  }
  std::string header = fmt::format("{}{}\"", safetensors::preamble, safetensors::no_checksum);
  for (const auto& [key, text] : metadata) header += fmt::format(",{}:{}", json_text(key), json_text(text));
  header += '}';
  for (const auto& [key, value] : entries.items()) header += fmt::format(",{}:{}", json_text(key), json_text(value));
  header += '}';
  header.append(filler_after(sizeof(std::uint64_t) + header.size()), ' ');
  header.replace(safetensors::preamble.size(), safetensors::no_checksum.size(), safetensors::header_checksum(header));
  return header;
}

}  // namespace

std::size_t bytes_of(TensorType type) { return info(type).bytes; }
std::string_view name(TensorType type) { return info(type).name; }

void write_safetensors(const std::filesystem::path& path, const Metadata& metadata, std::vector<StoredTensor> tensors) {
  Json checksums = Json::object();
  for (const StoredTensor& tensor : tensors) checksums[tensor.name] = hexadecimal(checksum(tensor.bytes));
  Metadata all = metadata;
  all["checksums"] = json_text(checksums);
  tensors = with_fillers(std::move(tensors));

  const std::string header = header_of(all, tensors);
  const std::uint64_t length = header.size();
  AtomicFile file(path);
  file.write(&length, sizeof(length));
  file.write(header);
  for (const StoredTensor& tensor : tensors) file.write(tensor.bytes);
  file.commit();
}

void SafetensorsFile::fail(const std::string& message) const { throw Error(code_, at(path_), message, remedy_); }

SafetensorsFile SafetensorsFile::open(const std::filesystem::path& path, std::string_view what) {
  const std::string remedy = fmt::format("restore the {} file from a copy, or train again", what);
  return open(path, {what, remedy});
}

SafetensorsFile SafetensorsFile::open(const std::filesystem::path& path, const Kind& kind) {
  const std::string_view what = kind.what;
  SafetensorsFile result;
  result.path_ = path.string();
  result.what_ = what;
  result.remedy_ = kind.remedy;
  result.code_ = kind.code;
  result.file_ = MappedFile::open(path);
  const std::string_view bytes = result.file_->bytes();
  std::uint64_t length = 0;
  if (bytes.size() < sizeof(length)) {
    result.fail(fmt::format("has {} bytes, too few for a {} file", bytes.size(), what));
  }
  std::memcpy(&length, bytes.data(), sizeof(length));
  const std::string_view rest = bytes.substr(sizeof(length));
  // In this order, so that a text file is reported as foreign, not as truncated.
  if (!rest.starts_with(safetensors::preamble)) {
    throw Error(Code::bad_model, at(result.path_),
                fmt::format("is not a {} file: it does not start like one written by Interplay", what),
                fmt::format("name a {0} file that interplay train wrote; data stands behind it", what));
  }
  if (length > rest.size() || length > safetensors::longest_header) {
    result.fail(fmt::format("is cut off or corrupt: its header takes {} bytes, the file has {}", length, bytes.size()));
  }
  const std::string_view header = rest.substr(0, length);
  constexpr std::size_t start = safetensors::preamble.size(), size = safetensors::no_checksum.size();
  if (length < start + size || header.substr(start, size) != safetensors::header_checksum(header)) {
    result.fail("is corrupt: the header's checksum is wrong");
  }
  result.read_header(header, rest.substr(length), sizeof(length) + length);
  return result;
}

void SafetensorsFile::read_header(std::string_view header, std::string_view data, std::size_t data_start) {
  const auto check = [&](bool right, const std::string& message) {
    if (!right) fail("is corrupt: " + message);
  };
  check(data_start % safetensors::alignment == 0, "the data does not start at a multiple of 64 bytes");
  Json json;
  std::vector<safetensors::Place> places;
  try {
    json = parse_json(header);
    metadata_ = json.at("__metadata__").get<Metadata>();
    json.erase("__metadata__");
    places = safetensors::places_of(json);
  } catch (const std::exception& error) {
    fail(fmt::format("is corrupt: the header cannot be understood ({})", error.what()));
  }
  std::size_t end = 0;
  for (safetensors::Place& place : places) {
    check(place.begin == end, fmt::format("tensor '{}' starts at {}, expected {}", place.name, place.begin, end));
    check(place.end >= place.begin && place.end <= data.size(),
          fmt::format("tensor '{}' ends at {}, the data has {} bytes; the file is cut off", place.name, place.end,
                      data.size()));
    end = place.end;
    if (place.name.starts_with(safetensors::filler_prefix)) continue;
    check(place.begin % safetensors::alignment == 0, fmt::format("tensor '{}' is not aligned", place.name));
    const auto type =
        std::find_if(std::begin(types), std::end(types), [&](const auto& t) { return t.name == place.type; });
    check(type != std::end(types), fmt::format("tensor '{}' is of the unknown type {}", place.name, place.type));
    check(safetensors::byte_count(place.shape, type->bytes) == place.end - place.begin,
          fmt::format("tensor '{}' has a shape that does not fit its {} bytes", place.name, place.end - place.begin));
    tensors_[place.name] = {place.name, type->type, place.shape, data.substr(place.begin, place.end - place.begin)};
  }
  check(end == data.size(), fmt::format("{} bytes follow the last tensor", data.size() - end));
}

const std::string& SafetensorsFile::text(const std::string& key) const {
  const auto found = metadata_.find(key);
  if (found == metadata_.end()) fail(fmt::format("has no entry '{}' in its metadata", key));
  return found->second;
}

bool SafetensorsFile::has(std::string_view name, TensorType type) const {
  const auto found = tensors_.find(name);
  return found != tensors_.end() && found->second.type == type;
}

const StoredTensor& SafetensorsFile::find(std::string_view name, TensorType type, std::size_t dimensions) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) fail(fmt::format("has no tensor '{}'", name));
  if (found->second.type != type || found->second.shape.size() != dimensions) {
    fail(fmt::format("has a tensor '{}' of type {} and {} dimensions, expected {} and {}", name,
                     info(found->second.type).name, found->second.shape.size(), info(type).name, dimensions));
  }
  return found->second;
}

void SafetensorsFile::verify() const {
  const Json checksums = parse_json_or(text("checksums"), [&](const std::string& reason) { fail(reason); });
  for (const auto& [name, tensor] : tensors_) {
    const auto expected = checksums.find(name);
    if (expected == checksums.end() || !expected->is_string()) fail(fmt::format("has no checksum of '{}'", name));
    if (expected->get<std::string>() != hexadecimal(checksum(tensor.bytes))) {
      fail(fmt::format("is corrupt: the checksum of tensor '{}' is wrong", name));
    }
  }
}

}  // namespace interplay
