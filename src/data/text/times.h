// Cells as times, in seconds since 1970 in UTC.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace interplay {

// A number of seconds, or a date "2024-02-29" as ISO 8601 writes it: with an optional time of day after a blank or T,
// "12:30", "12:30:59" or "12:30:59.5", and an optional zone: Z, UTC, +05:30, +0530.
std::optional<double> parse_time(std::string_view cell);

// Reads a time as `format` says, in the language of strptime: %Y %y %m %b %d %j %H %I %p %M %S %s %z %a, and %F %D %T
// %R for several of them. %S takes a fraction; %m, %d, %H and so on one digit or two; %b, %B, %a and %A short and long
// English names. A format without a time of day lets one follow, with a zone, as in parse_time. Without a zone times
// are in UTC.
std::optional<double> parse_time(std::string_view cell, std::string_view format);

// What is wrong with the format, empty if nothing is.
std::string fault_of_time_format(std::string_view format);

// Formats that are known without being told, by which a column of dates can be read. Those that two countries read
// differently stand next to each other.
struct DateFormat {
  std::string_view format;
  std::string_view in_words;  // "month first" where another format takes the day first
};
std::span<const DateFormat> date_formats();

// Units in which times are counted since 1970.
struct TimeUnit {
  std::string_view name;  // as option `time_format` spells it: "ms"
  std::string_view in_words;
  double per_second;
};
std::span<const TimeUnit> time_units();
// The unit of times of this size, so that they lie between the years 1973 and 5138; smaller numbers count seconds.
const TimeUnit& unit_by_size(double time);

}  // namespace interplay
