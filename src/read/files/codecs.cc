#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>

#include "data/text/unpacked.h"
#include "interplay/error.h"
#include "read/files/codecs.h"

namespace interplay {
namespace {

constexpr const char* packed_file_remedy = "copy or download the file again";

[[noreturn]] void damaged(const std::string& path, const std::string& format, const std::string& why) {
  throw Error(Code::bad_data, at(path), format + " data " + why, packed_file_remedy);
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

constexpr std::string_view gzip_magic = "\x1f\x8b";

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

UnpackedBytes gunzip(std::string_view bytes, const std::string& path, const std::shared_ptr<Spool>& spool) {
  Inflater stream;
  Unpacked text(path, spool, gzip_size(bytes));
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
      if (!bytes.substr(consumed).starts_with(gzip_magic)) break;
      stream.reset();
    } else if (status == Z_BUF_ERROR || (status == Z_OK && consumed == bytes.size() && stream->avail_out > 0)) {
      damaged(path, "gzip", "ends too early");
    } else if (status != Z_OK) {
      damaged(path, "gzip", "is damaged");
    }
  }
  return std::move(text).take();
}

UnpackedBytes unzstd(std::string_view bytes, const std::string& path, const std::shared_ptr<Spool>& spool) {
  const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(), ZSTD_freeDStream);
  if (!stream) throw std::bad_alloc();
  ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
  Unpacked text(path, spool, zstd_size(bytes));
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

constexpr std::string_view bzip2_magic = "BZh";

// Text may begin with the three letters as well: the block size, 1 to 9, and the mark of a block (pi) or of the end
// (its square root) follow.
bool is_bzip2(std::string_view bytes) {
  return bytes.size() >= 10 && bytes.starts_with(bzip2_magic) && bytes[3] >= '1' && bytes[3] <= '9' &&
         (bytes.substr(4, 6) == "\x31\x41\x59\x26\x53\x59" || bytes.substr(4, 6) == "\x17\x72\x45\x38\x50\x90");
}

UnpackedBytes unbzip2(std::string_view bytes, const std::string& path, const std::shared_ptr<Spool>& spool) {
  struct Stream {
    bz_stream state{};
    Stream() {
      if (BZ2_bzDecompressInit(&state, 0, 0) != BZ_OK) throw std::bad_alloc();
    }
    ~Stream() { BZ2_bzDecompressEnd(&state); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
  };
  Unpacked text(path, spool);
  constexpr std::size_t limit = std::numeric_limits<unsigned>::max();
  std::size_t consumed = 0;
  // Parallel compressors write many streams, one after the other. Whatever else follows one is padding.
  while (consumed == 0 || is_bzip2(bytes.substr(consumed))) {
    Stream stream;
    for (int status = BZ_OK; status != BZ_STREAM_END;) {
      const std::size_t input = std::min(bytes.size() - consumed, limit), room = std::min(text.room(), limit);
      stream.state.next_in = const_cast<char*>(bytes.data() + consumed);
      stream.state.avail_in = static_cast<unsigned>(input);
      stream.state.next_out = text.place();
      stream.state.avail_out = static_cast<unsigned>(room);
      status = BZ2_bzDecompress(&stream.state);
      if (status != BZ_OK && status != BZ_STREAM_END) damaged(path, "bzip2", "is damaged");
      const std::size_t read = input - stream.state.avail_in, written = room - stream.state.avail_out;
      consumed += read;
      text.add(written);
      if (status == BZ_OK && read == 0 && written == 0) damaged(path, "bzip2", "ends too early");
    }
  }
  return std::move(text).take();
}

UnpackedBytes unxz(std::string_view bytes, const std::string& path, const std::shared_ptr<Spool>& spool) {
  lzma_stream stream = LZMA_STREAM_INIT;
  const std::unique_ptr<lzma_stream, void (*)(lzma_stream*)> owner(&stream, lzma_end);
  if (lzma_stream_decoder(&stream, std::numeric_limits<std::uint64_t>::max(), LZMA_CONCATENATED) != LZMA_OK)
    throw std::bad_alloc();
  Unpacked text(path, spool);
  stream.next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
  stream.avail_in = bytes.size();
  while (true) {
    const std::size_t room = text.room();
    stream.next_out = reinterpret_cast<std::uint8_t*>(text.place());
    stream.avail_out = room;
    const lzma_ret status = lzma_code(&stream, LZMA_FINISH);
    text.add(room - stream.avail_out);
    if (status == LZMA_STREAM_END) return std::move(text).take();
    if (status == LZMA_BUF_ERROR) damaged(path, "xz", "ends too early");
    if (status == LZMA_MEM_ERROR) throw std::bad_alloc();
    if (status != LZMA_OK) damaged(path, "xz", "is damaged");
  }
}

bool is_gzip(std::string_view bytes) { return bytes.starts_with(gzip_magic); }
bool is_zstd(std::string_view bytes) { return bytes.starts_with("\x28\xb5\x2f\xfd"); }
bool is_xz(std::string_view bytes) { return bytes.starts_with(std::string_view("\xFD\x37\x7A\x58\x5A\0", 6)); }

constexpr std::array<Codec, 4> all_codecs = {{{"gzip", ".gz", is_gzip, gunzip},
                                              {"zstd", ".zst", is_zstd, unzstd},
                                              {"bzip2", ".bz2", is_bzip2, unbzip2},
                                              {"xz", ".xz", is_xz, unxz}}};

}  // namespace

std::span<const Codec> codecs() { return all_codecs; }

const Codec* codec_of(std::string_view bytes) {
  for (const Codec& codec : all_codecs)
    if (codec.recognises(bytes)) return &codec;
  return nullptr;
}

std::string without_suffix(std::string path) {
  for (const Codec& codec : all_codecs)
    if (path.ends_with(codec.suffix)) path.resize(path.size() - codec.suffix.size());
  return path;
}

std::string codec_names() {
  std::string names;
  for (const Codec& codec : all_codecs) names += (names.empty() ? "" : ", ") + std::string(codec.name);
  return names;
}

}  // namespace interplay
