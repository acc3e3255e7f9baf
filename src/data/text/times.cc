#include "data/text/times.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cmath>
#include <cstdint>

#include "data/text/numbers.h"

namespace interplay {
namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }
char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

struct Moment {
  int year = 1970, month = 1, day = 1, day_of_year = 0;
  int hour = 0, minute = 0, half = -1;  // half: 0 am, 1 pm of a clock of 12 hours
  double second = 0, offset = 0;
  std::optional<double> since_1970;  // %s
};

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

// From `least` to `most` digits, as many as there are.
std::optional<int> take_digits(std::string_view& text, std::size_t least, std::size_t most) {
  int value = 0;
  std::size_t count = 0;
  while (count < most && count < text.size() && is_digit(text[count])) value = value * 10 + (text[count++] - '0');
  if (count < least) return std::nullopt;
  text.remove_prefix(count);
  return value;
}

bool take_number(std::string_view& text, std::size_t least, std::size_t most, int low, int high, int& value) {
  const auto number = take_digits(text, least, most);
  if (!number || *number < low || *number > high) return false;
  value = *number;
  return true;
}

// Whether the text begins with the word, whatever the case of its letters.
bool take_word(std::string_view& text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (lower(text[i]) != lower(word[i])) return false;
  text.remove_prefix(word.size());
  return true;
}

// The number, from 0, of the name of which the text begins with at least three letters, and an optional point.
std::optional<int> take_name(std::string_view& text, std::span<const std::string_view> names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::size_t same = 0;
    while (same < std::min(text.size(), names[i].size()) && lower(text[same]) == lower(names[i][same])) ++same;
    if (same < 3) continue;
    text.remove_prefix(same);
    take(text, '.');
    return static_cast<int>(i);
  }
  return std::nullopt;
}

constexpr std::array<std::string_view, 12> months = {"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> weekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                      "Thursday", "Friday", "Saturday"};

// Digits after a point or comma.
bool take_fraction(std::string_view& text, double& seconds) {
  if (text.size() < 2 || (text[0] != '.' && text[0] != ',') || !is_digit(text[1])) return true;
  text.remove_prefix(1);
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const auto value = parse_number("0." + std::string(text.substr(0, count)));
  text.remove_prefix(count);
  if (!value) return false;
  seconds += *value;
  return true;
}

bool take_second(std::string_view& text, std::size_t least, Moment& moment) {
  int second = 0;
  if (!take_number(text, least, 2, 0, 60, second)) return false;  // 60: a leap second
  moment.second = second;
  return take_fraction(text, moment.second);
}

bool take_half(std::string_view& text, Moment& moment) {
  for (const auto& [word, half] : {std::pair<std::string_view, int>{"a.m.", 0}, {"p.m.", 1}, {"am", 0}, {"pm", 1}})
    if (take_word(text, word)) {
      moment.half = half;
      return true;
    }
  return false;
}

// Z, a name that RFC 2822 fixes, or hours and minutes east of Greenwich, also after such a name: "GMT+0100".
bool take_zone(std::string_view& text, Moment& moment) {
  struct Zone {
    std::string_view name;
    int hours;
  };
  static constexpr Zone zones[] = {{"UTC", 0},  {"GMT", 0},  {"UT", 0},   {"EST", -5}, {"EDT", -4}, {"CST", -6},
                                   {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}, {"Z", 0}};
  bool found = false;
  for (const Zone& zone : zones)
    if (!found && take_word(text, zone.name)) {
      found = true;
      moment.offset = zone.hours * 3600.0;
    }
  if (found && !text.empty() && is_letter(text.front())) return false;
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return found;
  const double sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  int hours = 0, minutes = 0;
  if (!take_number(text, 2, 2, 0, 23, hours)) return false;
  const bool colon = take(text, ':');
  if ((colon || (!text.empty() && is_digit(text.front()))) && !take_number(text, 2, 2, 0, 59, minutes)) return false;
  moment.offset = sign * (hours * 3600.0 + minutes * 60.0);
  return true;
}

// The time of day that may follow a date, to the end of the cell.
bool take_clock(std::string_view text, Moment& moment) {
  if (text.empty()) return true;
  take(text, ',');
  if (text.empty() || (!is_blank(text.front()) && text.front() != 'T' && text.front() != 't')) return false;
  text.remove_prefix(1);
  skip_blanks(text);
  if (!take_number(text, 1, 2, 0, 24, moment.hour) || !take(text, ':')) return false;
  if (!take_number(text, 2, 2, 0, 59, moment.minute)) return false;
  if (take(text, ':') && !take_second(text, 2, moment)) return false;
  skip_blanks(text);
  if (take_half(text, moment)) skip_blanks(text);
  if (!text.empty() && !take_zone(text, moment)) return false;
  skip_blanks(text);
  return text.empty() || (text.front() == '(' && text.back() == ')');  // the zone in words
}

std::optional<double> seconds_of(const Moment& moment) {
  if (moment.since_1970) return moment.since_1970;
  using namespace std::chrono;
  const year_month_day date{year(moment.year), month(static_cast<unsigned>(moment.month)),
                            day(static_cast<unsigned>(moment.day))};
  if (!date.ok()) return std::nullopt;
  double days = static_cast<double>(sys_days(date).time_since_epoch().count());
  if (moment.day_of_year > 0) {
    const year_month_day first{year(moment.year), January, day(1)};
    days = static_cast<double>(sys_days(first).time_since_epoch().count()) + moment.day_of_year - 1;
  }
  int hour = moment.hour;
  if (moment.half >= 0) {
    if (hour < 1 || hour > 12) return std::nullopt;
    hour = hour % 12 + 12 * moment.half;
  }
  if (hour == 24 && (moment.minute > 0 || moment.second > 0)) return std::nullopt;
  return days * 86400.0 + hour * 3600.0 + moment.minute * 60.0 + moment.second - moment.offset;
}

bool has_hour(std::string_view format) {
  for (std::size_t i = 0; i + 1 < format.size(); ++i)
    if (format[i] == '%') {
      if (std::string_view("HITRs").find(format[i + 1]) != std::string_view::npos) return true;
      ++i;
    }
  return false;
}

bool take_format(std::string_view& text, std::string_view format, Moment& moment);

// `least`: the fewest digits of a month, a day, an hour, a minute or a second.
bool take_directive(std::string_view& text, char directive, std::size_t least, Moment& moment) {
  const auto number = [&](int low, int high, int& value) { return take_number(text, least, 2, low, high, value); };
  switch (directive) {
    case 'Y':
      return take_number(text, 4, 4, 0, 9999, moment.year);
    case 'y':
      if (!take_number(text, 2, 2, 0, 99, moment.year)) return false;
      moment.year += moment.year < 69 ? 2000 : 1900;  // as POSIX has it
      return true;
    case 'm':
      return number(1, 12, moment.month);
    case 'b':
    case 'B':
    case 'h': {
      const auto month = take_name(text, months);
      if (month) moment.month = *month + 1;
      return month.has_value();
    }
    case 'd':
    case 'e':
      skip_blanks(text);
      return number(1, 31, moment.day);
    case 'j':
      return take_number(text, 1, 3, 1, 366, moment.day_of_year);
    case 'a':
    case 'A':
      return take_name(text, weekdays).has_value();
    case 'H':
    case 'I':
      return number(0, 24, moment.hour);
    case 'p':
      return take_half(text, moment);
    case 'M':
      return number(0, 59, moment.minute);
    case 'S':
      return take_second(text, least, moment);
    case 'f': {  // the digits after the point of "%S.%f", which %S may have taken
      std::size_t count = 0;
      while (count < text.size() && is_digit(text[count])) ++count;
      const auto value = parse_number("0." + std::string(text.substr(0, count)));
      text.remove_prefix(count);
      if (value) moment.second += *value;
      return count > 0;
    }
    case 'z':
    case 'Z':
      skip_blanks(text);
      return take_zone(text, moment);
    case 's': {
      std::size_t count = 0;
      while (count < text.size() && (is_digit(text[count]) || text[count] == '.' || text[count] == '-')) ++count;
      moment.since_1970 = parse_number(text.substr(0, count));
      text.remove_prefix(count);
      return moment.since_1970.has_value();
    }
    case 'F':
      return take_format(text, "%Y-%m-%d", moment);
    case 'D':
      return take_format(text, "%m/%d/%y", moment);
    case 'T':
      return take_format(text, "%H:%M:%S", moment);
    case 'R':
      return take_format(text, "%H:%M", moment);
    case '%':
      return take(text, '%');
    default:
      return false;
  }
}

// Whether the format has numbers at `place` that no character separates from others, so that all digits count.
bool is_joined(std::string_view format, std::size_t place) {
  const auto numeric = [&](std::size_t at) {
    return at + 1 < format.size() && format[at] == '%' &&
           std::string_view("YymdHIMSj").find(format[at + 1]) != std::string_view::npos;
  };
  return numeric(place + 2) || (place >= 2 && numeric(place - 2));
}

bool take_format(std::string_view& text, std::string_view format, Moment& moment) {
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format.substr(i).starts_with(".%f")) {
      // %S takes a fraction.
      if (take(text, '.') && !take_directive(text, 'f', 1, moment)) return false;
      i += 2;
    } else if (format[i] == '%' && i + 1 < format.size()) {
      if (!take_directive(text, format[i + 1], is_joined(format, i) ? 2 : 1, moment)) return false;
      ++i;
    } else if (is_blank(format[i])) {
      if (text.empty() || !is_blank(text.front())) return false;
      skip_blanks(text);
    } else if (!take(text, format[i])) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<double> parse_time(std::string_view cell, std::string_view format) {
  Moment moment;
  if (!take_format(cell, format, moment)) return std::nullopt;
  if (!cell.empty() && (has_hour(format) || !take_clock(cell, moment))) return std::nullopt;
  return seconds_of(moment);
}

std::optional<double> parse_time(std::string_view cell) {
  if (const auto number = parse_number(cell)) return number;
  return parse_time(cell, "%Y-%m-%d");
}

std::string fault_of_time_format(std::string_view format) {
  bool year = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    const char directive = i + 1 < format.size() ? format[++i] : '\0';
    if (directive == '\0' || std::string_view("YymbBhdejaAHIpMSfzZsFDTR%").find(directive) == std::string_view::npos)
      return "'%" + std::string(directive == '\0' ? "" : std::string(1, directive)) + "' is no part of a time";
    year = year || std::string_view("YysFD").find(directive) != std::string_view::npos;
  }
  return year ? "" : "it has no year, such as %Y";
}

std::span<const DateFormat> date_formats() {
  static constexpr std::array<DateFormat, 27> formats = {{
      {"%Y-%m-%d", ""},
      {"%Y%m%d", ""},
      {"%Y%m%d%H%M%S", ""},
      {"%Y%m%d%H%M", ""},
      {"%Y%m%dT%H%M%S", ""},
      {"%Y%m%dT%H%M%S%z", ""},
      {"%Y/%m/%d", ""},
      {"%Y.%m.%d", ""},
      {"%m/%d/%Y", "month first"},
      {"%d/%m/%Y", "day first"},
      {"%m-%d-%Y", "month first"},
      {"%d-%m-%Y", "day first"},
      {"%d.%m.%Y", ""},
      {"%m %d, %Y", ""},
      {"%m/%d/%y", "month first"},
      {"%d/%m/%y", "day first"},
      {"%d.%m.%y", ""},
      {"%d-%b-%Y", ""},
      {"%d-%b-%y", ""},
      {"%d %b %Y", ""},
      {"%b %d, %Y", ""},
      {"%b %d %Y", ""},
      {"%a, %d %b %Y", ""},
      {"%a %b %d %Y", ""},
      {"%a %b %d %H:%M:%S %Y", ""},
      {"%a %b %d %H:%M:%S %z %Y", ""},
      {"%d/%b/%Y:%H:%M:%S %z", ""},
  }};
  return formats;
}

std::span<const TimeUnit> time_units() {
  static constexpr std::array<TimeUnit, 4> units = {
      {{"s", "seconds", 1}, {"ms", "milliseconds", 1e3}, {"us", "microseconds", 1e6}, {"ns", "nanoseconds", 1e9}}};
  return units;
}

const TimeUnit& unit_by_size(double time) {
  constexpr double latest = 1e11;  // seconds: the year 5138
  const auto units = time_units();
  for (const TimeUnit& unit : units)
    if (std::abs(time) / unit.per_second < latest) return unit;
  return units.back();
}

}  // namespace interplay
