#include "read/parse/cell_check.h"

#include <cmath>
#include <limits>

#include "data/shown.h"
#include "data/text/missing_marks.h"
#include "data/text/numbers.h"
#include "data/text/times.h"

namespace interplay {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

bool is_id(const ColumnSpec& spec) { return spec.role == Role::user || spec.role == Role::item; }

bool marks_hole(const ColumnSpec& spec, std::string_view cell) {
  return is_missing_mark(cell) || (!spec.missing.empty() && cell == spec.missing);
}

std::string expected_of(const ColumnSpec& spec) {
  if (spec.reading) return expected(*spec.reading) + (spec.role == Role::time ? " (see --time-format)" : "");
  return spec.role == Role::time ? "a number of seconds or a date such as 2024-02-29 12:30:00 (see --time-format)"
                                 : "a finite number";
}

bool check_number(const ColumnSpec& spec, std::string_view cell, double& number, BadLine& bad) {
  const bool time = spec.role == Role::time;
  auto value = spec.reading ? parse(*spec.reading, cell) : parse_number(cell);
  if (!value && time && !spec.reading) value = parse_time(cell);
  if (!value || (time && !spec.reading && *value > latest_time)) {
    bad.message = spec.name + " is " + shown(cell) + ", expected " + expected_of(spec);
    bad.kind = "have a " + spec.name + (time ? " that is no time" : " that is no number");
    if (spec.role == Role::target)
      bad.remedy_of_all =
          "write numbers, such as 1 for what was liked and 0 for what was not, name another column with --target";
    if (time && parse_number(cell)) {
      bad.message += ", the unit of the other times";
      bad.kind = "have a " + spec.name + " in another unit";
      bad.remedy = "write all times in one unit, or say --time none to leave the column out";
    }
    return false;
  }
  if (spec.role != Role::time && std::abs(*value) > static_cast<double>(std::numeric_limits<float>::max())) {
    bad.message = spec.name + " is " + shown(cell) + ", expected a number within the range of a float";
    bad.kind = "have a " + spec.name + " beyond the range of a float";
    return false;
  }
  if (spec.role == Role::weight && *value < 0) {
    bad.message = spec.name + " is " + shown(cell) + ", expected a weight of at least 0";
    bad.kind = "have a " + spec.name + " below 0";
    return false;
  }
  number = *value;
  return true;
}

}  // namespace

bool check_any_cell(const ColumnSpec& spec, std::string_view cell, double& number, BadLine& bad) {
  bad.cell = spec.position + 1;
  if (is_missing(spec, cell) || (!spec.needed && marks_hole(spec, cell))) {
    number = missing;
    if (!spec.needed) return true;
    bad.message = spec.name + " is missing" +
                  (cell.empty() ? "" : " (" + shown(cell) + (is_id(spec) ? "; --missing '' keeps such ids)" : ")"));
    bad.kind = "lack " + spec.name;
    return false;
  }
  return !is_number(spec) || check_number(spec, cell, number, bad);
}

}  // namespace interplay
