// interplay recommend and interplay similar: lists of items.
#include <algorithm>

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

void print(const std::vector<Scored>& list, std::string_view score_name, Console& console) {
  if (console.json) {
    console.result(line_of({{"items", json_of(std::span(list), score_name)}}));
    return;
  }
  const bool titled = std::any_of(list.begin(), list.end(), [](const Scored& entry) { return !entry.title.empty(); });
  std::vector<std::string> headings = {">rank", "item", fmt::format(">{}", score_name)};
  if (titled) headings.emplace_back("title");
  Table table(headings);
  for (std::size_t i = 0; i < list.size(); ++i)
    table.row({std::to_string(i + 1), list[i].item, metric_text(static_cast<double>(list[i].score)), list[i].title});
  console.result(table.text(static_cast<std::size_t>(console.width)));
}

// The items that the user stands beside in the given files.
std::vector<std::string> items_of(const Model& model, const std::string& user, const std::vector<std::string>& paths) {
  std::vector<std::string> items;
  if (paths.empty()) return items;
  const Dataset data = read_for(model, paths, DataOptions{});
  const std::size_t user_field = *data.schema.find(Role::user), item_field = *data.schema.find(Role::item);
  const auto user_rows = data.row_of(user_field), item_rows = data.row_of(item_field);
  const Vocabulary& users = data.entities[data.schema.fields[user_field].table - 1].keys;
  const Vocabulary& keys = data.entities[data.schema.fields[item_field].table - 1].keys;
  const std::uint32_t wanted = users.code(user);
  for (std::size_t row = 0; row < data.rows; ++row)
    if (user_rows[row] == wanted && item_rows[row] > 0) items.push_back(keys.id(item_rows[row]));
  std::ranges::sort(items);
  items.erase(std::ranges::unique(items).begin(), items.end());
  return items;
}

int recommend(const Arguments& arguments, Console& console) {
  const std::string given = required(arguments, "user");
  const Model model = Model::load(arguments.operands.front());
  const std::string user = as_in_files(model, Role::user, given);
  const Recommender recommender(model);  // refuses a model without users and items
  const std::vector<std::string> seen = items_of(model, user, arguments.list("seen"));
  print(recommender.recommend(user, count_of(arguments), seen), "score", console);
  if (!arguments.list("seen").empty())
    console.note(fmt::format("left out {} items that the user already has rows with", grouped(seen.size())));
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
  print(list, "cosine", console);
  return 0;
}

std::vector<Flag> recommend_flags(std::string_view) {
  return joined(
      std::vector<Flag>{
          {.name = "user", .group = "List", .help = "Id of the user, as in the training data", .value = "ID"},
          count_flag(),
          {.name = "seen",
           .takes = Flag::Takes::list,
           .group = "List",
           .help = "Files of interactions: what the user met there is left out",
           .value = "PATH,...",
           .completes = Flag::Completes::file}},
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
                   "interplay recommend movies.safetensors --user 196 -n 50 --json"},
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
