#include "read/text.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

#include "base/spool.h"
#include "data/shown.h"
#include "interplay/error.h"
#include "interplay/text.h"
#include "read/transcode.h"

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

// The characters of bytes 0x80 to 0x9F in Windows-1252; the five that it leaves undefined are as in Latin-1.
constexpr std::array<char16_t, 32> windows_1252 = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                   0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

void add_utf8(std::string& text, char16_t character) {
  if (character < 0x80) {
    text += static_cast<char>(character);
  } else if (character < 0x800) {
    text += static_cast<char>(0xC0 | (character >> 6));
    text += static_cast<char>(0x80 | (character & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | (character >> 12));
    text += static_cast<char>(0x80 | ((character >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (character & 0x3F));
  }
}

void add_byte(std::string& text, char c, bool windows) {
  const auto byte = static_cast<unsigned char>(c);
  add_utf8(text, windows && byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : char16_t{byte});
}

std::string single_bytes_to_utf8(std::string_view bytes, bool windows) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 16);
  for (const char c : bytes) add_byte(text, c, windows);
  return text;
}

bool is_ascii(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Calls visit(begin, line) for every line, its newline included.
template <class Visit>
void each_line(std::string_view bytes, const Visit& visit) {
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t newline = std::min(bytes.find('\n', begin), bytes.size() - 1);
    visit(begin, bytes.substr(begin, newline + 1 - begin));
    begin = newline + 1;
  }
}

// Keeps the multi-byte characters of a line, and reads other bytes beyond ASCII as Windows-1252.
void add_mended(std::string& text, std::string_view line) {
  for (std::size_t i = 0; i < line.size();) {
    std::size_t end = i + 1;
    while (end < line.size() && end < i + 4 && continues(line[end])) ++end;
    const bool valid = simdjson::validate_utf8(line.data() + i, end - i);
    if (valid)
      text += line.substr(i, end - i);
    else
      add_byte(text, line[i], true);
    i = valid ? end : i + 1;
  }
}

// UTF-8 text with a few lines of other bytes becomes valid. Returns false, and leaves the text alone, if more than a
// fifth of the lines beyond ASCII are invalid: in another encoding next to all are.
bool mend(Text& text) {
  std::uint64_t invalid = 0, multibyte = 0;
  std::size_t first = 0;
  each_line(text.bytes, [&](std::size_t begin, std::string_view line) {
    if (is_ascii(line)) return;
    if (simdjson::validate_utf8(line.data(), line.size())) {
      ++multibyte;
    } else if (invalid++ == 0) {
      first = begin;
    }
  });
  if (4 * invalid > multibyte) return false;
  auto mended = std::make_shared<std::string>();
  mended->reserve(text.bytes.size() + text.bytes.size() / 64);
  each_line(text.bytes, [&](std::size_t begin, std::string_view line) {
    if (begin >= first && !simdjson::validate_utf8(line.data(), line.size()))
      add_mended(*mended, line);
    else
      *mended += line;
  });
  text.bytes = *mended;
  text.owner = mended;
  text.mended_lines = invalid;
  text.first_mended = first;  // the lines before it are as they were
  return true;
}

// Lines that end in carriage returns alone, as old Macintosh programs and some spreadsheets write them, get newlines.
void turn_returns(Text& text) {
  const std::size_t carriage =
      text.bytes.find('\n') == std::string_view::npos ? text.bytes.find('\r') : std::string::npos;
  if (carriage >= text.bytes.size() - (text.bytes.empty() ? 0 : 1)) return;
  auto turned = std::make_shared<std::string>(text.bytes);
  std::ranges::replace(*turned, '\r', '\n');
  text.bytes = *turned;
  text.owner = turned;
  text.had_returns = true;
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

// The encoding of text whose characters take two bytes or four, which its first bytes tell; empty: it is none.
std::string wide_encoding(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xFF\xFE\0\0"sv) || bytes.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32";
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return "UTF-16";
  if (is_utf16(bytes, 1)) return "UTF-16LE";
  if (is_utf16(bytes, 0)) return "UTF-16BE";
  return "";
}

// Encodings that are read here, without iconv.
bool reads_itself(const std::string& encoding) {
  constexpr std::string_view own[] = {"auto", "utf-8", "windows-1252", "latin-1"};
  return std::ranges::find(own, encoding) != std::ranges::end(own);
}

// Replaces text of other encodings by the same in UTF-8.
void transcode(Text& text, const std::string& encoding) {
  const std::string from = reads_itself(encoding) ? wide_encoding(text.bytes) : encoding;
  if (from.empty()) return;
  auto converted = std::make_shared<const std::string>(transcoded(text.bytes, from, text.path));
  text.bytes = *converted;
  text.owner = converted;
  if (from != encoding) text.transcoded_from = from;
}

}  // namespace

std::uint64_t Text::line_of(std::size_t offset) const {
  const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(std::min(offset, bytes.size()));
  return 1 + static_cast<std::uint64_t>(std::count(bytes.begin(), end, '\n'));
}

Text decode(Input input, const std::string& encoding, const TaskPool& pool) {
  const bool latin1 = encoding == "latin-1", utf8 = encoding == "utf-8", windows = encoding == "windows-1252";
  if (!reads_itself(encoding) && !knows_encoding(encoding))
    throw Error(Code::usage,
                "option 'encoding' is " + shown(encoding) +
                    ", expected auto, utf-8, windows-1252, latin-1 or another that iconv knows",
                "iconv -l lists the names, such as gb18030, shift_jis, windows-1251 or utf-16");
  Text text;
  text.path = std::move(input.path);
  text.bytes = input.bytes;
  text.owner = std::move(input.owner);
  transcode(text, encoding);
  if (text.bytes.starts_with("\xEF\xBB\xBF")) text.bytes.remove_prefix(3);
  turn_returns(text);

  const auto ranges = scan_ranges(text.bytes);
  std::atomic<bool> valid = true, quote = false, nul = false;
  pool.run(ranges.size(), [&](std::size_t i) {
    const char* data = text.bytes.data() + ranges[i].begin;
    const std::size_t size = ranges[i].end - ranges[i].begin;
    if (!simdjson::validate_utf8(data, size)) valid = false;
    if (std::memchr(data, '"', size) != nullptr) quote = true;
    if (std::memchr(data, 0, size) != nullptr) nul = true;
    passed_over({data, size});
  });
  text.has_quote = quote;
  text.has_nul = nul;
  if (utf8 && !valid)
    throw Error(Code::bad_data, at(text.path, text.line_of(first_invalid(text.bytes))), "is not valid UTF-8",
                "say --encoding windows-1252 if it is Windows or Latin-1 text");
  const bool single = latin1 || windows;
  if (!single && (valid || mend(text))) return text;
  auto converted = std::make_shared<const std::string>(single_bytes_to_utf8(text.bytes, !latin1));
  text.bytes = *converted;
  text.owner = converted;
  text.from_latin1 = true;
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
