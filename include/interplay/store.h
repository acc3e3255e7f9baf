// Rows beyond memory: data packed into one mapped file, and temporary files in place of memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

class Model;
class Spool;

// Bytes of "2GB", "512MB", "1.5 GiB", "100000" (units of 1000 or, with an i, of 1024); none of an empty text. Throws
// Error(usage).
std::optional<std::uint64_t> memory_limit(const std::string& text);

// A place for columns of rows in temporary files, in `folder` (empty: the system's place for them), which keeps the
// resident memory of the process below `limit` as long as it lives: pages that lie in files as well are given back when
// it comes near. Throws Error(io).
std::shared_ptr<Spool> make_spool(std::uint64_t limit, const std::string& folder = "");

// As the functions of read.h; columns of rows lie in the spool, if one is given. The data is the same.
Dataset read(std::span<const std::string> paths, const DataOptions& options, int threads,
             const std::shared_ptr<Spool>& spool);

Dataset read_for(const Model& model, std::span<const std::string> paths, const DataOptions& options, int threads,
                 Dataset* as_read, const std::shared_ptr<Spool>& spool);

// The data with its columns of rows in the spool: those that lie elsewhere are copied. Null changes nothing.
Dataset in_spool(Dataset data, const std::shared_ptr<Spool>& spool);

// Where the memory of the process stands: bytes that are resident now, and the most that ever were.
struct ResidentMemory {
  std::uint64_t now = 0, peak = 0;
};
ResidentMemory resident_memory();

struct StoreOptions {
  bool bfloat16 = false;  // numbers of features in half the bytes (8 bits of precision)
  // Of `paths`, for the fingerprint; they are those of Dataset::sources and joined tables.
  std::vector<std::string> sources = {};
};

// Packs data, as it was read by `options`, into one file: docs/format-store.md. Throws Error(io, unsupported), for
// example on a full disk; then nothing has changed.
void write_store(const Dataset& data, const DataOptions& options, const StoreOptions& store, const std::string& path);

// Whether the file is a store.
bool is_store(const std::string& path);

// What a store says of itself, without its columns.
struct StoreInfo {
  std::uint64_t rows = 0, bytes = 0;
  DataOptions options;  // by which it was read
  struct Source {
    std::string path;
    std::uint64_t bytes = 0;
    std::int64_t modified = 0;  // seconds since 1970
    std::string checksum;
  };
  std::vector<Source> sources;
};
// Throws Error(not_found, io, bad_data).
StoreInfo store_info(const std::string& path);

// The options by which the only path, a store, was read; nothing where paths are other files.
std::optional<DataOptions> packed_options(std::span<const std::string> paths);
// `options` with those of the store, where it is one: what is at its default there takes the store's. Throws
// Error(usage) for an option of reading that contradicts the store, since its columns cannot be read otherwise.
DataOptions with_packed_options(std::span<const std::string> paths, const DataOptions& options);

// Compares every section with its checksum. Throws Error(bad_data).
void verify_store(const std::string& path);

}  // namespace interplay
