// The day of the week of each interaction's time, 1 (Monday) to 7 (Sunday), as ISO 8601 counts.
#include "data/calendar.h"

namespace interplay {
namespace {

constexpr char weekday[] = "weekday";

// 1970-01-01 was a Thursday.
std::int64_t weekday_of(std::int64_t seconds) {
  const std::int64_t days = calendar::day_of(seconds) + 3;
  return days - calendar::floor_divided(days, 7) * 7 + 1;
}

}  // namespace

const Derivation& weekday_definition() {
  static const Derivation definition = calendar::derivation<weekday_of, weekday>();
  return definition;
}

}  // namespace interplay
