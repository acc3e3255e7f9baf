// Columns made from other columns.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "data/batch.h"
#include "interplay/data.h"

namespace interplay {

// Adds the fields that options.history asks for ("user:item": every user gets the set of all items of the user's
// training rows, weighted n^-1/2, as field user_item_history; Koren 2008, "Factorization meets the neighborhood") to
// encoded data. Throws Error(usage) for names that are no entity and no categories.
void add_histories(Dataset& data, std::span<const std::uint32_t> train_rows, std::span<const std::string> histories);

// Name of the field that add_day makes.
constexpr std::string_view day_field = "day";

// Adds the day of each interaction's time, in days since 1970 where time counts seconds, as categories or as a number.
// Without times every day is unseen, or missing.
void add_day(Dataset& data, bool as_number = false);

// Whether the field is made of others of the same row: for rows that are scored it is made again.
inline bool is_made(const Field& field) { return !field.crossed.empty() || field.power > 0 || field.session; }

// The column of such a field, given views of those that it is made of, and the times of rows where these are known.
Column made_column(const Field& field, const std::function<FieldView(const std::string&)>& view_of, std::size_t rows,
                   std::span<const double> time = {});

// Makes such columns of the interactions of data whose other columns are encoded.
void make_columns(Dataset& data);

}  // namespace interplay
