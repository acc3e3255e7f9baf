#include "read/formats/movielens.h"

#include <algorithm>

#include "read/files/input.h"

namespace interplay {
namespace {

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

// u.data, ua.base, u1.test, ...
bool is_100k_ratings(std::string_view name) {
  if (name == "u.data") return true;
  return name.size() == 7 && name[0] == 'u' && std::string_view("12345ab").find(name[1]) != std::string_view::npos &&
         (name.ends_with(".base") || name.ends_with(".test"));
}

constexpr std::size_t genre_count = 19;

// The names of the genre flags: those of u.genre ("Action|1") beside u.item, else the published ones.
std::vector<std::string> genre_names(const std::string& item_file, Inputs& inputs) {
  std::vector<std::string> names = {"unknown",   "Action",   "Adventure",   "Animation", "Children's",
                                    "Comedy",    "Crime",    "Documentary", "Drama",     "Fantasy",
                                    "Film-Noir", "Horror",   "Musical",     "Mystery",   "Romance",
                                    "Sci-Fi",    "Thriller", "War",         "Western"};
  const std::string path = beside(item_file, "u.genre");
  if (!input_exists(path)) return names;
  std::vector<std::string> found;
  std::string_view text = inputs.open(path).bytes;
  while (!text.empty()) {
    const std::string_view line = first_line(text);
    text.remove_prefix(
        std::min(text.size(), text.find('\n') == std::string_view::npos ? text.size() : text.find('\n') + 1));
    if (const std::size_t bar = line.find('|'); bar != std::string_view::npos && bar > 0)
      found.emplace_back(line.substr(0, bar));
  }
  return found.size() == genre_count ? found : names;
}

ColumnSpec genre_flags(const std::string& path, Inputs& inputs) {
  ColumnSpec flags = column("genres", 5, Kind::multi);
  flags.span = genre_count;
  flags.flag_names = genre_names(path, inputs);
  return flags;
}

KnownTable known(const std::string& path, const std::string& delimiter, std::size_t cells,
                 std::vector<ColumnSpec> columns) {
  return {path, {delimiter, false}, false, cells, std::move(columns)};
}

}  // namespace

std::optional<std::string> movielens_ratings(const std::string& container) {
  for (const std::string_view wanted : {"u.data", "ratings.dat", "ratings.csv"})
    for (const std::string& path : list_container(container))
      if (plain_name(path) == wanted) return path;
  return std::nullopt;
}

std::optional<KnownTable> movielens_ratings_table(const std::string& path, std::string_view text) {
  const std::string name = plain_name(path);
  const std::string_view line = first_line(text);
  if (is_100k_ratings(name) && line.find('\t') != std::string_view::npos)
    return known(path, "\t", 4, ratings_columns());
  if (name == "ratings.dat" && line.find("::") != std::string_view::npos)
    return known(path, "::", 4, ratings_columns());
  if (name == "ratings.csv" && line == "userId,movieId,rating,timestamp") {
    KnownTable table = known(path, ",", 4, ratings_columns());
    add_headers(table.columns, {"userId", "movieId", "rating", "timestamp"});
    table.header = true;
    return table;
  }
  return std::nullopt;
}

std::optional<KnownTable> movielens_side_table(const std::string& path, std::string_view text, Inputs& inputs) {
  const std::string name = plain_name(path);
  const std::string_view line = first_line(text);
  const bool bars = line.find('|') != std::string_view::npos, colons = line.find("::") != std::string_view::npos;
  if (name == "u.user" && bars)
    return known(path, "|", 5,
                 {column("user", 0), column("age", 1), column("gender", 2), column("occupation", 3), column("zip", 4)});
  if (name == "u.item" && bars)
    return known(path, "|", 24,
                 {column("item", 0), column("title", 1), column("release_date", 2), genre_flags(path, inputs)});
  if (name == "users.dat" && colons)
    return known(path, "::", 5,
                 {column("user", 0), column("gender", 1), column("age", 2), column("occupation", 3), column("zip", 4)});
  if (name == "movies.dat" && colons)
    return known(path, "::", 3, {column("item", 0), column("title", 1), column("genres", 2, Kind::multi)});
  if (name == "movies.csv" && line == "movieId,title,genres") {
    KnownTable table = known(path, ",", 3, {column("item", 0), column("title", 1), column("genres", 2, Kind::multi)});
    add_headers(table.columns, {"movieId", "title", "genres"});
    table.header = true;
    table.text.quotes = true;
    return table;
  }
  return std::nullopt;
}

std::vector<std::string> movielens_side_files(const std::string& ratings) {
  const std::string name = plain_name(ratings);
  std::vector<std::string_view> names = {"u.user", "u.item"};
  if (name == "ratings.dat") names = {"users.dat", "movies.dat"};
  if (name == "ratings.csv") names = {"movies.csv"};
  std::vector<std::string> found;
  for (const std::string_view side : names)
    for (const std::string_view suffix : {"", ".gz", ".zst"}) {
      const std::string path = beside(ratings, std::string(side) + std::string(suffix));
      if (!input_exists(path)) continue;
      found.push_back(path);
      break;
    }
  return found;
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
