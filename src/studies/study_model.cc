// What a study tells of a model.
#include <fmt/format.h>

#include <algorithm>

#include "interplay/metrics.h"
#include "interplay/recommend.h"
#include "model/implementation.h"
#include "report/model_tables.h"
#include "report/words.h"
#include "studies/study.h"

namespace interplay::report {
namespace {

// Ids of items by title, so that a study can name films.
std::string title_of(const Dataset& titles, std::string_view id) {
  const auto item = titles.schema.find(Role::item), title = titles.schema.find("title");
  if (!item || !title) return "";
  const Entity& items = titles.entities[titles.schema.fields[*item].table - 1];
  const std::uint32_t row = items.keys.code(id);
  return row == 0 ? "" : cell(titles, *title, row);
}

}  // namespace

Report::Table layers_table(std::string caption, std::span<const Layer> layers) {
  Report::Table table{.caption = std::move(caption), .headings = {"layer", "output", ">parameters"}, .rows = {}};
  std::uint64_t total = 0, frozen = 0;
  for (const Layer& layer : layers) {
    table.rows.push_back({layer.name, layer.shape, grouped(layer.parameters)});
    total += layer.parameters;
    frozen += layer.frozen;
  }
  table.rows.push_back({"total", "", grouped(total)});
  table.rows.push_back({"trainable", "", grouped(total - frozen)});
  table.rows.push_back({"not trainable", "", grouped(frozen)});
  return table;
}

std::uint64_t unseen_parameters(const Model& model) {
  std::uint64_t count = 0;
  for (const Embedding& table : implementation_of(model).plan->tables())
    for (const Embedding::Slot& slot : table.slots())
      if (slot.kind != Kind::numeric) count += table.columns();
  return count;
}

void Study::summary(const Model& model, std::string_view name) {
  table(parts_table(model));
  figure(fmt::format("{}-diagram", name), diagram_of(model));
}

void Study::contributions(const Model& model, std::string_view name) {
  Bars bars = contributions_of(model);
  Report::Table weights{.caption = "Weights of the parts", .headings = {"part", ">weight"}, .rows = {}};
  for (const auto& [part, weight] : bars.bars) weights.rows.push_back({part, fmt::format("{:.3f}", weight)});
  table(std::move(weights));
  figure(fmt::format("{}-contributions", name), std::move(bars));
}

Report::Table similar_table(const Run& run, const Dataset& titles, std::span<const std::string_view> items,
                            std::size_t count, std::string caption) {
  Report::Table table{
      .caption = std::move(caption), .headings = {"item", ">rank", "most similar", ">cosine"}, .rows = {}};
  const Recommender recommender(run.model);
  for (const std::string_view item : items) {
    const std::string title = title_of(titles, item);
    std::size_t rank = 0;
    for (const Scored& scored : recommender.similar(item, count))
      table.rows.push_back({rank == 0 ? fmt::format("{} {}", item, title) : "", fmt::format("{}", ++rank),
                            fmt::format("{} {}", scored.item, title_of(titles, scored.item)),
                            metric_text(static_cast<double>(scored.score))});
  }
  return table;
}

}  // namespace interplay::report
