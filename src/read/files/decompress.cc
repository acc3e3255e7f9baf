#include "read/files/decompress.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>

#include "data/text/unpacked.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr const char* remedy = "copy or download the file again";

[[noreturn]] void damaged(const std::string& path, const std::string& format, const std::string& why) {
  throw Error(Code::bad_data, at(path), format + " data " + why, remedy);
}

// The size that the last four bytes of a gzip file tell, modulo 2^32, of its last member; 0 where deflate, which packs
// at most 1032 bytes into one, cannot have made it.
std::uint64_t gzip_size(std::string_view bytes) {
  constexpr std::uint64_t best_ratio = 1032;
  std::uint32_t size = 0;
  if (bytes.size() < sizeof size) return 0;
  std::memcpy(&size, bytes.data() + bytes.size() - sizeof size, sizeof size);
  return size <= best_ratio * bytes.size() ? size : 0;
}

std::uint64_t zstd_size(std::string_view bytes) {
  const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  return size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR ? 0 : size;
}

class Inflater {
 public:
  Inflater() {
    // 15 bits of window, +16: a gzip header is expected.
    if (inflateInit2(&stream_, 15 + 16) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  z_stream* operator->() { return &stream_; }
  int inflate() { return ::inflate(&stream_, Z_NO_FLUSH); }
  void reset() { inflateReset(&stream_); }

 private:
  z_stream stream_{};
};

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }
bool is_zstd(std::string_view bytes) { return bytes.starts_with("\x28\xb5\x2f\xfd"); }
bool is_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06"); }

std::string gunzip(std::string_view bytes, const std::string& path) {
  Inflater stream;
  Unpacked text(path, gzip_size(bytes));
  std::size_t consumed = 0;
  while (true) {
    const std::size_t limit = std::numeric_limits<uInt>::max();
    const std::size_t input = std::min(bytes.size() - consumed, limit);
    const std::size_t room = std::min(text.room(), limit);
    stream->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + consumed));
    stream->avail_in = static_cast<uInt>(input);
    stream->next_out = reinterpret_cast<Bytef*>(text.place());
    stream->avail_out = static_cast<uInt>(room);
    const int status = stream.inflate();
    consumed += input - stream->avail_in;
    text.add(room - stream->avail_out);
    if (status == Z_STREAM_END) {
      // Another member follows, or padding (which gzip ignores as well).
      if (!is_gzip(bytes.substr(consumed))) break;
      stream.reset();
    } else if (status == Z_BUF_ERROR || (status == Z_OK && consumed == bytes.size() && stream->avail_out > 0)) {
      damaged(path, "gzip", "ends too early");
    } else if (status != Z_OK) {
      damaged(path, "gzip", "is damaged");
    }
  }
  return std::move(text).take();
}

std::string unzstd(std::string_view bytes, const std::string& path) {
  const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(), ZSTD_freeDStream);
  if (!stream) throw std::bad_alloc();
  ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
  Unpacked text(path, zstd_size(bytes));
  std::size_t left = 1;
  while (input.pos < input.size || left != 0) {
    const std::size_t room = text.room();
    ZSTD_outBuffer output{text.place(), room, 0};
    const std::size_t before = input.pos;
    left = ZSTD_decompressStream(stream.get(), &output, &input);
    if (ZSTD_isError(left)) damaged(path, "zstd", std::string("is damaged (") + ZSTD_getErrorName(left) + ")");
    text.add(output.pos);
    if (left != 0 && input.pos == before && output.pos == 0) damaged(path, "zstd", "ends too early");
  }
  return std::move(text).take();
}

}  // namespace interplay
