// The month of each interaction's time, 1 to 12.
#include <chrono>

#include "data/calendar.h"

namespace interplay {
namespace {

constexpr char month[] = "month";

std::int64_t month_of(std::int64_t seconds) {
  constexpr std::int64_t days_of_400_years = 146'097;  // after which the calendar repeats itself
  const std::int64_t days = calendar::day_of(seconds);
  const std::int64_t rest = days - calendar::floor_divided(days, days_of_400_years) * days_of_400_years;
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{rest}}};
  return static_cast<unsigned>(date.month());
}

}  // namespace

const Derivation& month_definition() {
  static const Derivation definition = calendar::derivation<month_of, month>();
  return definition;
}

}  // namespace interplay
