// interplay recommend and interplay similar: lists of items.
#include <algorithm>
#include <fstream>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/files.h"
#include "interplay/posters.h"
#include "interplay/read.h"
#include "interplay/recommend.h"
#include "json_output.h"
#include "newcomers.h"
#include "outputs.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

Flag count_flag() {
  return {
      .name = "count", .group = "List", .help = "How many items to list", .value = "N", .initial = "10", .letter = 'n'};
}

std::size_t count_of(const Arguments& arguments) { return static_cast<std::size_t>(arguments.integer("count", 10, 1)); }

std::string required(const Arguments& arguments, std::string_view flag) {
  const auto value = arguments.value(flag);
  if (!value) throw Error(Code::usage, fmt::format("--{} is missing", flag), fmt::format("give --{} ID", flag));
  return *value;
}

// An id or a title as given; unless an id has blanks at its ends, they are cut, as those of cells are.
std::string as_in_files(const Model& model, Role role, const std::string& text) {
  const auto field = model.schema().find(role);
  if (field && model.schema().fields[*field].vocabulary.code(text) > 0) return text;
  constexpr const char* blanks = " \t";
  const auto first = text.find_first_not_of(blanks);
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

using Lists = std::vector<std::vector<Scored>>;

bool titled(const std::vector<Scored>& list) {
  return std::ranges::any_of(list, [](const Scored& entry) { return !entry.title.empty(); });
}

std::string score_text(const Scored& entry) { return metric_text(static_cast<double>(entry.score)); }

std::string table_of(const std::vector<Scored>& list, std::string_view score_name, int width) {
  std::vector<std::string> headings = {">rank", "item", fmt::format(">{}", score_name)};
  if (titled(list)) headings.emplace_back("title");
  Table table(headings);
  for (std::size_t i = 0; i < list.size(); ++i)
    table.row({std::to_string(i + 1), list[i].item, score_text(list[i]), list[i].title});
  return table.text(static_cast<std::size_t>(width));
}

// The items that each of the users stands beside in the given files.
class Seen {
 public:
  Seen(const Model& model, const std::vector<std::string>& paths) : read_(!paths.empty()) {
    if (!read_) return;
    const Dataset data = read_for(model, paths, DataOptions{});
    const std::size_t user_field = *data.schema.find(Role::user), item_field = *data.schema.find(Role::item);
    const auto users = data.row_of(user_field), items = data.row_of(item_field);
    const Vocabulary& user_keys = data.entities[data.schema.fields[user_field].table - 1].keys;
    const Vocabulary& item_keys = data.entities[data.schema.fields[item_field].table - 1].keys;
    for (std::size_t row = 0; row < data.rows; ++row)
      if (users[row] > 0 && items[row] > 0) items_[user_keys.id(users[row])].insert(item_keys.id(items[row]));
  }

  explicit operator bool() const { return read_; }
  std::vector<std::string> of(const std::string& user) const {
    const auto found = items_.find(user);
    return found == items_.end() ? std::vector<std::string>() : std::vector(found->second.begin(), found->second.end());
  }

 private:
  bool read_;
  std::unordered_map<std::string, std::set<std::string>> items_;
};

// The ids of a file with one id a line; a first line that is the name of the user column is a heading.
std::vector<std::string> ids_in(const std::string& path, const Model& model) {
  std::ifstream file(path);
  if (!file) throw Error(Code::not_found, at(path), "cannot be opened", "name a file with one id a line, or say all");
  std::vector<std::string> ids;
  for (std::string line; std::getline(file, line);) {
    if (line.ends_with('\r')) line.pop_back();
    const std::string id = as_in_files(model, Role::user, line);
    const auto field = model.schema().find(Role::user);
    if (id.empty() || (ids.empty() && field && id == model.schema().fields[*field].name)) continue;
    ids.push_back(id);
  }
  if (ids.empty()) throw Error(Code::bad_data, at(path), "holds no id", "write one id a line");
  return ids;
}

constexpr const char* name_users =
    "give --user ID (or several, with commas), --users FILE or all, or --attributes NAME=VALUE,... of somebody new";

// Whom the lists are for, with a model that knows them.
struct Readers {
  Model model;
  std::vector<std::string> ids;  // one that is empty if attributes alone are given
};

// Those of whom neither training nor the table tells anything.
void leave_out_unknown(Newcomers& newcomers, const std::string& path, Console& console) {
  const Star& star = newcomers.model.star();
  const Vocabulary& keys = star.entities[star.schema.fields[*star.schema.find(Role::user)].table - 1].keys;
  std::vector<std::string> unknown;
  for (const std::string& id : newcomers.ids)
    if (keys.code(id) == 0) unknown.push_back(id);
  std::erase_if(newcomers.ids, [&](const std::string& id) { return keys.code(id) == 0; });
  if (newcomers.ids.empty())
    throw Error(Code::bad_data, at(path), "tells nothing that the model knows of any of its users",
                "give values that training has seen");
  if (!unknown.empty())
    console.warning(fmt::format("left out {} of whom nothing is known, such as {}", counted(unknown.size(), "user"),
                                unknown.front()));
}

Readers readers_of(const Arguments& arguments, Model model, Console& console) {
  const auto user = arguments.value("user"), users = arguments.value("users");
  if (user && users) throw Error(Code::usage, "--user and --users are both given", "give one of them");
  if (users && arguments.has("attributes"))
    throw Error(Code::usage, "--attributes are those of one user, and --users asks for many",
                "give the file columns of attributes, as a header names them");
  model = joined_model(std::move(model), arguments, console);
  if (users && *users == "all") {
    std::vector<std::string> ids = Recommender(model).users();
    return {std::move(model), std::move(ids)};
  }
  if (users && is_table(model, *users, Role::user)) {
    Newcomers newcomers = newcomers_of(model, *users, Role::user, console);
    leave_out_unknown(newcomers, *users, console);
    return {std::move(newcomers.model), std::move(newcomers.ids)};
  }
  if (users) return {model, ids_in(*users, model)};
  if (!user) return {std::move(model), {""}};
  // An id may hold a comma.
  if (const std::string whole = as_in_files(model, Role::user, *user);
      arguments.has("attributes") || !Recommender(model).cold(whole))
    return {std::move(model), {whole}};
  std::vector<std::string> ids;
  for (const std::string& id : arguments.list("user")) ids.push_back(as_in_files(model, Role::user, id));
  return {std::move(model), std::move(ids)};
}

// The values of a row for a user: the id if there is one, attributes and columns of the interaction.
NamedTexts row_of(const std::string& user, const NamedTexts& given) {
  NamedTexts values;
  if (!user.empty()) values.emplace_back("user", user);
  values.insert(values.end(), given.begin(), given.end());
  return values;
}

std::string csv_of(const std::string& user, const std::vector<Scored>& list) {
  std::string text;
  for (std::size_t i = 0; i < list.size(); ++i)
    text += fmt::format("{},{},{},{:.6g},{}\n", csv_cell(user), i + 1, csv_cell(list[i].item), list[i].score,
                        csv_cell(list[i].title));
  return text;
}

std::string json_line(const std::string& user, bool cold, const std::vector<Scored>& list) {
  return line_of(
      {{"user", user.empty() ? Json() : Json(user)}, {"cold", cold}, {"items", json_of(std::span(list), "score")}});
}

// New items are listed, and so are given as such.
void refuse_join_of_items(const Arguments& arguments) {
  for (const std::string& join : arguments.list("join"))
    if (join.ends_with(":item"))
      throw Error(Code::usage,
                  fmt::format("--join {} tells of items, and the users' attributes are what is asked for", join),
                  fmt::format("give --items {} to list new items", join.substr(0, join.size() - 5)));
}

int recommend(const Arguments& arguments, Console& console) {
  constexpr std::size_t at_a_time = 1024;
  const auto out = arguments.value("out");
  if (out) check_output({*out, "the lists"}, arguments.operands);
  if (!arguments.has("user") && !arguments.has("users") && !arguments.has("attributes"))
    throw Error(Code::usage, "--user is missing", name_users);
  if (arguments.has("seen") && !arguments.has("user") && !arguments.has("users"))
    throw Error(Code::usage, "--seen tells what a user has, and none is named", "give --user, or leave it out");
  refuse_join_of_items(arguments);
  const Model loaded = Model::load(arguments.operands.front());
  static_cast<void>(Recommender(loaded));  // refuses a model without users and items
  Readers readers = readers_of(arguments, loaded, console);
  const std::vector<std::string>& users = readers.ids;
  RecommenderOptions options;
  if (const auto items = arguments.value("items")) {
    Newcomers newcomers = newcomers_of(readers.model, *items, Role::item, console);
    readers.model = std::move(newcomers.model);
    options.new_items = std::move(newcomers.ids);
  }
  const Model& model = readers.model;
  const Recommender recommender(model, options);
  const NamedTexts attributes = named_values(arguments, "attributes");
  note_unseen(model, attributes, console);
  NamedTexts given = attributes;
  for (auto& value : named_values(arguments, "set")) given.push_back(std::move(value));
  const Seen seen(model, arguments.list("seen"));
  std::uint64_t left_out = 0;
  const bool csv = !console.json && (out || users.size() > 1);
  std::string file;
  const auto write = [&](std::string_view text) { out ? void(file += text) : console.result(text); };
  if (csv) write("user,rank,item,score,title\n");
  for (std::size_t begin = 0; begin < users.size(); begin += at_a_time) {
    const auto batch = std::span(users).subspan(begin, std::min(at_a_time, users.size() - begin));
    std::vector<std::vector<std::string>> exclude;
    if (seen)
      for (const std::string& user : batch) {
        exclude.push_back(seen.of(user));
        left_out += exclude.back().size();
      }
    Lists lists;
    if (given.empty()) {
      lists = recommender.recommend(batch, count_of(arguments), exclude);
    } else {
      for (std::size_t i = 0; i < batch.size(); ++i)
        lists.push_back(recommender.recommend(row_of(batch[i], given), count_of(arguments),
                                              exclude.empty() ? std::vector<std::string>() : exclude[i]));
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (console.json) {
        write(json_line(batch[i], batch[i].empty() || recommender.cold(batch[i]), lists[i]));
      } else {
        write(csv ? csv_of(batch[i], lists[i]) : table_of(lists[i], "score", console.width));
      }
    }
    if (console.show_progress && users.size() > at_a_time)
      console.status(fmt::format("{} of {}", grouped(begin + batch.size()), counted(users.size(), "user")));
  }
  console.status("");
  if (out) write_file(*out, file);
  if (seen) console.note(fmt::format("left out {} that the user already has rows with", counted(left_out, "item")));
  return 0;
}

int similar(const Arguments& arguments, Console& console) {
  const std::string wanted = required(arguments, "item");
  const auto out = arguments.value("out"), folder = arguments.value("posters");
  if (folder && !out)
    throw Error(Code::usage, "--posters is for a page, and none is asked for", "add --out similar.html");
  if (out && !out->ends_with(".html"))
    throw Error(Code::usage, at(*out), "is no page, expected a name that ends in .html", "name it similar.html");
  if (out) check_output({*out, "the page"}, arguments.operands);
  const Model model = Model::load(arguments.operands.front());
  const Recommender recommender(model);
  const std::string item = recommender.find_item(as_in_files(model, Role::item, wanted));
  const std::vector<Scored> list = recommender.similar(item, count_of(arguments));
  if (out) {
    const auto page = poster_html({.chosen = {item, 0, recommender.title(item)}, .items = list}, folder.value_or(""));
    for (const std::string& note : page.notes) console.warning(note);
    write_file(*out, page.html);
    if (folder && page.drawn > 0)
      console.note(fmt::format("{} of {} items have no picture in {}; their tiles are drawn", page.drawn,
                               list.size() + 1, *folder));
  }
  console.result(console.json ? line_of({{"items", json_of(std::span(list), "cosine")}})
                              : table_of(list, "cosine", console.width));
  return 0;
}

std::vector<Flag> recommend_flags(std::string_view) {
  return joined(
      std::vector<Flag>{{.name = "user",
                         .takes = Flag::Takes::list,
                         .group = "List",
                         .help = "Id of the user, as in the training data; several with commas",
                         .value = "ID"},
                        {.name = "users",
                         .group = "List",
                         .help = "File with one id a line, or a table with attributes of those whom training did not "
                                 "see, or all, for everybody seen in training; the lists are CSV",
                         .value = "FILE|all",
                         .completes = Flag::Completes::file},
                        attributes_flag("List"),
                        set_flag("List"),
                        join_flag("List"),
                        {.name = "items",
                         .group = "List",
                         .help = "Table of items that training did not see, with their attributes, to list besides",
                         .value = "FILE",
                         .completes = Flag::Completes::file},
                        count_flag(),
                        {.name = "seen",
                         .takes = Flag::Takes::list,
                         .group = "List",
                         .help = "Files of interactions: what the user met there is left out",
                         .value = "PATH,...",
                         .completes = Flag::Completes::file},
                        out_flag("File to write the lists to, in place of standard output")},
      output_flags());
}

std::vector<Flag> similar_flags(std::string_view) {
  return joined(std::vector<Flag>{{.name = "item",
                                   .group = "List",
                                   .help = "Id of the item, as in the training data, or its title",
                                   .value = "ID"},
                                  count_flag(),
                                  {.name = "posters",
                                   .group = "List",
                                   .help = "Folder of pictures for the page: ID.jpg, ID.png or ID.webp of item ID",
                                   .value = "FOLDER",
                                   .completes = Flag::Completes::folder},
                                  out_flag("Page of posters (.html) to write besides; items without a picture have a "
                                           "drawn tile")},
                output_flags());
}

}  // namespace

const Verb& recommend_verb() {
  static const Verb verb = {
      .name = "recommend",
      .summary = "Lists the items that a saved model predicts highest for a user.",
      .operands = {{.name = "MODEL"}},
      .examples = {"interplay recommend movies.safetensors --user 196 --seen ml-100k/u.data",
                   "interplay recommend movies.safetensors --user 196,22 -n 50 --json",
                   "interplay recommend movies.safetensors --users all --out lists.csv",
                   "interplay recommend movies.safetensors --attributes age=31,occupation=writer"},
      .flags = recommend_flags,
      .run = recommend,
  };
  return verb;
}

const Verb& similar_verb() {
  static const Verb verb = {
      .name = "similar",
      .summary = "Lists the items whose vectors point most nearly the same way as an item's.",
      .operands = {{.name = "MODEL"}},
      .examples = {"interplay similar movies.safetensors --item 50",
                   "interplay similar movies.safetensors --item \"Toy Story (1995)\" -n 5",
                   "interplay similar m.safetensors --item 50 --posters img/ --out similar.html"},
      .flags = similar_flags,
      .run = similar,
  };
  return verb;
}

}  // namespace interplay::cli
