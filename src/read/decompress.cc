#include "read/decompress.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::size_t block = std::size_t{1} << 20;
constexpr const char* remedy = "copy or download the file again";

[[noreturn]] void damaged(const std::string& path, const std::string& format, const std::string& why) {
  throw Error(Code::bad_data, at(path), format + " data " + why, remedy);
}

// Room for more output: doubled each time, so that copying stays linear.
void grow(std::string& text, std::size_t used) {
  if (text.size() - used < block) text.resize(std::max(text.size() * 2, used + block));
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
  std::string text;
  std::size_t used = 0, consumed = 0;
  while (true) {
    grow(text, used);
    const std::size_t limit = std::numeric_limits<uInt>::max();
    const std::size_t input = std::min(bytes.size() - consumed, limit);
    const std::size_t room = std::min(text.size() - used, limit);
    stream->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + consumed));
    stream->avail_in = static_cast<uInt>(input);
    stream->next_out = reinterpret_cast<Bytef*>(text.data() + used);
    stream->avail_out = static_cast<uInt>(room);
    const int status = stream.inflate();
    consumed += input - stream->avail_in;
    used += room - stream->avail_out;
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
  text.resize(used);
  return text;
}

std::string unzstd(std::string_view bytes, const std::string& path) {
  const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(), ZSTD_freeDStream);
  if (!stream) throw std::bad_alloc();
  ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
  std::string text;
  std::size_t used = 0, left = 1;
  while (input.pos < input.size || left != 0) {
    grow(text, used);
    ZSTD_outBuffer output{text.data() + used, text.size() - used, 0};
    const std::size_t before = input.pos;
    left = ZSTD_decompressStream(stream.get(), &output, &input);
    if (ZSTD_isError(left)) damaged(path, "zstd", std::string("is damaged (") + ZSTD_getErrorName(left) + ")");
    used += output.pos;
    if (left != 0 && input.pos == before && output.pos == 0) damaged(path, "zstd", "ends too early");
  }
  text.resize(used);
  return text;
}

}  // namespace interplay
