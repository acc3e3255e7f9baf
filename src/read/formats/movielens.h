// The layouts of the MovieLens data sets: 100K (u.data, u.user, u.item), 1M and 10M (ratings.dat, users.dat,
// movies.dat), and those of later years (ratings.csv, movies.csv), as published by GroupLens.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "read/files/input.h"
#include "read/formats/delimited.h"

namespace interplay {

// A file whose columns are known in advance.
struct KnownTable {
  std::string path;
  TextFormat text;
  bool header = false;
  std::size_t cells = 0;
  std::vector<ColumnSpec> columns;  // those worth reading
};

// The ratings file of a folder or archive in one of these layouts, if it is one.
std::optional<std::string> movielens_ratings(const std::string& container);

// The columns of a ratings file, recognised by its name and its first line.
std::optional<KnownTable> movielens_ratings_table(const std::string& path, std::string_view text);

// The columns of a table of users or items, recognised by its name and its first line; the key is named `user` or
// `item`. Names of genres may stand in a file beside it.
std::optional<KnownTable> movielens_side_table(const std::string& path, std::string_view text, Inputs& inputs);

// The tables of users and items beside a ratings file.
std::vector<std::string> movielens_side_files(const std::string& ratings);

// The two files, train and test, of a given split such as "u1" in a folder or archive.
struct GivenSplit {
  std::string base, test;
};
std::optional<GivenSplit> given_split_files(const std::string& container, const std::string& name);

}  // namespace interplay
