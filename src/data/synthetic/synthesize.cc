// Writes synthetic ratings in the layouts of MovieLens; the options of synthetic data.
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <functional>
#include <memory>

#include "base/files.h"
#include "base/options/table.h"
#include "data/synthetic/clicks.h"
#include "data/synthetic/new_folder.h"
#include "data/synthetic/synth.h"
#include "interplay/error.h"

namespace interplay {

template <>
std::span<const Option<SyntheticOptions>> options<SyntheticOptions>() {
  using O = SyntheticOptions;
  static const std::vector<Option<O>> table = {
      {.name = "like",
       .member = &O::like,
       .group = "Synthetic data",
       .help =
           "Sizes and file layout: ratings as in ml-100k, ml-1m or ml-20m; or clicks as Criteo's (criteo: 13 counts "
           "and 26 categories)",
       .choices = {"ml-100k", "ml-1m", "ml-20m", "criteo"}},
      {.name = "rows",
       .member = &O::rows,
       .group = "Synthetic data",
       .help = "Number of ratings, or of clicks; 0 means as in the data set that it is like, a million clicks",
       .low = 0,
       .high = 4e9},
      {.name = "users",
       .member = &O::users,
       .group = "Synthetic data",
       .help = "Number of users; 0 means as in the data set that it is like",
       .low = 0,
       .high = 1e9},
      {.name = "items",
       .member = &O::items,
       .group = "Synthetic data",
       .help = "Number of items; 0 means as in the data set that it is like",
       .low = 0,
       .high = 1e9},
      {.name = "rank",
       .member = &O::rank,
       .group = "Synthetic data",
       .help = "Number of planted factors",
       .low = 0,
       .high = 1024},
      {.name = "noise",
       .member = &O::noise,
       .group = "Synthetic data",
       .help = "Standard deviation of the noise on a rating, before rounding",
       .low = 0,
       .high = 10},
      {.name = "seed",
       .member = &O::seed,
       .group = "Synthetic data",
       .help = "Seed: the same options give the same files",
       .low = 0},
  };
  return table;
}

template INTERPLAY_API void set_option(SyntheticOptions&, std::string_view, std::string_view);
template INTERPLAY_API std::string get_option(const SyntheticOptions&, std::string_view);
template INTERPLAY_API void check_options(const SyntheticOptions&);

namespace {

using synth::Item;
using synth::Rating;
using synth::User;
using synth::World;

constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void append(std::string& text, std::uint64_t number) {
  char digits[20];
  const auto [end, status] = std::to_chars(std::begin(digits), std::end(digits), number);
  text.append(digits, end);
}

void append(std::string& text, std::string_view part) { text.append(part); }

template <class... Parts>
void add(std::string& text, const Parts&... parts) {
  (append(text, parts), ...);
}

// Every character of a title is one of Latin-1: one byte, or the UTF-8 pair 110000xx 10xxxxxx.
std::string to_latin_1(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      bytes += text[i];
    } else {
      const auto next = static_cast<unsigned char>(text[++i]);
      bytes += static_cast<char>(lead << 6 | (next & 0x3f));
    }
  }
  return bytes;
}

std::string two_digits(std::uint32_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string zip_code(const User& user) {
  const std::string digits = std::to_string(user.zip);
  return std::string(5 - digits.size(), '0') + digits;
}

std::string year_of(const Item& item) { return " (" + std::to_string(item.year) + ")"; }

std::string genres_of(const Item& item) {
  std::string text;
  for (std::size_t g = 1; g < synth::genres; ++g)
    if (item.genres >> g & 1u) add(text, text.empty() ? "" : "|", synth::genre_name(g));
  return text;
}

// u.data

struct Row {
  std::uint32_t user, item, rating;
  std::uint64_t time;
};

void write_rows(AtomicFile& file, std::span<const Row> rows) {
  std::string line;
  for (const Row& row : rows) {
    line.clear();
    add(line, row.user, "\t", row.item, "\t", row.rating, "\t", row.time, "\n");
    file.write(line);
  }
}

std::vector<Row> shuffled_rows(World& world, std::uint64_t seed) {
  std::vector<Row> rows;
  std::vector<Rating> ratings;
  for (std::uint32_t u = 0; u < world.users().size(); ++u) {
    world.ratings_of(u, ratings);
    for (const Rating& r : ratings) rows.push_back({u + 1, r.item + 1, r.rating, r.time});
  }
  RandomStream random = synth::stream(seed, synth::row_order_step);
  shuffle(std::span(rows), random);
  return rows;
}

// Fold n tests the n-th fifth of u.data. Both files are sorted by user and item.
void write_folds(synth::NewFolder& folder, std::span<const Row> rows) {
  const auto by_user_and_item = [](const Row& a, const Row& b) {
    return a.user != b.user ? a.user < b.user : a.item < b.item;
  };
  for (std::size_t fold = 0; fold < 5; ++fold) {
    const std::size_t first = rows.size() * fold / 5, last = rows.size() * (fold + 1) / 5;
    std::vector<Row> test(rows.begin() + static_cast<std::ptrdiff_t>(first),
                          rows.begin() + static_cast<std::ptrdiff_t>(last));
    std::vector<Row> base(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(first));
    base.insert(base.end(), rows.begin() + static_cast<std::ptrdiff_t>(last), rows.end());
    std::sort(test.begin(), test.end(), by_user_and_item);
    std::sort(base.begin(), base.end(), by_user_and_item);
    const std::string name = "u" + std::to_string(fold + 1);
    write_rows(folder.add(name + ".base"), base);
    write_rows(folder.add(name + ".test"), test);
  }
}

void write_100k_tables(synth::NewFolder& folder, const World& world, std::size_t rows) {
  std::string text;
  for (std::size_t u = 0; u < world.users().size(); ++u) {
    const User& user = world.users()[u];
    add(text, u + 1, "|", user.age, user.female ? "|F|" : "|M|", synth::occupation_name(user.occupation), "|",
        zip_code(user), "\n");
  }
  folder.add("u.user").write(text);
  text.clear();
  for (std::uint32_t i = 0; i < world.items().size(); ++i) {
    const Item& item = world.items()[i];
    add(text, i + 1, "|", to_latin_1(synth::title_of(i)), year_of(item), "|", two_digits(item.day), "-",
        months[item.month - 1], "-", item.year, "||http://example.org/title/", i + 1);
    for (std::size_t g = 0; g < synth::genres; ++g) text += item.genres >> g & 1u ? "|1" : "|0";
    text += '\n';
  }
  folder.add("u.item").write(text);
  text.clear();
  for (std::size_t g = 0; g < synth::genres; ++g) add(text, synth::genre_name(g), "|", g, "\n");
  folder.add("u.genre").write(text);
  text.clear();
  for (std::size_t o = 0; o < synth::occupations; ++o) add(text, synth::occupation_name(o), "\n");
  folder.add("u.occupation").write(text);
  text.clear();
  add(text, world.users().size(), " users\n", world.items().size(), " items\n", rows, " ratings\n");
  folder.add("u.info").write(text);
}

void write_100k(synth::NewFolder& folder, World& world, std::uint64_t seed) {
  const std::vector<Row> rows = shuffled_rows(world, seed);
  write_rows(folder.add("u.data"), rows);
  write_100k_tables(folder, world, rows.size());
  write_folds(folder, rows);
}

// ml-1m and ml-20m: one user after the other, so that no more than one user's ratings are in memory.
void write_by_user(AtomicFile& file, World& world,
                   const std::function<void(std::string&, std::uint32_t, std::vector<Rating>&)>& lines) {
  std::vector<Rating> ratings;
  std::string text;
  for (std::uint32_t u = 0; u < world.users().size(); ++u) {
    world.ratings_of(u, ratings);
    text.clear();
    lines(text, u + 1, ratings);
    file.write(text);
  }
}

// The layout's codes for ranges of age: the first age of each.
std::uint32_t age_code(std::uint32_t age) {
  std::uint32_t code = 1;
  for (const std::uint32_t start : {18u, 25u, 35u, 45u, 50u, 56u})
    if (age >= start) code = start;
  return code;
}

void write_1m(synth::NewFolder& folder, World& world) {
  write_by_user(folder.add("ratings.dat"), world,
                [](std::string& text, std::uint32_t user, std::vector<Rating>& ratings) {
                  for (const Rating& r : ratings) add(text, user, "::", r.item + 1, "::", r.rating, "::", r.time, "\n");
                });
  std::string text;
  for (std::size_t u = 0; u < world.users().size(); ++u) {
    const User& user = world.users()[u];
    add(text, u + 1, user.female ? "::F::" : "::M::", age_code(user.age), "::", user.occupation, "::", zip_code(user),
        "\n");
  }
  folder.add("users.dat").write(text);
  text.clear();
  for (std::uint32_t i = 0; i < world.items().size(); ++i) {
    const std::string genres = genres_of(world.items()[i]);
    add(text, i + 1, "::", to_latin_1(synth::title_of(i)), year_of(world.items()[i]),
        "::", genres.empty() ? "Drama" : genres, "\n");
  }
  folder.add("movies.dat").write(text);
}

void write_20m(synth::NewFolder& folder, World& world) {
  AtomicFile& file = folder.add("ratings.csv");
  file.write("userId,movieId,rating,timestamp\n");
  write_by_user(file, world, [](std::string& text, std::uint32_t user, std::vector<Rating>& ratings) {
    std::sort(ratings.begin(), ratings.end(), [](const Rating& a, const Rating& b) { return a.item < b.item; });
    for (const Rating& r : ratings) add(text, user, ",", r.item + 1, ",", r.rating, ".0,", r.time, "\n");
  });
  std::string text = "movieId,title,genres\n";
  for (std::uint32_t i = 0; i < world.items().size(); ++i) {
    const std::string title = synth::title_of(i) + year_of(world.items()[i]);
    const std::string_view quote = title.find(',') == std::string::npos ? "" : "\"";
    const std::string genres = genres_of(world.items()[i]);
    add(text, i + 1, ",", quote, title, quote, ",", genres.empty() ? "(no genres listed)" : genres, "\n");
  }
  folder.add("movies.csv").write(text);
}

}  // namespace

std::vector<std::filesystem::path> synthesize(const std::filesystem::path& path, const SyntheticOptions& options,
                                              PlantedTruth* truth) {
  check_options(options);
  if (options.like == "criteo") return synth::write_clicks(path, options, 0, truth);
  const synth::Shape shape = synth::shape_of(options);
  synth::require_memory(shape, static_cast<std::size_t>(options.rank));
  synth::NewFolder folder(path);
  World world(shape, options);
  switch (shape.layout) {
    case synth::Layout::ml_100k:
      write_100k(folder, world, static_cast<std::uint64_t>(options.seed));
      break;
    case synth::Layout::ml_1m:
      write_1m(folder, world);
      break;
    case synth::Layout::ml_20m:
      write_20m(folder, world);
      break;
  }
  return folder.commit();
}

}  // namespace interplay
