#include "read/text.h"

#include <simdjson.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "data/shown.h"
#include "interplay/error.h"
#include "interplay/text.h"

namespace interplay {
namespace {

constexpr std::size_t scan_size = std::size_t{1} << 20;

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// Ranges that cut no UTF-8 sequence in two (of valid text; invalid text stays invalid in one of the parts).
std::vector<Range> scan_ranges(std::string_view bytes) {
  std::vector<Range> ranges;
  for (std::size_t begin = 0; begin < bytes.size();) {
    std::size_t end = std::min(begin + scan_size, bytes.size());
    for (int i = 0; i < 3 && end < bytes.size() && continues(bytes[end]); ++i) --end;
    ranges.push_back({begin, end});
    begin = end;
  }
  return ranges;
}

std::string latin1_to_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 16);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xC0 | (byte >> 6));
      text += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return text;
}

// The first byte that is not valid UTF-8, by halving; `bytes` is known to be invalid.
std::size_t first_invalid(std::string_view bytes) {
  std::size_t offset = 0;
  while (offset < bytes.size()) {
    const std::size_t newline = std::min(bytes.find('\n', offset), bytes.size() - 1);
    if (!simdjson::validate_utf8(bytes.data() + offset, newline + 1 - offset)) break;
    offset = newline + 1;
  }
  return offset;
}

// Whether every other byte of the first four is 0, as in UTF-16 of ASCII without a byte order mark.
bool is_utf16(std::string_view bytes, std::size_t zero) {
  return bytes.size() >= 4 && bytes[zero] == 0 && bytes[zero + 2] == 0 && bytes[1 - zero] != 0 && bytes[3 - zero] != 0;
}

void check_wide(std::string_view bytes, const std::string& path) {
  using namespace std::string_view_literals;
  const auto refuse = [&](const std::string& encoding) {
    throw Error(Code::bad_data, at(path), "is " + encoding.substr(0, 6) + " text, expected UTF-8 or Latin-1",
                "convert it, for example with: iconv -f " + encoding + " -t UTF-8");
  };
  if (bytes.starts_with("\xFF\xFE\0\0"sv) || bytes.starts_with("\0\0\xFE\xFF"sv)) refuse("UTF-32");
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) refuse("UTF-16");
  if (is_utf16(bytes, 1)) refuse("UTF-16LE");
  if (is_utf16(bytes, 0)) refuse("UTF-16BE");
}

}  // namespace

std::uint64_t Text::line_of(std::size_t offset) const {
  const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(std::min(offset, bytes.size()));
  return 1 + static_cast<std::uint64_t>(std::count(bytes.begin(), end, '\n'));
}

Text decode(Input input, const std::string& encoding, const TaskPool& pool) {
  const bool latin1 = encoding == "latin-1", utf8 = encoding == "utf-8";
  if (!latin1 && !utf8 && encoding != "auto")
    throw Error(Code::usage, "encoding is " + shown(encoding) + ", expected auto, utf-8 or latin-1");
  check_wide(input.bytes, input.path);
  Text text;
  text.path = std::move(input.path);
  text.bytes = input.bytes;
  text.owner = std::move(input.owner);
  if (text.bytes.starts_with("\xEF\xBB\xBF")) text.bytes.remove_prefix(3);

  const auto ranges = scan_ranges(text.bytes);
  std::atomic<bool> valid = true, quote = false, nul = false;
  pool.run(ranges.size(), [&](std::size_t i) {
    const char* data = text.bytes.data() + ranges[i].begin;
    const std::size_t size = ranges[i].end - ranges[i].begin;
    if (!simdjson::validate_utf8(data, size)) valid = false;
    if (std::memchr(data, '"', size) != nullptr) quote = true;
    if (std::memchr(data, 0, size) != nullptr) nul = true;
  });
  text.has_quote = quote;
  text.has_nul = nul;
  if (utf8 && !valid)
    throw Error(Code::bad_data, at(text.path, text.line_of(first_invalid(text.bytes))), "is not valid UTF-8",
                "say --encoding latin-1 if it is Latin-1 text");
  if (latin1 || !valid) {
    auto converted = std::make_shared<const std::string>(latin1_to_utf8(text.bytes));
    text.bytes = *converted;
    text.owner = converted;
    text.from_latin1 = true;
  }
  return text;
}

std::vector<Range> line_ranges(std::string_view bytes, std::size_t first, std::size_t size) {
  std::vector<Range> ranges;
  for (std::size_t begin = first; begin < bytes.size();) {
    std::size_t end = bytes.size();
    if (end - begin > size) {
      const std::size_t newline = bytes.find('\n', begin + size);
      if (newline != std::string_view::npos) end = newline + 1;
    }
    ranges.push_back({begin, end});
    begin = end;
  }
  return ranges;
}

}  // namespace interplay
