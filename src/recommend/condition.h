// Conditions on a column of the items: "genres=Comedy", "year>=1990".
//   in: a condition as text, the items' table of a star.  out: which rows meet it.  Called by: items_by.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "interplay/encode.h"

namespace interplay {

enum class Relation { equal, unequal, at_least, at_most, more, less };

class Condition {
 public:
  // `table`: number of the entity's table, from 1. Throws Error(usage) for a text that is no condition, an order of
  // names, or a number that is none, and Error(not_found) for an unknown column, naming the nearest.
  Condition(std::string_view text, const Star& star, std::uint32_t table);

  bool holds(std::uint32_t row) const;
  // Whether it compares with a category that no item has.
  bool is_of_unknown() const { return field_->kind != Kind::numeric && code_ == 0 && !orders(); }
  bool excludes() const { return relation_ == Relation::unequal; }
  const std::string& text() const { return text_; }

  // What there is in place of what was asked for: the nearest values of the column among `rows`, in words.
  std::string values_there_are(std::span<const std::uint32_t> rows) const;

 private:
  void find_column(std::string_view name, const Star& star, std::uint32_t table);
  void read_value();
  bool compares(double number) const;
  bool has_order() const;
  bool orders() const;
  std::string nearest_values(std::span<const std::uint32_t> rows) const;
  std::string range(std::span<const std::uint32_t> rows) const;
  double number_of(std::uint32_t row) const;  // NaN if missing

  std::string text_, value_;
  Relation relation_ = Relation::equal;
  const Field* field_ = nullptr;
  const Column* column_ = nullptr;
  double number_ = 0;       // of value_, for a column of numbers
  std::uint32_t code_ = 0;  // of value_, for a column of categories; 0: no item has it
};

}  // namespace interplay
