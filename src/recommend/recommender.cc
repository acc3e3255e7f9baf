#include "interplay/recommend.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "data/batch.h"
#include "data/derive.h"
#include "interplay/error.h"
#include "model/implementation.h"
#include "model/response.h"
#include "model/scorer.h"
#include "recommend/titles.h"

namespace interplay {

struct Recommender::State {
  Model model;
  std::size_t user_field = 0, item_field = 0;  // of the schema
  std::vector<std::uint32_t> item_rows;        // rows of the items' table that were met in training
  Titles titles;                               // refers to the model

  const Entity& catalogue() const { return model.star().entities[model.star().schema.fields[item_field].table - 1]; }
  Scored scored(std::uint32_t row, float score) const { return {catalogue().keys.id(row), score, titles.of(row)}; }
};

namespace {

std::size_t id_field(const Schema& schema, Role role) {
  const auto field = schema.find(role);
  if (!field || schema.fields[*field].table == 0)
    throw Error(Code::unsupported, "the model has no " + std::string(name(role)) + " field, so it cannot rank items",
                "train on data with users and items");
  return *field;
}

const std::vector<std::uint32_t>& codes_of(const Star& star, std::size_t field) {
  return std::get<CategoricalColumn>(star.columns[field]).codes;
}

// A missing value in every row.
Column missing_column(Kind kind, std::size_t rows) {
  if (kind == Kind::numeric) return NumericColumn{std::vector<float>(rows, std::numeric_limits<float>::quiet_NaN())};
  if (kind == Kind::categorical) return CategoricalColumn{std::vector<std::uint32_t>(rows, 0)};
  return MultiColumn{std::vector<std::uint64_t>(rows + 1, 0), {}, {}};
}

// Views of the model's inputs for rows whose entities are given: row r is row row_of[e][r] of entity e.
struct Request {
  std::vector<std::vector<std::uint32_t>> row_of;
  std::vector<Column> context;
  std::vector<FieldView> views;

  Request(const Star& star, std::vector<std::vector<std::uint32_t>> rows_of, std::size_t rows)
      : row_of(std::move(rows_of)) {
    const std::vector<std::size_t> inputs = star.schema.inputs();
    context.reserve(inputs.size());
    for (const std::size_t f : inputs) {
      const Field& field = star.schema.fields[f];
      if (field.table > 0) {
        views.push_back({&field, &star.columns[f], row_of[field.table - 1].data()});
      } else {
        context.push_back(missing_column(field.kind, rows));
        views.push_back({&field, &context.back(), nullptr});
      }
    }
    make(rows);
  }

 private:
  // What was made of features of the user and of the item is known, too.
  void make(std::size_t rows) {
    const auto view_of = [&](const std::string& name) {
      return *std::ranges::find(views, name, [](const FieldView& view) { return view.field->name; });
    };
    std::size_t next = 0;
    for (const FieldView& view : views) {
      if (view.field->table > 0) continue;
      if (is_made(*view.field)) context[next] = made_column(*view.field, view_of, rows);
      ++next;
    }
  }
};

std::vector<std::uint32_t> first_numbers(std::size_t count) {
  std::vector<std::uint32_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0u);
  return numbers;
}

// Numbers that are not finite have no order. `id_of`: of the item at a position.
template <class IdOf>
void require_finite(std::span<const float> values, std::string_view what, const IdOf& id_of) {
  const auto bad = std::ranges::find_if_not(values, [](float value) { return std::isfinite(value); });
  if (bad == values.end()) return;
  throw Error(Code::bad_model,
              "the " + std::string(what) + " of item '" + id_of(static_cast<std::size_t>(bad - values.begin())) +
                  "' is not a finite number",
              "train the model again: its parameters are damaged");
}

// Positions of the `count` largest scores, best first; ties by position.
std::vector<std::uint32_t> best(std::span<const float> scores, std::size_t count) {
  std::vector<std::uint32_t> order = first_numbers(scores.size());
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(count, order.size()));
  std::partial_sort(order.begin(), end, order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  });
  order.erase(end, order.end());
  return order;
}

// Sums of the pooled vectors of the fields of entity table `table`, one for each row of the request.
struct Vectors {
  std::size_t count, columns;
  std::vector<double> values;
};

Vectors entity_vectors(const Embedding& embedding, const Parameters& parameters, const Request& request,
                       std::uint32_t table, std::size_t count) {
  const std::vector<std::uint32_t> rows = first_numbers(count);
  const std::size_t fields = embedding.fields(), stride = embedding.stride();
  AlignedArray<float> values(count * fields * stride), squares(count * fields);
  embedding.forward(parameters, {request.views, rows},
                    {count, fields, embedding.columns(), stride, values.data(), squares.data()});
  Vectors vectors{count, stride, std::vector<double>(count * stride, 0.0)};
  for (std::size_t f = 0; f < fields; ++f) {
    if (request.views[embedding.slots()[f].input].field->table != table) continue;
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t k = 0; k < stride; ++k)
        vectors.values[i * stride + k] += static_cast<double>(values[(i * fields + f) * stride + k]);
  }
  return vectors;
}

// Of every vector with that of `self`; 0 with a vector of length 0.
std::vector<float> cosines(const Vectors& vectors, std::size_t self) {
  const auto dot = [&](std::size_t a, std::size_t b) {
    const double *left = &vectors.values[a * vectors.columns], *right = &vectors.values[b * vectors.columns];
    return std::inner_product(left, left + vectors.columns, right, 0.0);
  };
  std::vector<float> cosine(vectors.count);
  for (std::size_t i = 0; i < vectors.count; ++i) {
    const double norms = std::sqrt(dot(i, i) * dot(self, self));
    cosine[i] = norms > 0 ? static_cast<float>(dot(i, self) / norms) : 0.0f;
  }
  return cosine;
}

[[noreturn]] void unknown(std::string_view role, std::string_view id) {
  throw Error(Code::not_found, std::string(role) + " '" + std::string(id) + "' was not met in training",
              "name one that was; interplay describe shows how many there are");
}

}  // namespace

Recommender::Recommender(Model model) {
  const Star& star = model.star();
  const std::size_t user = id_field(star.schema, Role::user), item = id_field(star.schema, Role::item);
  std::vector<std::uint32_t> rows;
  const std::vector<std::uint32_t>& codes = codes_of(star, item);
  for (std::uint32_t row = 1; row < codes.size(); ++row)
    if (codes[row] > 0) rows.push_back(row);
  Titles titles(star, star.schema.fields[item].table);
  state_ = std::make_shared<const State>(State{std::move(model), user, item, std::move(rows), titles});
}

std::vector<Scored> Recommender::recommend(std::string_view user, std::size_t count,
                                           std::span<const std::string> exclude) const {
  const ModelImplementation& model = state_->model.implementation();
  const Star& star = model.star;
  const Field& user_field = star.schema.fields[state_->user_field];
  const Entity& users = star.entities[user_field.table - 1];
  const Field& items = star.schema.fields[state_->item_field];
  const std::uint32_t user_row = users.keys.code(user);
  if (user_row == 0 || codes_of(star, state_->user_field)[user_row] == 0) unknown("user", user);

  const Entity& catalogue = star.entities[items.table - 1];
  std::unordered_set<std::uint32_t> known;
  for (const std::string& id : exclude) known.insert(catalogue.keys.code(id));
  std::vector<std::uint32_t> candidates;
  for (const std::uint32_t row : state_->item_rows)
    if (!known.contains(row)) candidates.push_back(row);

  // Other entities than users and items are context, and so unknown.
  std::vector<std::vector<std::uint32_t>> row_of(star.entities.size(),
                                                 std::vector<std::uint32_t>(candidates.size(), 0));
  row_of[user_field.table - 1].assign(candidates.size(), user_row);
  row_of[items.table - 1] = candidates;
  const Request request(star, std::move(row_of), candidates.size());
  const std::vector<std::uint32_t> rows = first_numbers(candidates.size());
  std::vector<float> scores(candidates.size());
  std::vector<float> predictions(candidates.size(), 0.0f);
  const TaskPool alone(1);
  const Batch batch{request.views, rows};
  const Scorer scorer(*model.plan, batch, alone);
  const RowNoise noise(*model.plan, batch);
  MemberReader reader(model.members);
  for (std::size_t m = 0; m < model.members.size(); ++m) {
    const Parameters& member = reader[m];
    scorer.score(member, scores);
    const Response response(*model.plan, member);
    for (std::size_t i = 0; i < scores.size(); ++i)
      predictions[i] +=
          response.prediction(scores[i], noise.deviation(member, i)) / static_cast<float>(model.members.size());
  }
  std::vector<Scored> result;
  // Scores order finer than predictions, which may be equal far out on a sigmoid; but only one member's have a meaning,
  // and none where the cut points differ by item.
  const bool by_score = model.members.size() == 1 && !model.plan->objective().link.needs_thresholds();
  const std::vector<float>& order = by_score ? scores : predictions;
  const auto id_of = [&](std::size_t i) { return catalogue.keys.id(candidates[i]); };
  require_finite(order, "score", id_of);
  require_finite(predictions, "score", id_of);
  for (const std::uint32_t at : best(order, count)) result.push_back(state_->scored(candidates[at], predictions[at]));
  return result;
}

std::string Recommender::find_item(std::string_view text) const {
  const Vocabulary& keys = state_->catalogue().keys;
  if (const std::uint32_t row = keys.code(text); row > 0 && std::ranges::binary_search(state_->item_rows, row))
    return std::string(text);
  const std::vector<std::uint32_t> rows = state_->titles.rows_of(text, state_->item_rows);
  if (rows.size() == 1) return keys.id(rows.front());
  std::string list;
  for (const std::uint32_t row : rows) list += (list.empty() ? "" : ", ") + keys.id(row);
  if (rows.size() > 1)
    throw Error(Code::usage, "'" + std::string(text) + "' is the title of the items " + list, "name one by its id");
  for (const std::string& title : state_->titles.like(text, state_->item_rows, 5))
    list += (list.empty() ? "'" : ", '") + title + "'";
  if (!state_->titles.known()) unknown("item", text);
  throw Error(
      Code::not_found, "item '" + std::string(text) + "' was not met in training, neither as an id nor as a title",
      list.empty() ? "no title is like it; name one that interplay recommend lists" : "titles like it are " + list);
}

std::string Recommender::title(std::string_view item) const {
  return state_->titles.of(state_->catalogue().keys.code(item));
}

std::vector<Scored> Recommender::similar(std::string_view item, std::size_t count) const {
  const ModelImplementation& model = state_->model.implementation();
  const Star& star = model.star;
  const std::uint32_t table = star.schema.fields[state_->item_field].table;
  const Entity& catalogue = star.entities[table - 1];
  const std::uint32_t wanted = catalogue.keys.code(item);
  const auto found = std::ranges::lower_bound(state_->item_rows, wanted);
  if (wanted == 0 || found == state_->item_rows.end() || *found != wanted) unknown("item", item);
  const auto vectors = std::ranges::find_if(model.plan->tables(), [](const Embedding& e) { return e.columns() > 1; });
  if (vectors == model.plan->tables().end())
    throw Error(Code::unsupported,
                "model '" + std::string(state_->model.name()) + "' has no vectors to compare items by",
                "train a model with factors, such as biased_mf or fm");

  const std::size_t items = state_->item_rows.size();
  std::vector<std::vector<std::uint32_t>> row_of(star.entities.size(), std::vector<std::uint32_t>(items, 0));
  row_of[table - 1] = state_->item_rows;
  const Request request(star, std::move(row_of), items);
  const auto self = static_cast<std::size_t>(found - state_->item_rows.begin());
  std::vector<float> cosine(items, 0.0f);
  MemberReader reader(model.members);
  for (std::size_t m = 0; m < model.members.size(); ++m) {
    const std::vector<float> of_member = cosines(entity_vectors(*vectors, reader[m], request, table, items), self);
    for (std::size_t i = 0; i < items; ++i) cosine[i] += of_member[i] / static_cast<float>(model.members.size());
  }
  require_finite(cosine, "cosine", [&](std::size_t i) { return state_->scored(state_->item_rows[i], 0).item; });
  cosine[self] = -std::numeric_limits<float>::infinity();
  std::vector<Scored> result;
  for (const std::uint32_t at : best(cosine, std::min(count, items - 1)))
    result.push_back(state_->scored(state_->item_rows[at], cosine[at]));
  return result;
}

}  // namespace interplay
