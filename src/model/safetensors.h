// Files in the safetensors format: named tensors, and texts beside them. docs/format.md describes the bytes.
// https://huggingface.co/docs/safetensors
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "interplay/error.h"

namespace interplay {

enum class TensorType { u8, u16, u32, i64, u64, bf16, f32, f64 };

std::size_t bytes_of(TensorType type);
std::string_view name(TensorType type);  // as the format spells it: "F32"

// Refers to bytes elsewhere: in memory when writing, in the mapped file when reading.
struct StoredTensor {
  std::string name;
  TensorType type = TensorType::u8;
  std::vector<std::size_t> shape;
  std::string_view bytes;
};

template <class T>
std::string_view as_bytes(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

// Texts by key, stored in the order of keys.
using Metadata = std::map<std::string, std::string>;

// The bytes depend only on the arguments. Adds the checksums of the header and of every tensor. Throws Error(io,
// unsupported).
void write_safetensors(const std::filesystem::path& path, const Metadata& metadata, std::vector<StoredTensor> tensors);

// A mapped file that this library wrote. Every tensor lies within the file, at a multiple of 64 bytes.
class SafetensorsFile {
 public:
  // `what` names the kind of file in messages: "model".
  // Throws Error(bad_model, io, not_found).
  static SafetensorsFile open(const std::filesystem::path& path, std::string_view what);
  // The same for another kind of file, with what to do about a damaged one and the code of the errors.
  struct Kind {
    std::string_view what, remedy;
    Code code = Code::bad_model;
  };
  static SafetensorsFile open(const std::filesystem::path& path, const Kind& kind);

  const std::string& path() const { return path_; }
  const Metadata& metadata() const { return metadata_; }
  // Throws Error(bad_model) if there is none.
  const std::string& text(const std::string& key) const;

  // Throws Error(bad_model) if there is none, or if it has another type or number of dimensions.
  const StoredTensor& find(std::string_view name, TensorType type, std::size_t dimensions = 1) const;
  bool has(std::string_view name) const { return tensors_.find(name) != tensors_.end(); }
  bool has(std::string_view name, TensorType type) const;
  // The values of a vector.
  template <class T>
  std::span<const T> values(std::string_view name, TensorType type) const {
    const StoredTensor& tensor = find(name, type);
    return {reinterpret_cast<const T*>(tensor.bytes.data()), tensor.shape[0]};
  }

  // Compares the checksum of every tensor. Throws Error(bad_model).
  void verify() const;
  // Keeps the bytes mapped.
  std::shared_ptr<const void> owner() const { return file_; }
  const MappedFile& file() const { return *file_; }

  // Throws Error(bad_model), naming the file.
  [[noreturn]] void fail(const std::string& message) const;

 private:
  void read_header(std::string_view header, std::string_view data, std::size_t data_start);

  std::string path_, what_, remedy_;
  Code code_ = Code::bad_model;
  std::shared_ptr<const MappedFile> file_;
  Metadata metadata_;
  std::map<std::string, StoredTensor, std::less<>> tensors_;
};

}  // namespace interplay
