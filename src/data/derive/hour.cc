// The hour of the day of each interaction's time, 0 to 23.
#include "data/calendar.h"

namespace interplay {
namespace {

constexpr char hour[] = "hour";

std::int64_t hour_of(std::int64_t seconds) {
  return (seconds - calendar::day_of(seconds) * calendar::seconds_of_a_day) / 3600;
}

}  // namespace

const Derivation& hour_definition() {
  static const Derivation definition = calendar::derivation<hour_of, hour>();
  return definition;
}

}  // namespace interplay
