#include "read/transcode.h"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "data/shown.h"
#include "interplay/error.h"

namespace interplay {
namespace {

class Converter {
 public:
  explicit Converter(const std::string& encoding) : handle_(iconv_open("UTF-8", encoding.c_str())) {}
  ~Converter() {
    if (known()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  bool known() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  // Adds what `bytes` stand for; returns how many of them could be converted.
  std::size_t add(std::string_view bytes, std::string& text) {
    char* in = const_cast<char*>(bytes.data());  // iconv does not write there
    std::size_t left = bytes.size();
    while (left > 0) {
      constexpr std::size_t piece = std::size_t{1} << 20;
      const std::size_t before = text.size();
      text.resize(before + piece);
      char* out = text.data() + before;
      std::size_t room = piece;
      const std::size_t result = iconv(handle_, &in, &left, &out, &room);
      const bool full = result == static_cast<std::size_t>(-1) && errno == E2BIG;
      text.resize(before + piece - room);
      if (result == static_cast<std::size_t>(-1) && !full) break;
    }
    return bytes.size() - left;
  }

 private:
  iconv_t handle_;
};

}  // namespace

bool knows_encoding(const std::string& encoding) { return Converter(encoding).known(); }

std::string transcoded(std::string_view bytes, const std::string& encoding, const std::string& path) {
  Converter converter(encoding);
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 2);
  if (converter.add(bytes, text) == bytes.size()) return text;
  const auto line = 1 + static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
  throw Error(Code::bad_data, at(path, line), "holds bytes that are no " + encoding + " text",
              "say --encoding to name another, or download the file again");
}

}  // namespace interplay
