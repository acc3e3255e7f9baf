// The names that columns usually have: one table, which docs/options.md shows.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "interplay/schema.h"

namespace interplay {

// How sure a name is of its role. Where several columns have names of one role, the surest has it.
enum class NameStrength {
  first,   // the plain word: user, rating
  usual,   // of a kind of users or items, or of a kind of targets: customer, song, click
  beside,  // a role only where users and items are known besides: plays, place, session
};

struct UsualNames {
  Role role;
  NameStrength strength;
  std::string_view names;  // folded, separated by blanks
};

// The whole table.
std::span<const UsualNames> usual_names();

struct UsualName {
  Role role;
  NameStrength strength;
  // The place in the table: of two names of one role, the one with the lower rank is preferred.
  int rank = 0;
};

// What a column of this name usually is: case, blanks, '_', '-' and '.' do not count, nor a type after a colon
// ("user_id:token"), nor "id" and the like after the name of users or items ("placeID", "store_nr").
std::optional<UsualName> usual_name(std::string_view header);
std::optional<Role> usual_role(std::string_view header);

// The last word of a name in lower case: "rating" of "food_rating", "FoodRating" and "Food Rating".
std::string_view last_word(std::string_view header, std::string& lower);

// Whether the name is one of ids or codes, whose numbers are no quantities: "site_id", "zip code", "OrderNo".
bool names_codes(std::string_view header);
// Whether the name is one of a part of time: "year", "hour", "day of week".
bool names_part_of_time(std::string_view header);
// Whether the name is one of numbers that are known before the outcome and so rarely the target: "price", "age".
bool names_attribute(std::string_view header);
// Whether the name says that the column numbers the rows: "Unnamed: 0", "index", "row".
bool names_row_numbers(std::string_view header);

}  // namespace interplay
