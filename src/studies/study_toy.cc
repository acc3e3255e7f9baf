#include "studies/study_toy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "interplay/encode.h"
#include "interplay/split.h"

#include "model/implementation.h"
#include "model/predict.h"
#include "plan/run.h"
#include "report/words.h"
#include "workflow/plan_for.h"
#include "workflow/target.h"

namespace interplay::report {
namespace {

constexpr std::array<int, 7> users = {1, 1, 1, 2, 2, 3, 3}, movies = {1, 2, 3, 3, 4, 1, 3},
                             ratings = {5, 3, 1, 3, 5, 1, 3};

Field id_field(std::string name, Role role, std::span<const int> ids) {
  Field field;
  field.name = std::move(name);
  field.role = role;
  field.vocabulary = Vocabulary::of_integers({ids.begin(), ids.end()});
  return field;
}

Dataset small_data() {
  Dataset data;
  data.rows = users.size();
  const auto add_ids = [&](Field field, std::span<const int> ids) {
    std::vector<std::uint32_t> codes;
    for (const int id : ids) codes.push_back(field.vocabulary.code(std::int64_t{id}));
    data.schema.fields.push_back(std::move(field));
    data.columns.emplace_back(CategoricalColumn{std::move(codes)});
  };
  add_ids(id_field("user", Role::user, users), users);
  add_ids(id_field("movie", Role::item, movies), movies);
  Field rating;
  rating.name = "rating";
  rating.kind = Kind::numeric;
  rating.role = Role::target;
  data.schema.fields.push_back(std::move(rating));
  data.columns.emplace_back(NumericColumn{std::vector<float>(ratings.begin(), ratings.end())});
  return data;
}

// Starting values, as training would find them.
Model untrained(const Dataset& encoded, const Split& all, std::int64_t seed) {
  auto model = std::make_shared<ModelImplementation>();
  model->options = default_options("keras_fm");
  model->options.target_scale = "none";
  model->star = star_of(encoded);
  model->target = target_info(encoded, all, model->options);
  model->plan = std::make_unique<ModelPlan>(plan_for(model->star.schema, model->options, model->target));
  Parameters parameters({model->plan->specs().begin(), model->plan->specs().end()});
  parameters.initialize(static_cast<std::uint64_t>(seed));
  model->members.add(std::move(parameters));
  model->histories.resize(1);
  return model_of(std::move(model));
}

std::string pairs_of(const Dataset& data, std::span<const std::uint32_t> rows) {
  std::string text;
  for (const std::uint32_t row : rows)
    text += fmt::format("{}{}:{}", text.empty() ? "" : ", ", cell(data, 0, row), cell(data, 1, row));
  return text;
}

std::string fixed(double value) { return fmt::format("{:.6f}", value); }
std::string pair_text(const float* v) { return fmt::format("{:.6f}  {:.6f}", v[0], v[1]); }

// What a model computes on its way to the scores of some rows, beside the same found by hand from its tables.
class Steps {
 public:
  Steps(const Model& model, const Dataset& data, std::span<const std::uint32_t> rows)
      : plan_(*implementation_of(model).plan),
        first_(implementation_of(model).parameters()),
        parameters_(*first_),
        data_(data),
        rows_(rows),
        views_(input_views(data)),
        workspace_(plan_, rows.size(), KeptGradients::none) {
    forward_tile(plan_, {.parameters = &parameters_}, {views_, rows}, 0, rows.size(), workspace_);
  }

  std::size_t size() const { return rows_.size(); }
  std::string id(std::size_t r, std::size_t field) const { return cell(data_, field, rows_[r]); }
  // The vector that the model pools of a table's field, and the row of the table that it must be.
  const float* pooled(std::size_t table, std::size_t r, std::size_t field) {
    return workspace_.pooled(table, 0, rows_.size()).at(r, field);
  }
  const float* looked_up(std::size_t table, std::size_t r, std::size_t field) const {
    const auto& codes = std::get<CategoricalColumn>(data_.columns[field]).codes;
    return parameters_[plan_.tables()[table].slots()[field].tensor].row(codes[rows_[r]]);
  }
  // Score column c: w_user, w_movie, d_user, d_movie.
  double column(std::size_t c, std::size_t r) { return static_cast<double>(workspace_.columns()[c][r]); }

 private:
  const ModelPlan& plan_;
  std::shared_ptr<const Parameters> first_;
  const Parameters& parameters_;
  const Dataset& data_;
  std::span<const std::uint32_t> rows_;
  std::vector<FieldView> views_;
  Workspace workspace_;
};

constexpr std::size_t linear = 0, factors = 1;  // the tables of keras_fm
constexpr std::string_view fields[] = {"user", "movie"};

// Rows of a table of parameters, by code.
Report::Table weights(const Model& model, std::string_view tensor_name, std::string caption) {
  Report::Table table{.caption = std::move(caption), .headings = {">index"}, .rows = {}};
  for (const TensorView& tensor : model.parameters()) {
    if (tensor.name != tensor_name) continue;
    for (std::size_t c = 0; c < tensor.columns; ++c) table.headings.push_back(fmt::format(">[{}]", c));
    for (std::size_t row = 0; row < tensor.rows; ++row) {
      table.rows.push_back({fmt::format("{}", row)});
      for (std::size_t c = 0; c < tensor.columns; ++c)
        table.rows.back().push_back(fixed(static_cast<double>(tensor.data[row * tensor.stride + c])));
    }
  }
  return table;
}

void show_linear(Study& study, const Model& model, Steps& steps) {
  study.heading("Linear terms", 3);
  study.say("A weight for each user and each movie, looked up by index.");
  for (const std::string_view field : fields)
    study.table(weights(model, fmt::format("linear/{}", field), fmt::format("Weights: {}", field)));
  Report::Table table{.caption = "Linear terms of the rows",
                      .headings = {">user", ">movie", ">w(user)", ">looked up", ">w(movie)", ">looked up"},
                      .rows = {}};
  for (std::size_t r = 0; r < steps.size(); ++r)
    table.rows.push_back({steps.id(r, 0), steps.id(r, 1), fixed(steps.column(0, r)),
                          fixed(static_cast<double>(*steps.looked_up(linear, r, 0))), fixed(steps.column(1, r)),
                          fixed(static_cast<double>(*steps.looked_up(linear, r, 1)))});
  study.table(std::move(table));
}

void show_factors(Study& study, const Model& model, Steps& steps) {
  study.heading("Factors, their sum, and differences", 3);
  for (const std::string_view field : fields)
    study.table(weights(model, fmt::format("embedding/{}", field), fmt::format("Factors: {}", field)));
  Report::Table found{.caption = "Factors of the rows",
                      .headings = {">user", ">movie", ">v(user)", ">looked up", ">v(movie)", ">looked up"},
                      .rows = {}};
  Report::Table sums{.caption = "s = v(user) + v(movie)",
                     .headings = {">user", ">movie", ">s", ">s - v(user)", ">s - v(movie)"},
                     .rows = {}};
  for (std::size_t r = 0; r < steps.size(); ++r) {
    const float* u = steps.pooled(factors, r, 0);
    const float* m = steps.pooled(factors, r, 1);
    const float sum[] = {u[0] + m[0], u[1] + m[1]};
    const float without_user[] = {sum[0] - u[0], sum[1] - u[1]}, without_movie[] = {sum[0] - m[0], sum[1] - m[1]};
    found.rows.push_back({steps.id(r, 0), steps.id(r, 1), pair_text(u), pair_text(steps.looked_up(factors, r, 0)),
                          pair_text(m), pair_text(steps.looked_up(factors, r, 1))});
    sums.rows.push_back(
        {steps.id(r, 0), steps.id(r, 1), pair_text(sum), pair_text(without_user), pair_text(without_movie)});
  }
  study.table(std::move(found));
  study.table(std::move(sums));
}

// <v_f, s - v_f>, by hand from the tables.
double by_hand(Steps& steps, std::size_t r, std::size_t field) {
  const float* own = steps.looked_up(factors, r, field);
  const float* other = steps.looked_up(factors, r, 1 - field);
  double sum = 0;
  for (std::size_t k = 0; k < 2; ++k) {
    const double s = static_cast<double>(own[k]) + static_cast<double>(other[k]);
    sum += static_cast<double>(own[k]) * (s - static_cast<double>(own[k]));
  }
  return sum;
}

void show_dots(Study& study, Steps& steps) {
  study.heading("Dot products", 3);
  Report::Table table{.caption = "d(f) = <v(f), s - v(f)>",
                      .headings = {">user", ">movie", ">d(user)", ">by hand", ">d(movie)", ">by hand"},
                      .rows = {}};
  double largest = 0;
  for (std::size_t r = 0; r < steps.size(); ++r) {
    table.rows.push_back({steps.id(r, 0), steps.id(r, 1), fixed(steps.column(2, r)), fixed(by_hand(steps, r, 0)),
                          fixed(steps.column(3, r)), fixed(by_hand(steps, r, 1))});
    for (const std::size_t f : {std::size_t{0}, std::size_t{1}})
      largest = std::max(largest, std::abs(steps.column(2 + f, r) - by_hand(steps, r, f)));
  }
  study.table(std::move(table));
  study.say(fmt::format(
      "With two fields both dot products are the one interaction of user and movie, so half of their sum is "
      "the pairwise term. The largest difference between the model and the calculation by hand is {:.1e}.",
      largest));
}

}  // namespace

void worked_example(Study& study) {
  study.heading("A worked example");
  const Dataset data = small_data();
  constexpr std::string_view columns[] = {"user", "movie", "rating"};
  study.table(head_of(data, "Seven ratings", columns, data.rows));
  const std::size_t user_ids = data.schema.fields[0].vocabulary.size(),
                    movie_ids = data.schema.fields[1].vocabulary.size();
  study.say(
      fmt::format("Tables have one row more than the largest id, so f_size = [{}, {}]; here row 0 is our row for ids "
                  "never met. {} users and {} movies make {} pairs, of which {} are rated.",
                  user_ids + 1, movie_ids + 1, user_ids, movie_ids, user_ids * movie_ids, data.rows));
  SplitOptions held_out;
  held_out.split = "stratified";
  held_out.test = 0.3;
  const Split parts = split(data, held_out, static_cast<std::uint64_t>(study.options().seed));
  study.say(fmt::format("Divided: {}. As user:movie, training {}; test {}.", parts.label, pairs_of(data, parts.train),
                        pairs_of(data, parts.test)));
  show_embedding(study);

  Split all;
  all.train = all_rows(data.rows);
  const Dataset encoded = encode(data, all.train, {});
  const Model model = untrained(encoded, all, study.options().seed);
  Steps steps(model, encoded, parts.train);
  show_linear(study, model, steps);
  show_factors(study, model, steps);
  show_dots(study, steps);
  study.heading("The whole model", 3);
  study.say(
      "The four columns w(user), w(movie), d(user), d(movie) are batch normalised and weighted; a ReLU keeps the "
      "prediction positive.");
  study.summary(model, "worked-example");
}

}  // namespace interplay::report
