// Any bytes, opened as a model: a model that can be used or an Error, never a crash. The checksum of the
// header is put right first, or no mutation would reach what lies behind it. Seed corpus: tests/model/golden.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "interplay/error.h"
#include "interplay/model.h"
#include "model/safetensors_header.h"

namespace {

using namespace interplay;

void repair(std::string& bytes) {
  constexpr std::size_t checksum_end = safetensors::preamble.size() + safetensors::no_checksum.size();
  if (bytes.size() < 8 + checksum_end) return;
  bytes.replace(8, safetensors::preamble.size(), safetensors::preamble);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof(length));
  if (length < checksum_end || length > bytes.size() - 8) length = bytes.size() - 8;
  std::memcpy(bytes.data(), &length, sizeof(length));
  bytes.replace(8 + safetensors::preamble.size(), safetensors::no_checksum.size(),
                safetensors::header_checksum(std::string_view(bytes).substr(8, length)));
}

// Three rows of every field, made from the schema alone; entity rows beyond the table are clipped to its last
// one.
Dataset rows_for(const Model& model) {
  Dataset data;
  data.rows = 3;
  data.schema = model.schema();
  data.columns = model.star().columns;
  data.entities = model.star().entities;
  for (Entity& entity : data.entities) entity.row_of = {0, std::min(1u, entity.keys.size()), entity.keys.size()};
  for (std::size_t f = 0; f < data.columns.size(); ++f) {
    const Field& field = data.schema.fields[f];
    if (field.table > 0) continue;
    const std::uint32_t last = field.vocabulary.size();
    if (field.kind == Kind::numeric) data.columns[f] = NumericColumn{{0, 1, -1}};
    if (field.kind == Kind::categorical) data.columns[f] = CategoricalColumn{{0, std::min(1u, last), last}};
    if (field.kind == Kind::multi) data.columns[f] = MultiColumn{{0, 0, 1, 2}, {0, last}, {}};
  }
  return data;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("interplay-model-fuzz-" + std::to_string(::getpid()));
  std::string bytes(reinterpret_cast<const char*>(data), size);
  repair(bytes);
  std::ofstream(path, std::ios::binary) << bytes;
  try {
    const Model model = Model::load(path);
    model.predict(rows_for(model), {}, 1);
    model.parts();
  } catch (const Error&) {
  }
  return 0;
}
