// interplay similar: the items or users whose vectors are most similar to one's.
#include <algorithm>

#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/files.h"
#include "interplay/posters.h"
#include "interplay/recommend.h"
#include "json_output.h"
#include "listing.h"
#include "next_step.h"
#include "outputs.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

void check_similar(const Arguments& arguments) {
  const bool item = arguments.has("item"), user = arguments.has("user"), out = arguments.has("out");
  if (item && user) throw Error(Code::usage, "--item and --user are both given", "give one of them");
  if (!item && !user) throw Error(Code::usage, "--item is missing", "give --item ID or TITLE, or --user ID");
  if (arguments.has("posters") && !out)
    throw Error(Code::usage, "--posters is for a page, and none is asked for", "add --out similar.html");
  if (out && user)
    throw Error(Code::usage, "--out is a page of items, and --user asks for users", "leave out --out, or name an item");
  if (const auto path = arguments.value("out"); path && !path->ends_with(".html"))
    throw Error(Code::usage, at(*path), "is no page, expected a name that ends in .html", "name it similar.html");
  if (const auto path = arguments.value("out")) check_output({*path, "the page"}, arguments.operands);
}

void write_page(const Arguments& arguments, const Scored& chosen, const std::vector<Scored>& list,
                std::string_view metric, Console& console) {
  const auto out = arguments.value("out"), folder = arguments.value("posters");
  if (!out) return;
  const auto page =
      poster_html({.chosen = chosen, .items = list, .score_name = std::string(metric)}, folder.value_or(""));
  for (const std::string& note : page.notes) console.warning(note);
  write_file(*out, page.html);
  if (folder && page.drawn > 0)
    console.note(fmt::format("{} of {} items have no picture in {}; their tiles are drawn", page.drawn, list.size() + 1,
                             *folder));
}

int similar(const Arguments& arguments, Console& console) {
  check_similar(arguments);
  const Similarity similarity = similarity_named(arguments.value("metric").value_or("cosine"));
  const Model model = Model::load(arguments.operands.front());
  const Recommender recommender(model);
  const std::string_view metric = recommender.weighs_items() ? "weight" : name(similarity);
  const std::size_t count = count_of(arguments);
  std::vector<Scored> list;
  const bool users = arguments.has("user");
  if (users) {
    list = recommender.similar_users(as_in_files(model, Role::user, *arguments.value("user")), count, similarity);
  } else {
    const std::string item = recommender.find_item(as_in_files(model, Role::item, *arguments.value("item")));
    list = recommender.similar(item, count, similarity);
    write_page(arguments, {item, 0, recommender.title(item)}, list, metric, console);
  }
  if (similarity != Similarity::euclid && !list.empty() &&
      std::ranges::all_of(list, [](const Scored& each) { return each.score == 0; }))
    console.warning(
        "all vectors are zero: training found that weights alone predict held-out rows as well, so nothing is like "
        "anything else; train with --no-adapt, or --model biased_mf --no-adapt, to have vectors");
  const std::string_view noun = users ? "user" : "item";
  if (count > list.size())
    console.note(fmt::format("{} are asked for, and {} are all there are", grouped(count),
                             counted(list.size(), fmt::format("other {}", noun))));
  console.result(console.json ? line_of({{fmt::format("{}s", noun), json_of(std::span(list), metric, noun)}})
                              : table_of(list, noun, metric, console.width));
  console.next(next_with(arguments.operands.front(), model, users && !list.empty() ? list.front().item : ""));
  return 0;
}

std::vector<Flag> similar_flags(std::string_view) {
  return joined(
      std::vector<Flag>{
          {.name = "item",
           .group = "List",
           .help = "Id of the item, as in the training data, or its title",
           .value = "ID"},
          {.name = "user",
           .group = "List",
           .help = "Id of a user, to list the users most similar to it",
           .value = "ID"},
          {.name = "metric",
           .group = "List",
           .help = "What compares two vectors: their cosine, their dot product, or their Euclidean distance",
           .value = "NAME",
           .initial = "cosine",
           .choices = {"cosine", "dot", "euclid"}},
          count_flag("How many to list"),
          {.name = "posters",
           .group = "List",
           .help = "Folder of pictures for the page: ID.jpg, ID.png or ID.webp of item ID",
           .value = "FOLDER",
           .completes = Flag::Completes::folder},
          out_flag("Page of posters (.html) to write besides; items without a picture have a drawn tile")},
      output_flags());
}

}  // namespace

const Verb& similar_verb() {
  static const Verb verb = {
      .name = "similar",
      .summary = "Lists the items (or users) whose vectors are most similar to an item's (or a user's).",
      .operands = {{.name = "MODEL"}},
      .examples = {"interplay similar movies.safetensors --item 50",
                   "interplay similar movies.safetensors --item \"Toy Story (1995)\" -n 5",
                   "interplay similar movies.safetensors --user 196 --metric euclid",
                   "interplay similar m.safetensors --item 50 --posters img/ --out similar.html"},
      .elsewhere = {{"similarity distance measure", "--metric names it: cosine, dot or euclid"}},
      .meant_by_further = "item",
      .flags = similar_flags,
      .run = similar,
  };
  return verb;
}

}  // namespace interplay::cli
