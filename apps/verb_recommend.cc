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

std::vector<std::string> users_of(const Arguments& arguments, const Model& model, const Recommender& recommender) {
  const auto user = arguments.value("user"), users = arguments.value("users");
  if (user && users) throw Error(Code::usage, "--user and --users are both given", "give one of them");
  if (!user && !users)
    throw Error(Code::usage, "--user is missing", "give --user ID (or several, with commas), or --users FILE or all");
  if (users) return *users == "all" ? recommender.users() : ids_in(*users, model);
  // An id may hold a comma.
  if (const std::string whole = as_in_files(model, Role::user, *user); !recommender.cold(whole)) return {whole};
  std::vector<std::string> ids;
  for (const std::string& id : arguments.list("user")) ids.push_back(as_in_files(model, Role::user, id));
  return ids;
}

std::string csv_of(const std::string& user, const std::vector<Scored>& list) {
  std::string text;
  for (std::size_t i = 0; i < list.size(); ++i)
    text += fmt::format("{},{},{},{:.6g},{}\n", csv_cell(user), i + 1, csv_cell(list[i].item), list[i].score,
                        csv_cell(list[i].title));
  return text;
}

std::string json_line(const std::string& user, bool cold, const std::vector<Scored>& list) {
  return line_of({{"user", user}, {"cold", cold}, {"items", json_of(std::span(list), "score")}});
}

int recommend(const Arguments& arguments, Console& console) {
  constexpr std::size_t at_a_time = 1024;
  const auto out = arguments.value("out");
  if (out) check_output({*out, "the lists"}, arguments.operands);
  if (!arguments.has("user") && !arguments.has("users"))
    throw Error(Code::usage, "--user is missing", "give --user ID (or several, with commas), or --users FILE or all");
  const Model model = Model::load(arguments.operands.front());
  const Recommender recommender(model);  // refuses a model without users and items
  const std::vector<std::string> users = users_of(arguments, model, recommender);
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
    const Lists lists = recommender.recommend(batch, count_of(arguments), exclude);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (console.json) {
        write(json_line(batch[i], recommender.cold(batch[i]), lists[i]));
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
                         .help = "File with one id a line, or all, for everybody seen in training; the lists are CSV",
                         .value = "FILE|all",
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
                   "interplay recommend movies.safetensors --users all --out lists.csv"},
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
