// Columns made from other columns.
#pragma once

#include <span>

#include "interplay/data.h"

namespace interplay {

// Adds the fields that options.history asks for ("user:item": every user gets the set of all items of the user's
// training rows, weighted n^-1/2, as field user_item_history; Koren 2008, "Factorization meets the neighborhood") to
// encoded data. Throws Error(usage) for names that are no entity and no categories.
void add_histories(Dataset& data, std::span<const std::uint32_t> train_rows, std::span<const std::string> histories);

// Name of the field that add_day makes.
constexpr std::string_view day_field = "day";

// Adds the day of each interaction's time, in days since 1970 where time counts seconds, as categories. Without times
// every day is unseen.
void add_day(Dataset& data);

}  // namespace interplay
