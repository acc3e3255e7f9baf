// The layouts of the MovieLens data sets: 100K (u.data, u.user, u.item), 1M and 10M (ratings.dat, users.dat,
// movies.dat), and those of later years (ratings.csv, movies.csv), as published by GroupLens.
#include "read/formats/movielens.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "interplay/error.h"
#include "read/files/input.h"
#include "read/format.h"
#include "read/parse/delimited_rows.h"

namespace interplay {

const Format& movielens_format();

namespace {

// A file whose columns are known in advance.
struct KnownTable {
  TextFormat text;
  bool header = false;
  std::size_t cells = 0;
  std::vector<ColumnSpec> columns;  // those worth reading
};

ColumnSpec column(std::string name, std::size_t position, Kind kind = Kind::categorical, Role role = Role::feature) {
  ColumnSpec spec;
  spec.name = std::move(name);
  spec.position = position;
  spec.kind = kind;
  spec.role = role;
  spec.declared = true;
  return spec;
}

std::vector<ColumnSpec> ratings_columns() {
  return {column("user", 0, Kind::categorical, Role::user), column("item", 1, Kind::categorical, Role::item),
          column("rating", 2, Kind::numeric, Role::target), column("time", 3, Kind::numeric, Role::time)};
}

// The columns under the names of the header line, so that options may use these too.
void add_headers(std::vector<ColumnSpec>& columns, std::vector<std::string> headers) {
  for (ColumnSpec& spec : columns) spec.header = std::move(headers[spec.position]);
}

std::string_view first_line(std::string_view text) {
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool has_cells(std::string_view line, std::string_view delimiter, std::size_t cells) {
  std::size_t found = 1;
  for (std::size_t at = line.find(delimiter); at != line.npos; at = line.find(delimiter, at + delimiter.size()))
    ++found;
  return found == cells;
}

// u.data, ua.base, u1.test, ...
bool is_100k_ratings(std::string_view name) {
  if (name == "u.data") return true;
  return name.size() == 7 && name[0] == 'u' && std::string_view("12345ab").find(name[1]) != std::string_view::npos &&
         (name.ends_with(".base") || name.ends_with(".test"));
}

constexpr std::size_t genre_count = 19;

// The genre flags of u.item, under the published names.
ColumnSpec genre_flags() {
  ColumnSpec flags = column("genres", 5, Kind::multi);
  flags.span = genre_count;
  flags.flag_names = {"unknown",     "Action", "Adventure", "Animation", "Children's", "Comedy",  "Crime",
                      "Documentary", "Drama",  "Fantasy",   "Film-Noir", "Horror",     "Musical", "Mystery",
                      "Romance",     "Sci-Fi", "Thriller",  "War",       "Western"};
  return flags;
}

// Names the flags as u.genre ("Action|1") beside u.item does, if it is there.
void name_genres(std::vector<ColumnSpec>& columns, const std::string& item_file, Inputs& inputs) {
  const auto flags = std::ranges::find(columns, genre_count, &ColumnSpec::span);
  const std::string path = beside(item_file, "u.genre");
  if (flags == columns.end() || !input_exists(path)) return;
  std::vector<std::string> found;
  std::string_view text = inputs.open(path).bytes;
  while (!text.empty()) {
    const std::string_view line = first_line(text);
    text.remove_prefix(
        std::min(text.size(), text.find('\n') == std::string_view::npos ? text.size() : text.find('\n') + 1));
    if (const std::size_t bar = line.find('|'); bar != std::string_view::npos && bar > 0)
      found.emplace_back(line.substr(0, bar));
  }
  if (found.size() == genre_count) flags->flag_names = std::move(found);
}

KnownTable known(const std::string& delimiter, std::size_t cells, std::vector<ColumnSpec> columns) {
  return {{delimiter, false}, false, cells, std::move(columns)};
}

// The columns of a ratings file, recognised by its name and its first line.
std::optional<KnownTable> ratings_table(const std::string& path, std::string_view text) {
  const std::string name = plain_name(path);
  const std::string_view line = first_line(text);
  if (is_100k_ratings(name) && has_cells(line, "\t", 4)) return known("\t", 4, ratings_columns());
  if (name == "ratings.dat" && has_cells(line, "::", 4)) return known("::", 4, ratings_columns());
  if (name == "ratings.csv" && line == "userId,movieId,rating,timestamp") {
    KnownTable table = known(",", 4, ratings_columns());
    add_headers(table.columns, {"userId", "movieId", "rating", "timestamp"});
    table.header = true;
    return table;
  }
  return std::nullopt;
}

// The columns of a table of users or items, recognised by its name and its first line; the key is named `user` or
// `item`.
std::optional<KnownTable> side_table(const std::string& path, std::string_view text) {
  const std::string name = plain_name(path);
  const std::string_view line = first_line(text);
  const bool bars = line.find('|') != std::string_view::npos, colons = line.find("::") != std::string_view::npos;
  if (name == "u.user" && bars)
    return known("|", 5,
                 {column("user", 0), column("age", 1), column("gender", 2), column("occupation", 3), column("zip", 4)});
  if (name == "u.item" && bars)
    return known("|", 24, {column("item", 0), column("title", 1), column("release_date", 2), genre_flags()});
  if (name == "users.dat" && colons)
    return known("::", 5,
                 {column("user", 0), column("gender", 1), column("age", 2), column("occupation", 3), column("zip", 4)});
  if (name == "movies.dat" && colons)
    return known("::", 3, {column("item", 0), column("title", 1), column("genres", 2, Kind::multi)});
  if (name == "movies.csv" && line == "movieId,title,genres") {
    KnownTable table = known(",", 3, {column("item", 0), column("title", 1), column("genres", 2, Kind::multi)});
    add_headers(table.columns, {"movieId", "title", "genres"});
    table.header = true;
    table.text.quotes = true;
    return table;
  }
  return std::nullopt;
}

// The tables of users and items beside a ratings file.
std::vector<std::string> side_files(const std::string& ratings) {
  const std::string name = plain_name(ratings);
  std::vector<std::string_view> names = {"u.user", "u.item"};
  if (name == "ratings.dat") names = {"users.dat", "movies.dat"};
  if (name == "ratings.csv") names = {"movies.csv"};
  std::vector<std::string> found;
  for (const std::string_view side : names)
    if (const auto path = plain_or_compressed(beside(ratings, side))) found.push_back(*path);
  return found;
}

std::optional<KnownTable> table_of(const Text& text, Contents contents, const DataOptions& options) {
  if (!options.delimiter.empty() || options.header != "auto" || options.quote != "auto" || !options.comment.empty())
    return std::nullopt;
  return contents == Contents::interactions ? ratings_table(text.path, text.bytes) : side_table(text.path, text.bytes);
}

Certainty recognise_movielens(const Text& text, Contents contents, const DataOptions& options) {
  return table_of(text, contents, options) ? Certainty::certain : Certainty::none;
}

OpenedFile open_movielens(std::shared_ptr<const Text> text, Contents contents, const DataOptions& options,
                          Inputs& inputs) {
  auto table = table_of(*text, contents, options);
  if (!table)
    throw Error(Code::bad_data, at(text->path),
                "is not a ratings file in a MovieLens layout, expected u.data, ratings.dat or ratings.csv",
                "leave --format at auto");
  OpenedFile file;
  file.known = true;
  file.columns = std::move(table->columns);
  name_genres(file.columns, text->path, inputs);
  FileFormat format;
  format.text = table->text;
  format.text.quotes = table->text.quotes && text->has_quote;
  format.cells = table->cells;
  if (table->header) format.first = std::min(text->bytes.find('\n'), text->bytes.size() - 1) + 1;
  file.parse = delimited_rows(text, std::move(format));
  file.text = std::move(text);
  return file;
}

}  // namespace

const Format& movielens_format() {
  static const Format format = {.name = "movielens",
                                .recognise = recognise_movielens,
                                .open = open_movielens,
                                .main_files = {"u.data", "ratings.dat", "ratings.csv"},
                                .entities_beside = side_files};
  return format;
}

std::optional<GivenSplit> given_split_files(const std::string& container, const std::string& name) {
  if (!is_container(container)) return std::nullopt;
  GivenSplit split;
  for (const std::string& path : list_container(container)) {
    if (plain_name(path) == name + ".base") split.base = path;
    if (plain_name(path) == name + ".test") split.test = path;
  }
  if (split.base.empty() || split.test.empty()) return std::nullopt;
  return split;
}

}  // namespace interplay
