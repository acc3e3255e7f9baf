#include "data/builder/arrow_types.h"

#include <charconv>
#include <unordered_map>
#include <utility>

namespace interplay {
namespace {

struct Named {
  std::string_view format;
  ArrowType type;
  std::string_view name;
};
constexpr Named plain[] = {
    {"n", ArrowType::null, "null"},
    {"b", ArrowType::boolean, "bool"},
    {"c", ArrowType::int8, "int8"},
    {"C", ArrowType::uint8, "uint8"},
    {"s", ArrowType::int16, "int16"},
    {"S", ArrowType::uint16, "uint16"},
    {"i", ArrowType::int32, "int32"},
    {"I", ArrowType::uint32, "uint32"},
    {"l", ArrowType::int64, "int64"},
    {"L", ArrowType::uint64, "uint64"},
    {"f", ArrowType::float32, "float32"},
    {"g", ArrowType::float64, "float64"},
    {"u", ArrowType::text, "string"},
    {"U", ArrowType::large_text, "large_string"},
    {"vu", ArrowType::text_view, "string_view"},
    {"z", ArrowType::text, "binary"},
    {"Z", ArrowType::large_text, "large_binary"},
    {"vz", ArrowType::text_view, "binary_view"},
    {"tdD", ArrowType::date32, "date32"},
    {"tdm", ArrowType::time64, "date64"},
    {"tts", ArrowType::time32, "time32[s]"},
    {"ttm", ArrowType::time32, "time32[ms]"},
    {"ttu", ArrowType::time64, "time64[us]"},
    {"ttn", ArrowType::time64, "time64[ns]"},
    {"+l", ArrowType::list, "list"},
    {"+L", ArrowType::large_list, "large_list"},
    {"+vl", ArrowType::list_view, "list_view"},
    {"+vL", ArrowType::large_list_view, "large_list_view"},
};

const Named* find(std::string_view format) {
  for (const Named& each : plain)
    if (each.format == format) return &each;
  return nullptr;
}

// The number behind the last of these characters.
int number_behind(std::string_view text, char mark) {
  int value = 0;
  const std::string_view digits = text.substr(text.rfind(mark) + 1);
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

// "d:10,2", with a width of bits behind a second comma unless it is 128.
bool is_decimal(std::string_view format) {
  const std::size_t comma = format.find(',');
  return format.starts_with("d:") && comma != std::string_view::npos &&
         format.find(',', comma + 1) == std::string_view::npos;
}

}  // namespace

ArrowType arrow_type(std::string_view format) {
  if (const Named* known = find(format)) return known->type;
  if (is_decimal(format)) return ArrowType::decimal128;
  if (format.starts_with("ts") || format.starts_with("tD")) return ArrowType::time64;
  if (format.starts_with("+w:")) return ArrowType::fixed_list;
  return ArrowType::other;
}

bool is_whole(ArrowType type) {
  switch (type) {
    case ArrowType::boolean:
    case ArrowType::int8:
    case ArrowType::uint8:
    case ArrowType::int16:
    case ArrowType::uint16:
    case ArrowType::int32:
    case ArrowType::uint32:
    case ArrowType::int64:
    case ArrowType::uint64:
      return true;
    default:
      return false;
  }
}

bool is_time(std::string_view format) { return format.starts_with("td") || format.starts_with("ts"); }

double seconds_of_step(std::string_view format) {
  switch (format.size() > 2 ? format[2] : 's') {
    case 'm':
      return 1e-3;
    case 'u':
      return 1e-6;
    case 'n':
      return 1e-9;
    default:
      return 1;
  }
}

int decimal_digits(std::string_view format) { return number_behind(format, ','); }

std::size_t fixed_size(std::string_view format) { return static_cast<std::size_t>(number_behind(format, ':')); }

std::string type_name(std::string_view format) {
  if (const Named* known = find(format)) return std::string(known->name);
  if (format.starts_with("d:")) return "decimal";
  if (format.starts_with("ts")) return "timestamp";
  if (format.starts_with("tD")) return "duration";
  if (format.starts_with("+w:")) return "fixed_size_list";
  if (format.starts_with("+s")) return "struct";
  if (format.starts_with("+m")) return "map";
  if (format.starts_with("+u")) return "union";
  if (format.starts_with("+r")) return "run_end_encoded";
  return std::string(format);
}

Codes merged_codes(std::vector<std::string> ids, std::vector<std::uint32_t> codes) {
  std::unordered_map<std::string_view, std::uint32_t> known;
  std::vector<std::uint32_t> code_of{0};
  std::vector<std::string> distinct;
  for (const std::string& id : ids) {
    if (id.empty()) {
      code_of.push_back(0);
      continue;
    }
    const auto [place, added] = known.try_emplace(id, static_cast<std::uint32_t>(known.size()) + 1);
    if (added) distinct.push_back(id);
    code_of.push_back(place->second);
  }
  if (distinct.size() < ids.size())
    for (std::uint32_t& code : codes) code = code_of[code];
  return {std::move(codes), Ids{SharedSpan<std::string>(std::move(distinct))}};
}

}  // namespace interplay
