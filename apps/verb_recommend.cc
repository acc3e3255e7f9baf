// interplay recommend: lists of items for users.
#include <algorithm>

#include <fmt/format.h>

#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/files.h"
#include "interplay/fold_in.h"
#include "interplay/read.h"
#include "interplay/recommend.h"
#include "json_output.h"
#include "listing.h"
#include "newcomers.h"
#include "next_step.h"
#include "outputs.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

constexpr std::size_t reasons_of_an_item = 3;
constexpr std::size_t most_rows_listed = 20;  // rows of lists of several users on a terminal

constexpr const char* name_users =
    "give --user ID (or several, with commas), --users FILE or all, or of somebody new --history ITEM:RATING,... or "
    "--attributes NAME=VALUE,...";

// Whom the lists are for, with a model that knows them.
struct Readers {
  Model model;
  std::vector<std::string> ids;                   // one that is empty if attributes alone are given
  std::optional<Dataset> history = std::nullopt;  // of somebody new, as --history tells it
};

// Somebody whom training did not see, by what they had.
Readers reader_of_history(const Model& model, const std::string& text, int threads, Console& console) {
  const std::vector<RatedItem> items = parse_history(model, text);
  const std::string id = unused_user(model);
  Dataset data = history_of(model, id, items);
  FoldInReport report;
  Model wider = fold_in(model, data, {.threads = threads}, &report);
  if (!console.quiet && data.rows < items.size())
    console.note(fmt::format("{} of the history count, those that the model takes for interactions",
                             counted(data.rows, "item")));
  Dataset encoded = encode_as(std::move(data), wider.star());
  return {std::move(wider), {id}, std::move(encoded)};
}

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

Readers readers_of(const Arguments& arguments, Model model, int threads, Console& console) {
  const auto user = arguments.value("user"), users = arguments.value("users");
  model = joined_model(std::move(model), arguments, console);
  if (const auto history = arguments.value("history")) return reader_of_history(model, *history, threads, console);
  if (users && *users == "all") {
    std::vector<std::string> ids = Recommender(model).users();
    return {std::move(model), std::move(ids)};
  }
  if (users && is_table(model, *users, Role::user)) {
    Newcomers newcomers = newcomers_of(model, *users, Role::user, console);
    leave_out_unknown(newcomers, *users, console);
    return {std::move(newcomers.model), std::move(newcomers.ids)};
  }
  if (users) return {model, ids_in(*users, model, Role::user, "name a file with one id a line, or say all")};
  if (!user) return {std::move(model), {""}};
  // An id may hold a comma.
  if (const std::string whole = as_in_files(model, Role::user, *user);
      arguments.has("attributes") || !Recommender(model).cold(whole))
    return {std::move(model), {whole}};
  std::vector<std::string> ids;
  for (const std::string& id : arguments.list("user")) ids.push_back(as_in_files(model, Role::user, id));
  return {std::move(model), std::move(ids)};
}

// New items are listed, and so are given as such.
void refuse_join_of_items(const Arguments& arguments) {
  for (const std::string& join : arguments.list("join"))
    if (join.ends_with(":item"))
      throw Error(Code::usage,
                  fmt::format("--join {} tells of items, and the users' attributes are what is asked for", join),
                  fmt::format("give --items {} to list new items", join.substr(0, join.size() - 5)));
}

// Refuses what can be refused before anything is read.
void check_recommend(const Arguments& arguments) {
  const bool user = arguments.has("user"), users = arguments.has("users");
  if (user && users) throw Error(Code::usage, "--user and --users are both given", "give one of them");
  const bool described = arguments.has("attributes");
  if (arguments.has("history")) {
    for (const std::string_view flag : {"user", "users", "attributes", "seen"})
      if (arguments.has(flag))
        throw Error(Code::usage, fmt::format("--history and --{} are both given", flag),
                    flag == "seen" ? "leave out --seen: what the history names is not listed"
                                   : "give one of them; interplay fold-in adds users with a history to a model");
    refuse_join_of_items(arguments);
  }
  if (!user && !users && !described && !arguments.has("history"))
    throw Error(Code::usage, "--user is missing", name_users);
  if (users && described)
    throw Error(Code::usage, "--attributes are those of one user, and --users asks for many",
                "give the file columns of attributes, as a header names them");
  if (arguments.has("seen") && !user && !users)
    throw Error(Code::usage, "--seen tells what a user has, and none is named", "give --user, or leave it out");
  if (arguments.has("why") && (described || arguments.has("set")))
    throw Error(Code::usage, "--why tells of users by their ids alone",
                "leave out --attributes and --set; interplay explain takes them for one item");
  refuse_join_of_items(arguments);
  const double diverse = arguments.number("diverse").value_or(0);
  if (!(diverse >= 0 && diverse <= 1))
    throw Error(Code::usage, fmt::format("--diverse is {}, expected a number from 0 to 1", diverse),
                "0 lists the best items, 1 those least like each other");
  const auto out = arguments.value("out");
  if (!out) return;
  std::vector<std::string> inputs = files_of(arguments.list("seen"), DataOptions{});
  inputs.push_back(arguments.operands.front());
  for (const std::string_view flag : {"users", "allow", "deny", "items"})
    if (const auto path = arguments.value(flag)) inputs.push_back(*path);
  const Output output{*out, "the lists"};
  check_outputs({&output, 1}, inputs);
}

// What the lists are made of, with all that people are told about it.
struct Catalogue {
  std::optional<ItemSet> items;
  std::optional<Histories> seen;
  std::size_t size = 0;  // of what the filters leave
};

std::string unknown_text(const std::vector<std::string>& unknown, const Recommender& recommender) {
  std::string text = fmt::format("{} of --allow and --deny {} no item: '{}'", counted(unknown.size(), "line"),
                                 unknown.size() == 1 ? "names" : "name", unknown.front());
  if (unknown.size() > 1) text += ", ...";
  const auto near = recommender.titles_like(unknown.front(), 3);
  if (!near.empty()) text += fmt::format("; titles like it are '{}'", fmt::join(near, "', '"));
  return text;
}

std::optional<ItemSet> items_of(const Arguments& arguments, const Model& model, const Recommender& recommender,
                                Console& console) {
  constexpr std::string_view remedy = "name a file with one id or title a line";
  ItemRules rules{.only = arguments.list("only")};
  if (const auto path = arguments.value("allow")) rules.allow = ids_in(*path, model, Role::item, remedy);
  if (const auto path = arguments.value("deny")) rules.deny = ids_in(*path, model, Role::item, remedy);
  if (rules.only.empty() && !rules.allow && rules.deny.empty()) return std::nullopt;
  ItemSet items = recommender.items(rules);
  if (!items.unknown.empty()) console.warning(unknown_text(items.unknown, recommender));
  console.notes(items.notes);
  console.note(fmt::format("the filters leave {} of {}", grouped(items.count), counted(recommender.size(), "item")));
  return items;
}

Catalogue catalogue_of(const Arguments& arguments, const Model& model, const Recommender& recommender, int threads,
                       Console& console) {
  Catalogue catalogue;
  catalogue.items = items_of(arguments, model, recommender, console);
  catalogue.size = catalogue.items ? catalogue.items->count : recommender.size();
  if (const auto paths = arguments.list("seen"); !paths.empty())
    catalogue.seen.emplace(recommender, read_for(model, paths, DataOptions{}, threads));
  return catalogue;
}

std::string csv_of(const std::string& user, const std::vector<Scored>& list, bool why) {
  std::string text;
  const std::string of_user = csv_cell(user);
  for (std::size_t i = 0; i < list.size(); ++i) {
    fmt::format_to(std::back_inserter(text), "{},{},{},{:.6g},{}", of_user, i + 1, csv_cell(list[i].item),
                   list[i].score, csv_cell(list[i].title));
    if (why) text += "," + csv_cell(list[i].why ? why_text(*list[i].why) : "");
    text += '\n';
  }
  return text;
}

// Over all users, for what is told at the end.
struct Totals {
  std::size_t left_out = 0, listed = 0, diverse_users = 0, empty = 0;
  std::size_t shortest = SIZE_MAX;
  double lost = 0, score = 0;
  std::string first_empty;

  void add(const std::string& user, const UserList& list, std::size_t seen) {
    left_out += seen;
    shortest = std::min(shortest, list.items.size());
    if (list.items.empty()) {
      if (empty++ == 0) first_empty = user;
      return;
    }
    double sum = 0;
    for (const Scored& item : list.items) sum += static_cast<double>(item.score);
    score += sum / static_cast<double>(list.items.size());
    lost += list.mean_score_lost;
    ++diverse_users;
  }
};

void tell(const Arguments& arguments, const Catalogue& catalogue, const Totals& totals, std::size_t users,
          Console& console) {
  const std::size_t count = count_of(arguments);
  if (catalogue.seen && arguments.has("seen"))
    console.note(fmt::format("left out {} that the user already has rows with", counted(totals.left_out, "item")));
  if (count > catalogue.size) {
    console.note(fmt::format("{} {} asked for, and {} {} all there {}", grouped(count), count == 1 ? "is" : "are",
                             counted(catalogue.size, "item"), catalogue.size == 1 ? "is" : "are",
                             catalogue.size == 1 ? "is" : "are"));
  } else if (totals.shortest < count && totals.empty == 0) {
    console.note(fmt::format("{} has {}, as no more are left", users == 1 ? "the list" : "the shortest list",
                             counted(totals.shortest, "item")));
  }
  if (totals.empty > 0)
    console.warning(fmt::format("--seen leaves no item for user {}{}; the filters let {} pass", totals.first_empty,
                                totals.empty > 1 ? fmt::format(" and {}", counted(totals.empty - 1, "other")) : "",
                                counted(catalogue.size, "item")));
  if (arguments.number("diverse").value_or(0) > 0 && totals.diverse_users > 0) {
    const auto lists = static_cast<double>(totals.diverse_users);
    console.note(fmt::format("diversity costs {} of the mean score: {} in place of {}",
                             metric_text(totals.lost / lists), metric_text(totals.score / lists),
                             metric_text((totals.score + totals.lost) / lists)));
  }
}

int recommend(const Arguments& arguments, Console& console) {
  constexpr std::size_t at_a_time = 2048;
  check_recommend(arguments);
  TrainOptions running;
  apply(arguments, running);
  const auto threads = static_cast<int>(running.threads);
  const Model loaded = Model::load(arguments.operands.front());
  static_cast<void>(Recommender(loaded));  // refuses a model without users and items
  Readers readers = readers_of(arguments, loaded, threads, console);
  const std::vector<std::string>& users = readers.ids;
  RecommenderOptions listed;
  if (const auto items = arguments.value("items")) {
    Newcomers newcomers = newcomers_of(readers.model, *items, Role::item, console);
    readers.model = std::move(newcomers.model);
    listed.new_items = std::move(newcomers.ids);
  }
  const Model& model = readers.model;
  const Recommender recommender(model, listed);
  NamedTexts values = named_values(arguments, "attributes");
  note_unseen(model, values, console);
  for (auto& value : named_values(arguments, "set")) values.push_back(std::move(value));
  Catalogue catalogue = catalogue_of(arguments, model, recommender, threads, console);
  if (readers.history) catalogue.seen.emplace(recommender, *readers.history);
  const ListRequest request{.count = count_of(arguments),
                            .items = catalogue.items ? &*catalogue.items : nullptr,
                            .seen = catalogue.seen ? &*catalogue.seen : nullptr,
                            .diverse = arguments.number("diverse").value_or(0),
                            .values = values,
                            .threads = threads};
  const auto out = arguments.value("out");
  const bool csv = !console.json && (out || users.size() > 1), why = arguments.has("why");
  std::string file;
  // On a terminal people read it: a head of many lists is enough.
  const bool cut = csv && !out && output_is_terminal();
  std::size_t lines = 0;
  const auto write = [&](std::string_view text) {
    if (out) return void(file += text);
    if (!cut) return console.result(text);
    for (std::size_t end = 0; !text.empty(); text.remove_prefix(end)) {
      end = text.find('\n') + 1;
      if (lines++ <= most_rows_listed) console.result(printable(text.substr(0, end - 1)) + "\n");
    }
  };
  if (csv) write(why ? "user,rank,item,score,title,why\n" : "user,rank,item,score,title\n");
  Totals totals;
  std::string first_user, first_item;
  for (std::size_t begin = 0; begin < users.size(); begin += at_a_time) {
    const auto batch = std::span(users).subspan(begin, std::min(at_a_time, users.size() - begin));
    std::vector<UserList> lists = recommender.lists(batch, request);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      std::vector<Scored>& items = lists[i].items;
      if (why)
        for (Scored& item : items)
          item.why = recommender.reasons(batch[i], item.item, reasons_of_an_item, request.seen);
      if (first_item.empty() && !items.empty()) {
        first_user = batch[i];
        first_item = items.front().item;
      }
      totals.add(batch[i], lists[i], catalogue.seen ? catalogue.seen->size(batch[i]) : 0);
      if (console.json) {
        Json line = {{"user", batch[i].empty() || readers.history ? Json() : Json(batch[i])},
                     {"cold", batch[i].empty() || recommender.cold(batch[i])},
                     {"items", json_of(std::span<const Scored>(items), "score")}};
        if (request.diverse > 0) line["mean_score_lost"] = lists[i].mean_score_lost;
        write(line_of(line));
      } else {
        write(csv ? csv_of(batch[i], items, why) : table_of(items, "item", "score", console.width));
      }
    }
    if (console.show_progress && users.size() > at_a_time)
      console.status(fmt::format("{} of {}", grouped(begin + batch.size()), counted(users.size(), "user")));
  }
  console.status("");
  if (out) write_file(*out, file);
  if (lines > most_rows_listed + 1) {
    console.flush();
    console.note(fmt::format("{} are not shown; --out FILE writes all of them",
                             counted(lines - most_rows_listed - 1, "further row")));
  }
  tell(arguments, catalogue, totals, users.size(), console);
  console.next(next_with_pair(arguments.operands.front(), loaded, first_user, first_item));
  return 0;
}

std::vector<Flag> recommend_flags(std::string_view) {
  return joined(
      std::vector<Flag>{
          {.name = "user",
           .takes = Flag::Takes::list,
           .group = "List",
           .help = "Id of the user, as in the training data; several with commas",
           .value = "ID"},
          {.name = "users",
           .group = "List",
           .help = "File with one id a line, or a table with attributes of those whom training did not see, or all, "
                   "for everybody seen in training; the lists are CSV",
           .value = "FILE|all",
           .completes = Flag::Completes::file},
          {.name = "history",
           .group = "List",
           .help = "What somebody had whom training did not see: ids or titles with ratings, which models of "
                   "interactions do not need; these items are not listed",
           .value = "ITEM:RATING,...",
           .brief = "Items and ratings of somebody new"},
          attributes_flag("List"),
          set_flag("List"),
          join_flag("List"),
          {.name = "items",
           .group = "List",
           .help = "Table of items that training did not see, with their attributes, to list besides",
           .value = "FILE",
           .completes = Flag::Completes::file},
          count_flag("How many items to list"),
          {.name = "diverse",
           .group = "List",
           .help = "Weight of being unlike the items listed before, from 0 to 1: maximal marginal relevance",
           .value = "X",
           .initial = "0",
           .range = "0 to 1"},
          {.name = "why",
           .takes = Flag::Takes::nothing,
           .group = "List",
           .help =
               "Beside each item what raises its score most and, with --seen, which of the user's items are like it"},
          {.name = "seen",
           .takes = Flag::Takes::list,
           .group = "Filters",
           .help = "Files of interactions: what the user met there is left out",
           .value = "PATH,...",
           .completes = Flag::Completes::file,
           .aliases = {"exclude-seen"}},
          {.name = "only",
           .takes = Flag::Takes::list,
           .group = "Filters",
           .help =
               "Conditions that items must meet, such as genres=Comedy or 'year>=1990' (= != >= <= > <), on columns "
               "that the model keeps of them",
           .value = "COLUMN=VALUE,..."},
          {.name = "allow",
           .group = "Filters",
           .help = "File with the ids or titles of the only items to list, one a line",
           .value = "FILE",
           .completes = Flag::Completes::file},
          {.name = "deny",
           .group = "Filters",
           .help = "File with the ids or titles of items not to list, one a line",
           .value = "FILE",
           .completes = Flag::Completes::file},
          out_flag("File to write the lists to, in place of standard output")},
      flags_of(TrainOptions{}, thread_options), output_flags());
}

}  // namespace

const Verb& recommend_verb() {
  static const Verb verb = {
      .name = "recommend",
      .summary = "Lists the items that a saved model predicts highest for a user.",
      .operands = {{.name = "MODEL"}},
      .examples = {"interplay recommend movies.safetensors --user 196 --seen ml-100k/u.data",
                   "interplay recommend movies.safetensors --user 196 --only genres=Comedy --diverse 0.3 --why",
                   "interplay recommend movies.safetensors --users all --out lists.csv",
                   "interplay recommend movies.safetensors --attributes age=31,occupation=writer",
                   "interplay recommend movies.safetensors --history \"Toy Story (1995):5,Heat (1995):2\""},
      .elsewhere = {{"all everybody", "--users all lists for everybody seen in training"},
                    {"where filter genre genres", "--only COLUMN=VALUE lists the items that meet a condition"}},
      .meant_by_further = "user",
      .flags = recommend_flags,
      .run = recommend,
  };
  return verb;
}

}  // namespace interplay::cli
